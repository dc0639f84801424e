"""The hours of a meeting in every city, as feeds write them, and the names of its clock.

`10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)`: one group for each offset, the clock's first. A date is written
only if it differs from the clock's. Offsets are numbers, because abbreviations such as CST mean different
things to different readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.publication.languages.language import Language
from scheduler.timetable.clocks import clock_name, clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset, utc

MOST_CITIES = 12
"""With more cities than this, countries are named instead."""


def hours(occurrence: Occurrence, language: Language) -> str:
    """Returns the hours of all cities: on one line for two offsets, else a line for each offset."""
    timing, participants = occurrence.timing, occurrence.participants
    lines = []
    for offset, group in participants_by_offset(occurrence).items():
        local = at_offset(timing.begin_utc, offset)
        names = (
            _names(participants, group, language) if group else language.clock_name(clock_name(occurrence))
        )
        place = names if names == "UTC" else f"{names} ({utc(offset)})"
        hour = f"{local.hour:02d}:{local.minute:02d} {place}"
        is_same_day = local.date() == timing.starts.date()
        lines.append(hour if is_same_day else f"{language.day(local.date())} {hour}")
    return (" · " if len(lines) <= 2 else "\n").join(lines)


def participants_by_offset(occurrence: Occurrence) -> dict[int, list[Participant]]:
    """Returns the cities by their offset in minutes; the clock's is first, even if no city has it."""
    groups: dict[int, list[Participant]] = {clock_offset(occurrence): []}
    for participant in occurrence.participants:
        groups.setdefault(participant.offset, []).append(participant)
    return groups


def _names(participants: Sequence[Participant], group: Sequence[Participant], language: Language) -> str:
    """Returns the names of the cities in `group`, or of their countries if there are many `participants`.

    A country with several offsets cannot stand for its cities.
    """
    if len(participants) <= MOST_CITIES:
        return language.comma.join(participant.name.say(language.code) for participant in group)
    offsets: dict[str, set[int]] = {}
    for participant in participants:
        offsets.setdefault(participant.country, set()).add(participant.offset)
    names = (
        language.country(member.country)
        if len(offsets[member.country]) == 1
        else member.name.say(language.code)
        for member in group
    )
    return language.comma.join(dict.fromkeys(names))
