"""The best times for a meeting of several cities: inside all office hours, or the least inconvenient.

The burden of a meeting grows and falls evenly between the starts at which one of its ends meets the end of a
stretch. So the least burden is at one of these starts, and no grid of starts can miss it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import combinations, pairwise
from typing import Self

from msgspec import Struct

from scheduler.good_times.burden import CityHours, HourKind, SideBurden
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan, common, merged, without
from scheduler.timetable.wall_times import nearest_instant, to_local
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Search(Struct, frozen=True, kw_only=True):
    """A wish for a meeting of `duration` that begins on a day from `first` to `last` of the first city.

    `busy` is the time, sorted and without overlaps, in which one of the cities or the host has a meeting.
    """

    cities: tuple[City, ...]
    first: date
    last: date
    duration: timedelta
    busy: tuple[TimeSpan, ...] = ()

    def __post_init__(self) -> None:
        if not self.cities:
            raise ValueError("no city is named")
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        if self.duration < _MINUTE:
            raise ValueError("a meeting lasts at least one minute")


class CommonTime(Struct, frozen=True, kw_only=True):
    """A time for a meeting, in UTC, and its burden for each city, in the order of the search."""

    begin: datetime
    end: datetime
    sides: tuple[SideBurden, ...]

    @classmethod
    def weighed(cls, begin: datetime, duration: timedelta, hours: Iterable[CityHours]) -> Self:
        """Returns the time for a meeting from `begin`, with its burden for the cities with these `hours`."""
        end = begin + duration
        return cls(begin=begin, end=end, sides=tuple(city.burden(begin, end) for city in hours))

    @property
    def burden(self) -> int:
        """The burden of all cities together."""
        return sum(side.burden for side in self.sides)

    @property
    def outside_minutes(self) -> int:
        """The minutes outside office hours, of all cities together."""
        return sum(side.outside_minutes for side in self.sides)

    @property
    def largest(self) -> int:
        """The burden of the city that carries most."""
        return max(side.burden for side in self.sides)


class CommonTimes(Struct, frozen=True, kw_only=True):
    """The times that suit.

    `inside` are the first and last start of each range that lies in the office hours of all cities. `best`
    has the best start of each day, the least burden first; of equal ones, the one that shares it best.
    """

    inside: tuple[tuple[datetime, datetime], ...]
    best: tuple[CommonTime, ...]


def find_times(search: Search, workdays: Workdays, most: int) -> CommonTimes:
    """Returns the times for a meeting; at most `most` best ones."""
    begin, end = _bounds(search)
    hours = {city.id: _hours(city, begin, end + search.duration, workdays) for city in search.cities}
    inside = tuple(_inside(search, [*hours.values()], TimeSpan(begin, end)))
    return CommonTimes(inside=inside, best=tuple(_best(search, [*hours.values()], begin, end)[:most]))


def _bounds(search: Search) -> tuple[datetime, datetime]:
    """Returns the instants between which the meeting begins; the second is not one of them."""
    begin, *_, end = _midnights(search)
    return begin, end


def _midnights(search: Search) -> Sequence[datetime]:
    """Returns the instants at which the days begin by the clock of the first city, and the last one ends."""
    count = (search.last - search.first).days + 2
    days = (search.first + number * _DAY for number in range(count))
    return [nearest_instant(datetime.combine(day, time()), search.cities[0].zone) for day in days]


def _hours(city: City, begin: datetime, end: datetime, workdays: Workdays) -> CityHours:
    first, last = to_local(begin, city.zone).date(), to_local(end, city.zone).date()
    return CityHours(city, first, last, workdays)


def _inside(
    search: Search, hours: Iterable[CityHours], bounds: TimeSpan
) -> Iterator[tuple[datetime, datetime]]:
    open_together = reduce(common, map(_office_hours, hours))
    for span in without(open_together, search.busy):
        first = max(span.begin, bounds.begin)
        last = min(span.end - search.duration, bounds.end - _MINUTE)
        if first <= last:
            yield first, last


def _office_hours(hours: CityHours) -> tuple[TimeSpan, ...]:
    office = (stretch for stretch in hours.stretches if stretch.kind is HourKind.OFFICE)
    return merged(TimeSpan(stretch.begin, stretch.end) for stretch in office)


def _best(search: Search, hours: Sequence[CityHours], begin: datetime, end: datetime) -> list[CommonTime]:
    zone, by_day = search.cities[0].zone, dict[date, CommonTime]()
    starts = _free_starts(search, hours, begin, end)
    found = [CommonTime.weighed(start, search.duration, hours) for start in starts]
    for each in found:
        day = to_local(each.begin, zone).date()
        if day not in by_day or _rank(each) < _rank(by_day[day]):
            by_day[day] = each
    for earlier, later in pairwise(found):
        day = to_local(earlier.begin, zone).date()
        if earlier.burden == later.burden == by_day[day].burden and day == to_local(later.begin, zone).date():
            better = _better_shared(earlier, later, search.busy)
            between = (CommonTime.weighed(start, search.duration, hours) for start in better)
            by_day[day] = min((by_day[day], *between), key=_rank)
    return sorted(by_day.values(), key=_rank)


def _better_shared(earlier: CommonTime, later: CommonTime, busy: Iterable[TimeSpan]) -> Iterator[datetime]:
    """Yields the free minutes between two times at which two cities carry the same, or nearly.

    Between them, the burden of each city grows or falls evenly, and that of all together is the same.
    """
    length, duration = later.begin - earlier.begin, earlier.end - earlier.begin
    for one, other in combinations(range(len(earlier.sides)), 2):
        before = earlier.sides[one].burden - earlier.sides[other].burden
        after = later.sides[one].burden - later.sides[other].burden
        if before * after < 0:
            minute = earlier.begin + length * before / (before - after) // _MINUTE * _MINUTE
            for start in (minute, minute + _MINUTE):
                if all(start + duration <= span.begin or span.end <= start for span in busy):
                    yield start


def _rank(time: CommonTime) -> tuple[int, int, bool, datetime]:
    """Returns the order of times: less burden, better shared, a quarter of an hour, earlier."""
    return time.burden, time.largest, (time.begin - _EPOCH) % _QUARTER != timedelta(0), time.begin


def _free_starts(
    search: Search, hours: Iterable[CityHours], begin: datetime, end: datetime
) -> Iterator[datetime]:
    """Yields every start at which the burden may be least, and every quarter of an hour, in order."""
    midnights = _midnights(search)
    starts = {*midnights, *(midnight - _MINUTE for midnight in midnights), *_quarters(begin, end)}
    boundaries = {stretch.end for city in hours for stretch in city.stretches}
    boundaries |= {bound for span in search.busy for bound in (span.begin, span.end)}
    starts |= boundaries | {bound - search.duration for bound in boundaries}
    busy = list(search.busy)
    for start in sorted(start for start in starts if begin <= start < end):
        while busy and busy[0].end <= start:
            busy.pop(0)
        if not busy or start + search.duration <= busy[0].begin:
            yield start


def _quarters(begin: datetime, end: datetime) -> Iterator[datetime]:
    quarter = begin + (_EPOCH - begin) % _QUARTER
    while quarter < end:
        yield quarter
        quarter += _QUARTER
