"""The hours of a meeting in every city: one group for each offset, the clock's first.

`10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)`; where the date differs from the clock's it is repeated.
Offsets are numbers, because abbreviations mean different things to different readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from scheduler.publication.languages.language import Language
from scheduler.timetable.occurrence import Occurrence, Participant

MANY = 12


def hours(occurrence: Occurrence, language: Language) -> str:
    """The hours of all sides: beside each other for two offsets, a line for each where there are more."""
    lines = [
        _line(occurrence, offset, participants, language)
        for offset, participants in _groups(occurrence).items()
    ]
    return (" · " if len(lines) <= 2 else "\n").join(lines)


def _groups(occurrence: Occurrence) -> dict[int, list[Participant]]:
    """Offsets in minutes with the cities that have them, that of the clock first even if no city has it."""
    groups: dict[int, list[Participant]] = {clock_offset(occurrence): []}
    for participant in occurrence.participants:
        groups.setdefault(participant.offset, []).append(participant)
    return groups


def clock_offset(occurrence: Occurrence) -> int:
    """Minutes east of UTC of the clock in force."""
    timing = occurrence.timing
    return int((timing.starts - timing.begin.replace(tzinfo=None)) / timedelta(minutes=1))


def _line(
    occurrence: Occurrence, offset: int, participants: Sequence[Participant], language: Language
) -> str:
    local = occurrence.timing.begin.replace(tzinfo=None) + timedelta(minutes=offset)
    differs = local.date() != occurrence.timing.starts.date()
    day = f"{language.day(local.date())} " if differs else ""
    who = _who(occurrence, participants, language)
    told = who if who == "UTC" else f"{who} ({utc(offset)})"
    return f"{day}{local.hour:02d}:{local.minute:02d} {told}"


def _who(occurrence: Occurrence, participants: Sequence[Participant], language: Language) -> str:
    if not participants:
        return clock(occurrence, language)
    if len(occurrence.participants) <= MANY:
        return ", ".join(participant.name.say(language.code) for participant in participants)
    return ", ".join(
        dict.fromkeys(_by_country(occurrence, participant, language) for participant in participants)
    )


def clock(occurrence: Occurrence, language: Language) -> str:
    """What the clock in force is called: its own name, a city's that lives by it, or its zone's."""
    if occurrence.clock_name is not None:
        return occurrence.clock_name.say(language.code)
    zone = occurrence.timing.zone
    cities = (
        participant.name.say(language.code)
        for participant in occurrence.participants
        if participant.zone == zone
    )
    return next(cities, zone.rpartition("/")[2].replace("_", " "))


def _by_country(occurrence: Occurrence, participant: Participant, language: Language) -> str:
    """The country, which stands for all its cities unless they live by different offsets."""
    offsets = {other.offset for other in occurrence.participants if other.country == participant.country}
    return language.country(participant.country) if len(offsets) == 1 else participant.name.say(language.code)


def utc(offset: int) -> str:
    """`UTC+2`, `UTC-3:30`: an offset in minutes as people write it."""
    full, rest = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    return f"UTC{sign}{full}" + (f":{rest:02d}" if rest else "")
