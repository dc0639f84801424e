"""The cities that take part in meetings on one clock: their local dates, and their offsets from UTC."""

from __future__ import annotations

from datetime import date, datetime

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


class Attendance(Struct, frozen=True):
    """The `cities` that take part in meetings on one clock, with hours or for a number of whole `days`."""

    cities: tuple[City, ...]
    clock: ClockInForce
    days: int | None = None

    @property
    def clock_name(self) -> Text | None:
        """The name of the clock. That of a city which does not take part is named like any other clock."""
        city = self.clock.city
        return city.name if city is not None and city not in self.cities else self.clock.name

    def local_dates(self, wall: datetime) -> list[date]:
        """Returns the dates in the cities when the clock shows `wall`; whole days are the same everywhere."""
        if self.days is not None:
            return [wall.date()] * len(self.cities)
        begin = wall_times.nearest_instant(wall, self.clock.zone)
        return [begin.astimezone(wall_times.find_zone(city.zone)).date() for city in self.cities]

    def at(self, begin: datetime) -> tuple[Participant, ...]:
        """Returns the cities that take part in a meeting that begins at `begin`, that of the clock first."""
        first = self.clock.city
        in_order = sorted(self.cities, key=lambda city: first is None or city.id != first.id)
        return tuple([_participant(city, begin) for city in in_order])


def _participant(city: City, begin: datetime) -> Participant:
    offset = wall_times.offset_minutes(begin, city.zone)
    return Participant(
        city=city.identity, name=city.name, country=city.country, zone=city.zone, offset=offset
    )
