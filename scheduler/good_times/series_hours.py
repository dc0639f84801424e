"""The best hour for a series: by the clock of each city, over all its dates.

An hour keeps its wall time on one clock, and moves for the other cities when clocks change there. So the
clock matters as much as the hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from scheduler.good_times.burden import CityHours
from scheduler.good_times.common_times import CommonTime
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan
from scheduler.timetable.wall_times import has_unambiguous_ends, nearest_instant, to_local
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
QUARTERS = tuple(time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 15))
"""Every full quarter of an hour of a day."""


class SeriesSearch(Struct, frozen=True, kw_only=True):
    """A wish for meetings of `duration` on each of `dates`, in order, which are dates of its clock.

    `busy` is the time, sorted and without overlaps, in which one of the cities or the host has a meeting.
    """

    cities: tuple[City, ...]
    dates: tuple[date, ...]
    duration: timedelta
    busy: tuple[TimeSpan, ...] = ()


class SeriesMeetings(Struct, frozen=True, kw_only=True):
    """Meetings of a series on the dates of a search; `clashes` are those at a busy time."""

    meetings: tuple[CommonTime, ...]
    clashes: tuple[CommonTime, ...]

    @property
    def burden(self) -> int:
        """The burden of all meetings together."""
        return sum(meeting.burden for meeting in self.meetings)

    @property
    def failing(self) -> tuple[CommonTime, ...]:
        """The meetings that are outside the office hours of a city, or clash."""
        return tuple(
            meeting for meeting in self.meetings if meeting.outside_minutes or meeting in self.clashes
        )

    @property
    def burdens(self) -> tuple[int, ...]:
        """The burden of each city over all meetings."""
        by_city = zip(*(meeting.sides for meeting in self.meetings), strict=True)
        return tuple(sum(side.burden for side in sides) for sides in by_city)


class SeriesHour(SeriesMeetings, frozen=True, kw_only=True):
    """An hour by the clock of a city, and the meetings at this hour."""

    clock: City
    at: time


def find_hours(search: SeriesSearch, workdays: Workdays) -> tuple[SeriesHour, ...]:
    """Returns the best hour by the clock of each city, the best of them first; none without dates."""
    if not search.dates:
        return ()
    hours = city_hours(search.cities, search.dates[0], search.dates[-1], workdays)
    best = (min(hours_by_clock(clock, search, hours), key=_rank) for clock in search.cities)
    return tuple(sorted(best, key=_rank))


def city_hours(cities: Iterable[City], first: date, last: date, workdays: Workdays) -> list[CityHours]:
    """Returns the hours of each city on all days on which a meeting from `first` to `last` may take place."""
    days = first - 2 * _DAY, last + 3 * _DAY
    return [CityHours(city, *days, workdays) for city in cities]


def _rank(hour: SeriesHour) -> tuple[int, int, int, int, bool, time]:
    return (
        len(hour.clashes),
        hour.burden,
        max(hour.burdens),
        len(hour.failing),
        hour.at not in QUARTERS,
        hour.at,
    )


def hours_by_clock(clock: City, search: SeriesSearch, hours: Sequence[CityHours]) -> Iterator[SeriesHour]:
    """Yields the hours by the clock of a city that may be best, as far as they exist on all dates."""
    for at in sorted({*QUARTERS, *_turning_points(clock, search, hours)}):
        walls = (datetime.combine(day, at) for day in search.dates)
        if all(has_unambiguous_ends(wall, search.duration, clock.zone) for wall in walls):
            yield weigh_hour(clock, at, search, hours)


def weigh_hour(clock: City, at: time, search: SeriesSearch, hours: Sequence[CityHours]) -> SeriesHour:
    """Returns the meetings at this hour by the clock of a city."""
    begins = (nearest_instant(datetime.combine(day, at), clock.zone) for day in search.dates)
    found = _weighed(begins, search, hours)
    return SeriesHour(clock=clock, at=at, meetings=found.meetings, clashes=found.clashes)


def weigh_meetings(begins: Iterable[datetime], search: SeriesSearch, workdays: Workdays) -> SeriesMeetings:
    """Returns the meetings that begin at these instants, which are on the dates of the search."""
    hours = city_hours(search.cities, search.dates[0], search.dates[-1], workdays)
    return _weighed(begins, search, hours)


def _turning_points(clock: City, search: SeriesSearch, hours: Sequence[CityHours]) -> Iterator[time]:
    """Yields the hours at which one end of a meeting meets the end of a stretch of a city."""
    dates = set(search.dates)
    for bound in {stretch.end for city in hours for stretch in city.stretches}:
        for start in (bound, bound - search.duration):
            local = to_local(start, clock.zone)
            if local.date() in dates:
                yield local.time()


def _weighed(begins: Iterable[datetime], search: SeriesSearch, hours: Sequence[CityHours]) -> SeriesMeetings:
    meetings = tuple(CommonTime.weighed(begin, search.duration, hours) for begin in begins)
    clashes = (
        meeting
        for meeting in meetings
        if any(span.begin < meeting.end and meeting.begin < span.end for span in search.busy)
    )
    return SeriesMeetings(meetings=meetings, clashes=tuple(clashes))
