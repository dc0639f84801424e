"""Who carries the burden of meetings: each city, by meeting and by series, and how unequal that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from msgspec import Struct

from scheduler.good_times.burden import CityHours, SideBurden
from scheduler.good_times.rotation import Burdens, Rotation, RotationSearch, find_rotation
from scheduler.good_times.series_hours import SeriesHour, find_hours
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan, merged
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)


class WeighedMeeting(Struct, frozen=True, kw_only=True):
    """A meeting with hours, and its burden for each of its cities, by their identity."""

    occurrence: Occurrence
    sides: Mapping[str, SideBurden]

    @property
    def burden(self) -> int:
        """The burden of all its cities together."""
        return sum(side.burden for side in self.sides.values())


class CityShare(Struct, frozen=True, kw_only=True):
    """The meetings of a city, in order, and what they cost it."""

    city: City
    meetings: tuple[WeighedMeeting, ...]

    @property
    def burden(self) -> int:
        """The burden of all meetings for the city."""
        return sum(side.burden for side in self._sides())

    @property
    def outside_minutes(self) -> int:
        """The minutes of all meetings outside the office hours of the city."""
        return sum(side.outside_minutes for side in self._sides())

    def _sides(self) -> Iterator[SideBurden]:
        return (meeting.sides[self.city.identity] for meeting in self.meetings)


class SeriesShare(Struct, frozen=True, kw_only=True):
    """The burden of the meetings of a series for each of its cities, and the hours that would be better.

    `hour` would be better for all meetings, without turns; None if no hour is. `rotation` would share the
    burden in turns; None if the series does not recur, has fewer meetings than cities, or turns do not help.
    """

    series: str
    cities: tuple[City, ...]
    burdens: Burdens
    hour: SeriesHour | None
    rotation: Rotation | None

    @property
    def spread(self) -> int:
        """The difference between the city that carries most and the one that carries least."""
        return max(self.burdens) - min(self.burdens)


class Fairness(Struct, frozen=True, kw_only=True):
    """The shares of all cities that meet, the largest burden first, and those of all series."""

    meetings: tuple[WeighedMeeting, ...]
    cities: tuple[CityShare, ...]
    series: tuple[SeriesShare, ...]

    @property
    def burden(self) -> int:
        """The burden of all cities together."""
        return sum(share.burden for share in self.cities)

    @property
    def spread(self) -> int:
        """The difference between the city that carries most and the one that carries least."""
        burdens = [share.burden for share in self.cities]
        return max(burdens) - min(burdens) if burdens else 0


def weigh_fairness(
    occurrences: Iterable[Occurrence],
    members: Mapping[str, Sequence[City]],
    workdays: Workdays,
) -> Fairness:
    """Returns who carries the burden of `occurrences`.

    `members` are the cities of each series (by identity), in the order of their turns. Meetings of whole
    days have no hours, so they have no burden.
    """
    cities = {city.identity: city for of_series in members.values() for city in of_series}
    meetings = _weigh(occurrences, cities, workdays)
    return Fairness(
        meetings=meetings,
        cities=tuple(_city_shares(meetings, cities)),
        series=tuple(_series_shares(meetings, members, workdays)),
    )


def city_shares(
    occurrences: Iterable[Occurrence], cities: Mapping[str, City], workdays: Workdays
) -> tuple[CityShare, ...]:
    """Returns what `occurrences` cost each of `cities` (by identity) that meets, the largest burden first."""
    return tuple(_city_shares(_weigh(occurrences, cities, workdays), cities))


def _city_shares(meetings: Sequence[WeighedMeeting], cities: Mapping[str, City]) -> Sequence[CityShare]:
    shares = (
        CityShare(city=city, meetings=tuple(each for each in meetings if identity in each.sides))
        for identity, city in cities.items()
    )
    return sorted(filter(attrgetter("meetings"), shares), key=lambda share: (-share.burden, share.city.id))


def _weigh(
    occurrences: Iterable[Occurrence], cities: Mapping[str, City], workdays: Workdays
) -> tuple[WeighedMeeting, ...]:
    timed = sorted((each for each in occurrences if not each.timing.all_day), key=_begin)
    return tuple(_weighed(occurrence, cities, workdays) for occurrence in timed)


def _weighed(occurrence: Occurrence, cities: Mapping[str, City], workdays: Workdays) -> WeighedMeeting:
    begin, end = occurrence.timing.begin_utc, occurrence.timing.end_utc
    days = begin.date() - _DAY, end.date() + _DAY  # those of every city on Earth
    known = (cities[city] for city in occurrence.cities() if city in cities)
    sides = {city.identity: CityHours(city, *days, workdays).burden(begin, end) for city in known}
    return WeighedMeeting(occurrence=occurrence, sides=sides)


def _series_shares(
    meetings: Sequence[WeighedMeeting],
    members: Mapping[str, Sequence[City]],
    workdays: Workdays,
) -> Iterator[SeriesShare]:
    """Yields the shares of the series of pairs, whose cities could take turns."""
    of_pairs = [meeting for meeting in meetings if meeting.occurrence.origin == "meeting"]
    for series, group in groupby(sorted(of_pairs, key=_series), key=_series):
        own, cities = [*group], members[series]
        hour, rotation = _better_hours(own, cities, meetings, workdays)
        yield SeriesShare(
            series=series, cities=tuple(cities), burdens=_burdens(own, cities), hour=hour, rotation=rotation
        )


def _burdens(meetings: Sequence[WeighedMeeting], cities: Iterable[City]) -> Burdens:
    return tuple(
        sum(meeting.sides[city.identity].burden for meeting in meetings if city.identity in meeting.sides)
        for city in cities
    )


def _better_hours(
    own: Sequence[WeighedMeeting],
    cities: Sequence[City],
    meetings: Iterable[WeighedMeeting],
    workdays: Workdays,
) -> tuple[SeriesHour | None, Rotation | None]:
    """Returns one hour, and hours in turn, for the meetings of a series on their present dates."""
    recurring = [meeting for meeting in own if meeting.occurrence.recurs]
    today = _burdens(recurring, cities)
    if len(cities) < 2 or len(recurring) < len(cities) or not any(today):
        return None, None
    names = {city.identity for city in cities}
    others = (
        meeting.occurrence.timing
        for meeting in meetings
        if meeting not in own and not names.isdisjoint(meeting.sides)
    )
    days = [meeting.occurrence.timing.starts.date() for meeting in recurring]
    search = RotationSearch(
        cities=tuple(cities),
        turns=tuple(tuple(days[turn :: len(cities)]) for turn in range(len(cities))),
        duration=max(meeting.occurrence.timing.length for meeting in recurring),
        busy=merged(TimeSpan(timing.begin_utc, timing.end_utc) for timing in others),
    )
    fixed = next(iter(find_hours(search.without_turns, workdays)), None)
    is_better = fixed is not None and not fixed.clashes and _is_better(fixed.burdens, today)
    without = [today] if fixed is None else [today, fixed.burdens]
    return fixed if is_better else None, find_rotation(search, without, workdays)


def _is_better(burdens: Burdens, today: Burdens) -> bool:
    """Returns whether all cities together carry less, and none more than one carries today."""
    return sum(burdens) < sum(today) and max(burdens) <= max(today)


def _begin(occurrence: Occurrence) -> tuple[object, str]:
    return occurrence.timing.begin_utc, occurrence.uid


def _series(meeting: WeighedMeeting) -> str:
    return meeting.occurrence.series
