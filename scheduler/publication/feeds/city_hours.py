"""The hours of a meeting in every city, as feeds write them, and the names of its clock.

`10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)`: one group for each offset, the clock's first. A date is written
only if it differs from the clock's. Offsets are numbers, because abbreviations such as CST mean different
things to different readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from scheduler.publication.languages.language import Language
from scheduler.timetable.clocks.meeting_clock import ClockName, clock_name, clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant

MOST_CITIES = 12
"""With more cities than this, countries are named instead."""


def hours(occurrence: Occurrence, language: Language) -> str:
    """Returns the hours of all cities: on one line for two offsets, else a line for each offset."""
    timing = occurrence.timing
    begin, day = timing.begin_utc.toordinal(), timing.starts.toordinal()
    lines = []
    for days, hour in _hours(
        timing.begin_utc.hour * 60 + timing.begin_utc.minute,
        clock_offset(occurrence),
        occurrence.participants,
        clock_name(occurrence),
        language,
    ):
        is_same_day = begin + days == day
        lines.append(hour if is_same_day else f"{language.day(date.fromordinal(begin + days))} {hour}")
    return (" · " if len(lines) <= 2 else "\n").join(lines)


@lru_cache(maxsize=64)  # the meetings of a series begin at few hours
def _hours(
    minute: int,
    clock: int,
    participants: tuple[Participant, ...],
    name: ClockName,
    language: Language,
) -> tuple[tuple[int, str], ...]:
    """Returns, for each offset, how many days later its date is than that in UTC, and `10:00 Sofia (UTC+2)`.

    `minute` is the minute of the day in UTC when the meeting begins, `clock` the offset
    of its clock and `name` its name.
    """
    lines = []
    for offset, group in _by_offset(participants, clock).items():
        days, local_minute = divmod(minute + offset, 24 * 60)
        names = _names(participants, group, language) if group else language.clock_name(name)
        place = names if names == "UTC" else f"{names} ({utc(offset)})"
        lines.append((days, f"{local_minute // 60:02d}:{local_minute % 60:02d} {place}"))
    return tuple(lines)


def participants_by_offset(occurrence: Occurrence) -> dict[int, list[Participant]]:
    """Returns the cities by their offset in minutes; the clock's is first, even if no city has it."""
    return _by_offset(occurrence.participants, clock_offset(occurrence))


def _by_offset(participants: Sequence[Participant], clock: int) -> dict[int, list[Participant]]:
    groups: dict[int, list[Participant]] = {clock: []}
    for participant in participants:
        groups.setdefault(participant.offset, []).append(participant)
    return groups


def _names(participants: Sequence[Participant], group: Sequence[Participant], language: Language) -> str:
    """Returns the names of the cities in `group`, or of their countries if there are many `participants`.

    A country with several offsets cannot stand for its cities.
    """
    if len(participants) <= MOST_CITIES:
        return ", ".join(participant.name.say(language.code) for participant in group)
    offsets: dict[str, set[int]] = {}
    for participant in participants:
        offsets.setdefault(participant.country, set()).add(participant.offset)
    names = (
        language.country(member.country)
        if len(offsets[member.country]) == 1
        else member.name.say(language.code)
        for member in group
    )
    return ", ".join(dict.fromkeys(names))


def utc(offset: int) -> str:
    """Returns an offset in minutes as people write it: `UTC+2`, `UTC-3:30`."""
    whole_hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    return f"UTC{sign}{whole_hours}" + (f":{minutes:02d}" if minutes else "")
