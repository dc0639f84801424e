"""The clock of a meeting: its name, and its distance from UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset, place_of


class ZoneCity(Struct, frozen=True):
    """The city that an IANA time zone is named after; each language has its own name for it."""

    zone: str

    @property
    def english(self) -> str:
        """Its name in English, as in that of the zone."""
        return place_of(self.zone)


ClockName = Text | ZoneCity
"""The name of a clock: the secretariat's words, or a city that only its zone names."""

_MINUTE = timedelta(minutes=1)


def clock_offset(occurrence: Occurrence) -> int:
    """Returns the minutes east of UTC of the meeting's clock."""
    timing = occurrence.timing
    return int((timing.starts - at_offset(timing.begin_utc, 0)) / _MINUTE)


def clock_name(occurrence: Occurrence) -> ClockName:
    """Returns the name of the meeting's clock: its own name, else that of its zone."""
    name, zone = occurrence.clock_name, occurrence.timing.zone
    if name is None:
        return zone_name(zone, occurrence.participants)
    is_of_zone = name == Text.plain(place_of(zone))
    is_of_city = any(participant.name == name for participant in occurrence.participants)
    return _named_after(zone) if is_of_zone and not is_of_city else name


def zone_name(zone: str, participants: Sequence[Participant]) -> ClockName:
    """Returns the name of the first city in `zone`, else the city that the zone is named after."""
    names = (participant.name for participant in participants if participant.zone == zone)
    return next(names, None) or _named_after(zone)


def _named_after(zone: str) -> ClockName:
    return Text.plain(zone) if zone == "UTC" else ZoneCity(zone)


def in_english(name: ClockName) -> str:
    """Returns the name of a clock in English, for the secretariat."""
    return name.english if isinstance(name, ZoneCity) else name.say("en")
