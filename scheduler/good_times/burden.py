"""The burden of a meeting for a city: its minutes outside office hours, weighted by when they are.

The days of a city are divided into office hours and inconvenient hours, as instants. Each boundary is a wall
time of the city, so the stretches are right on days when clocks change and on both sides of the date line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from scheduler.programme.members import City, OfficeHours
from scheduler.timetable.local_clocks import EVENING, MORNING
from scheduler.timetable.wall_times import nearest_instant, offset_minutes, to_local
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
FAR = 3
"""The burden of a minute from the third hour outside office hours on: the first hour has 1, the second 2."""
DAY_OFF = 3
"""The burden of a minute by day on a day off."""
NIGHT = 5
"""The burden of a minute at night."""


class HourKind(StrEnum):
    """What an hour is for a city."""

    OFFICE = "office"
    EARLY = "early"
    LATE = "late"
    NIGHT = "night"
    DAY_OFF = "day off"


class Stretch(Struct, frozen=True):
    """The time from `begin` to `end` (in UTC), in which all minutes of a city are alike.

    `weight` is the burden of each minute.
    """

    begin: datetime
    end: datetime
    kind: HourKind
    weight: int


def city_days(city: City, first: date, last: date, workdays: Workdays) -> Iterator[Stretch]:
    """Yields the stretches of the days `first` to `last` of a city, one after another without a gap."""
    day = first
    while day <= last:
        yield from _stretches(city, day, workdays)
        day += _DAY


def _stretches(city: City, day: date, workdays: Workdays) -> Iterator[Stretch]:
    hours = city.hours if workdays.obstacle(city, day) is None else None
    walls = {*_walls(day, hours)}
    for begin, end in pairwise(_with_change(_midnight(day, city), _midnight(day + _DAY, city), city.zone)):
        local = to_local(begin, city.zone)
        bounds = (begin + (wall - local) for wall in walls)
        for first, last in pairwise([begin, *sorted(bound for bound in bounds if begin < bound < end), end]):
            wall = local + (first - begin)
            kind = _kind_at(wall.time(), hours)
            yield Stretch(first, last, kind, _weight_at(wall, kind, hours))


def _walls(day: date, hours: OfficeHours | None) -> Iterator[datetime]:
    """Yields the wall times at which the kind of the minutes changes, or their weight."""
    for wall in (MORNING, EVENING):
        yield datetime.combine(day, wall)
    if hours is not None:
        for count in range(FAR):
            yield datetime.combine(day, hours.opens) - count * _HOUR
            yield datetime.combine(day, hours.closes) + count * _HOUR


def _midnight(day: date, city: City) -> datetime:
    return nearest_instant(datetime.combine(day, time()), city.zone)


def _with_change(begin: datetime, end: datetime, zone: str) -> tuple[datetime, ...]:
    """Returns both ends of a day, and between them the instant at which its clocks change, if they do.

    A day that was skipped at the date line has neither.
    """
    if begin >= end:
        return ()
    low, high = begin, end - _MINUTE
    offset = offset_minutes(low, zone)
    if offset_minutes(high, zone) == offset:
        return begin, end
    while high - low > _MINUTE:
        middle = low + (high - low) // _MINUTE // 2 * _MINUTE
        low, high = (middle, high) if offset_minutes(middle, zone) == offset else (low, middle)
    return begin, high, end


def _kind_at(wall: time, hours: OfficeHours | None) -> HourKind:
    if hours is not None and hours.opens <= wall < hours.closes:
        return HourKind.OFFICE
    if not MORNING <= wall < EVENING:
        return HourKind.NIGHT
    if hours is None:
        return HourKind.DAY_OFF
    return HourKind.EARLY if wall < hours.opens else HourKind.LATE


def _weight_at(wall: datetime, kind: HourKind, hours: OfficeHours | None) -> int:
    """Returns the burden of a minute of this kind: each further hour outside office hours weighs more."""
    if kind is HourKind.NIGHT:
        return NIGHT
    if hours is None:
        return DAY_OFF
    if kind is HourKind.EARLY:
        return min(FAR, -((wall - datetime.combine(wall, hours.opens)) // _HOUR))
    if kind is HourKind.LATE:
        return min(FAR, (wall - datetime.combine(wall, hours.closes)) // _HOUR + 1)
    return 0


class SideBurden(Struct, frozen=True, kw_only=True):
    """The minutes that a meeting takes of each kind of hour of a city, without those of its office."""

    minutes: Mapping[HourKind, int]
    burden: int

    @property
    def outside_minutes(self) -> int:
        """The minutes outside office hours."""
        return sum(self.minutes.values())

    @property
    def movable(self) -> int:
        """The burden without that by day on a day off, which no other hour would make better."""
        return self.burden - DAY_OFF * self.minutes.get(HourKind.DAY_OFF, 0)


class CityHours:
    """The stretches of the days `first` to `last` of a city, in order, to measure meetings by."""

    def __init__(self, city: City, first: date, last: date, workdays: Workdays) -> None:
        self.stretches = [*city_days(city, first, last, workdays)]
        self._ends = [stretch.end for stretch in self.stretches]

    def burden(self, begin: datetime, end: datetime) -> SideBurden:
        """Returns the burden of a meeting from `begin` to `end`."""
        minutes: dict[HourKind, int] = {}
        burden = 0
        for stretch in self.stretches[bisect_right(self._ends, begin) :]:
            if stretch.begin >= end:
                break
            if stretch.kind is not HourKind.OFFICE:
                shared = (min(end, stretch.end) - max(begin, stretch.begin)) // _MINUTE
                minutes[stretch.kind] = minutes.get(stretch.kind, 0) + shared
                burden += stretch.weight * shared
        return SideBurden(minutes=minutes, burden=burden)
