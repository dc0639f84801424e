"""The cities that take part in meetings on one clock: their local dates, and their offsets from UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.programme.places import City
from scheduler.programme.texts import Text
from scheduler.timetable import wall_times
from scheduler.timetable.occurrence import Participant


class ClockInForce(Struct, frozen=True, kw_only=True):
    """The zone whose wall time an occurrence keeps, with the city of the clock, or else its name."""

    zone: str
    city: City | None = None
    name: Text | None = None


class Attendance:
    """The cities that take part in meetings on one clock, with hours or for a number of whole `days`.

    Meetings with equal offsets share their participants, because most meetings of a series have the same.
    """

    def __init__(self, present: tuple[City, ...], clock: ClockInForce, days: int | None = None) -> None:
        first = clock.city
        self.cities = present
        self.days = days
        self.clock_name = first.name if first is not None and first not in present else clock.name
        """The name of the clock. That of a city which does not take part is named like any other clock."""
        self.zone = clock.zone
        self._first = first
        self._zones = [wall_times.find_zone(city.zone) for city in present]
        self._known: dict[tuple[timedelta | None, ...], tuple[Participant, ...]] = {}
        self._begin: datetime | None = None
        self._local_times: list[datetime] = []

    def local_dates(self, wall: datetime) -> list[date]:
        """Returns the dates in the cities when the clock shows `wall`; whole days are the same everywhere."""
        if self.days is not None:
            return [wall.date()] * len(self.cities)
        return [local.date() for local in self._seen_at(wall_times.nearest_instant(wall, self.zone))]

    def at(self, begin: datetime) -> tuple[Participant, ...]:
        """Returns the cities that take part in a meeting that begins at `begin`, that of the clock first."""
        offsets = tuple([local.utcoffset() for local in self._seen_at(begin)])
        known = self._known.get(offsets)
        if known is None:
            known = self._known[offsets] = self._participants(begin)
        return known

    def _seen_at(self, begin: datetime) -> list[datetime]:
        """Returns the local times in the cities; a holiday policy and `at` mostly ask for the same."""
        if begin != self._begin:
            self._begin, self._local_times = begin, [begin.astimezone(zone) for zone in self._zones]
        return self._local_times

    def _participants(self, begin: datetime) -> tuple[Participant, ...]:
        first = self._first
        in_order = sorted(self.cities, key=lambda city: first is None or city.id != first.id)
        return tuple([_participant(city, begin) for city in in_order])


class Attendances:
    """The attendances of a programme: series with the same cities and the same clock share one."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Attendance] = {}

    def of(self, present: tuple[City, ...], clock: ClockInForce, days: int | None = None) -> Attendance:
        """Returns the attendance of the cities that are `present`, with hours or for whole `days`."""
        key = (days, clock.zone, clock.name, clock.city and clock.city.id, *[city.id for city in present])
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Attendance(present, clock, days)
        return known


def _participant(city: City, begin: datetime) -> Participant:
    offset = wall_times.offset_minutes(begin, city.zone)
    return Participant(
        city=city.identity, name=city.name, country=city.country, zone=city.zone, offset=offset
    )
