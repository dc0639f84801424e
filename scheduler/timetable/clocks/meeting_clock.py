"""The clock of a meeting: its offset and its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import place_of

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall times are naive
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


def clock_offset(occurrence: Occurrence) -> int:
    """Returns the minutes east of UTC of the meeting's clock."""
    timing = occurrence.timing
    # Differences from an epoch take a quarter of the time of a datetime without its zone.
    return int(((timing.starts - _EPOCH) - (timing.begin_utc - _EPOCH_UTC)) / _MINUTE)


def clock_name(occurrence: Occurrence) -> Text:
    """Returns the name of the meeting's clock: its own name, else that of its zone."""
    return occurrence.clock_name or zone_name(occurrence.timing.zone, occurrence.participants)


def zone_name(zone: str, participants: Sequence[Participant]) -> Text:
    """Returns the name of the first city in `zone`, else that of the place in the zone's name."""
    names = (participant.name for participant in participants if participant.zone == zone)
    return next(names, None) or Text.plain(place_of(zone))
