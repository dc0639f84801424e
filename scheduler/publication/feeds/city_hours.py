"""The hours of a meeting in every city, as feeds write them, and the names of its clock.

`10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)`: one group for each offset, the clock's first. A date is written
only if it differs from the clock's. Offsets are numbers, because abbreviations such as CST mean different
things to different readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from scheduler.programme.texts import Text
from scheduler.publication.languages.language import Language
from scheduler.timetable.occurrence import Occurrence, Participant, Timing
from scheduler.timetable.wall_times import place_of

_MINUTE = timedelta(minutes=1)

MOST_CITIES = 12
"""With more cities than this, countries are named instead."""


def hours(occurrence: Occurrence, language: Language) -> str:
    """Returns the hours of all cities: on one line for two offsets, else a line for each offset."""
    groups = participants_by_offset(occurrence)
    lines = [_line(occurrence, offset, participants, language) for offset, participants in groups.items()]
    return (" · " if len(lines) <= 2 else "\n").join(lines)


def participants_by_offset(occurrence: Occurrence) -> dict[int, list[Participant]]:
    """Returns the cities by their offset in minutes; the clock's is first, even if no city has it."""
    groups: dict[int, list[Participant]] = {clock_offset(occurrence): []}
    for participant in occurrence.participants:
        groups.setdefault(participant.offset, []).append(participant)
    return groups


def clock_offset(occurrence: Occurrence) -> int:
    """Returns the minutes east of UTC of the meeting's clock."""
    timing = occurrence.timing
    return int((timing.starts - timing.begin_utc.replace(tzinfo=None)) / _MINUTE)


def _line(
    occurrence: Occurrence, offset: int, participants: Sequence[Participant], language: Language
) -> str:
    hour = _hour(occurrence.timing, offset, language)
    names = _names(occurrence, participants, language)
    return f"{hour} {names}" if names == "UTC" else f"{hour} {names} ({utc(offset)})"


def _hour(timing: Timing, offset: int, language: Language) -> str:
    """Returns the hour at which clocks `offset` minutes ahead of UTC show the start, perhaps with its day."""
    begin = timing.begin_utc
    days, minutes = divmod(begin.hour * 60 + begin.minute + offset, 24 * 60)
    hour = f"{minutes // 60:02d}:{minutes % 60:02d}"
    ordinal = begin.toordinal() + days
    if ordinal == timing.starts.toordinal():
        return hour
    return f"{language.day(date.fromordinal(ordinal))} {hour}"


def _names(occurrence: Occurrence, participants: Sequence[Participant], language: Language) -> str:
    if not participants:
        return clock_name(occurrence).say(language.code)
    if len(occurrence.participants) <= MOST_CITIES:
        return ", ".join(participant.name.say(language.code) for participant in participants)
    return ", ".join(
        dict.fromkeys(_country_name(occurrence, participant, language) for participant in participants)
    )


def clock_name(occurrence: Occurrence) -> Text:
    """Returns the name of the meeting's clock: its own name, else that of its zone."""
    return occurrence.clock_name or zone_name(occurrence.timing.zone, occurrence)


def zone_name(zone: str, occurrence: Occurrence) -> Text:
    """Returns the name of the meeting's first city in `zone`, else that of the place in the zone's name."""
    names = (participant.name for participant in occurrence.participants if participant.zone == zone)
    return next(names, Text.plain(place_of(zone)))


def _country_name(occurrence: Occurrence, participant: Participant, language: Language) -> str:
    """Returns the name of the country, or of the city if cities of that country have several offsets."""
    country = participant.country
    offsets = {member.offset for member in occurrence.participants if member.country == country}
    return language.country(country) if len(offsets) == 1 else participant.name.say(language.code)


def utc(offset: int) -> str:
    """Returns an offset in minutes as people write it: `UTC+2`, `UTC-3:30`."""
    whole_hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    return f"UTC{sign}{whole_hours}" + (f":{minutes:02d}" if minutes else "")
