"""The time of a meeting: in the local time of one city and of the others, or on the clock that counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from scheduler.programme.alike import together
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import first_names
from scheduler.timetable.clocks import clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant, Start
from scheduler.timetable.wall_times import at_offset, offset_minutes, utc

MOST_OTHERS = 12
WordsForDays = Callable[[datetime], str]


def when(occurrence: Occurrence, city: Participant | None) -> str:
    """Returns `Wed 16 Dec 2026 10:00 (UTC+2; Sejong 17:00)`: the local time of `city`, then of the others.

    Without `city`, the time on the meeting's clock comes first.
    """
    timing = occurrence.timing
    if timing.all_day:
        last = timing.ends - timedelta(days=1)
        first = in_short(timing.starts)
        return first if last == timing.starts else f"{first} to {in_short(last)}"
    local = local_start(occurrence, city)
    others = [other for other in occurrence.participants if city is None or other.city != city.city]
    offset = city.offset if city else clock_offset(occurrence)
    starts = hours_in(occurrence, others, local)
    hours = ", ".join(f"{other.name.say('en')} {starts[other.city]}" for other in others[:MOST_OTHERS])
    more = f", … {len(others) - MOST_OTHERS} more" if len(others) > MOST_OTHERS else ""
    other_hours = f"; {hours}{more}" if hours else ""
    return f"{in_short(local)} {local:%H:%M} ({utc(offset)}{other_hours})"


def when_for_many(occurrence: Occurrence) -> str:
    """Returns `Wed 16 Dec 2026 10:00 (UTC+2; 10:00 in Sofia and Riga, 17:00 in Sejong)` for many cities.

    The time on the meeting's clock comes first.
    """
    timing = occurrence.timing
    if timing.all_day:
        return when(occurrence, None)
    starts = hours_in(occurrence, occurrence.participants, timing.starts)
    by_hour = together(occurrence.participants, lambda each: starts[each.city])
    hours = [
        f"{hour} in {first_names((each.name.say('en') for each in cities), 'city')}"
        for hour, cities in by_hour
    ]
    clock = f"{in_short(timing.starts)} {timing.starts:%H:%M} ({utc(clock_offset(occurrence))}"
    return f"{clock}; {', '.join(hours)})"


def from_west_to_east(occurrence: Occurrence, first: Sequence[str]) -> Sequence[Participant]:
    """Returns the cities from west to east, but those of `first` (identities) before the others."""
    return sorted(occurrence.participants, key=lambda each: (each.city not in first, each.offset, each.city))


def local_start(occurrence: Occurrence, city: Participant | None) -> datetime:
    """Returns the naive local time at which the meeting starts, in `city` or on the meeting's clock.

    Whole days start at midnight everywhere.
    """
    timing = occurrence.timing
    return timing.starts if city is None or timing.all_day else city.local(timing.begin_utc)


def hours_in(occurrence: Occurrence, cities: Sequence[Participant], reference: datetime) -> Mapping[str, str]:
    """Returns `17:00` for each city; each has its day if one is not that of `reference`."""
    starts = {each.city: local_start(occurrence, each) for each in cities}
    is_one_day = all(start.date() == reference.date() for start in starts.values())
    return {
        city: f"{start:%H:%M}" if is_one_day else f"{start:%a} {start.day} {start:%b %H:%M}"
        for city, start in starts.items()
    }


def clock_time(start: Start, days: WordsForDays = in_short) -> str:
    """Returns `Wed 16 Dec 2026 10:00 Europe/Sofia`, of whole days the day alone; `days` names the day."""
    return days(start.wall) if start.all_day else f"{days(start.wall)} {start.wall:%H:%M} {start.zone}"


def from_to(old: Start, new: Start, days: WordsForDays = in_short) -> str:
    """Returns `from Wed 16 Dec 2026 10:00 to Thu 17 Dec 2026 11:00 Europe/Sofia`, or with two zones."""
    before = clock_time(old, days)
    if old.zone == new.zone and not new.all_day:
        before = before.removesuffix(f" {old.zone}")
    return f"from {before} to {clock_time(new, days)}"


def at_host(instant: datetime, zone: str) -> str:
    """Returns `Wed 16 Dec 2026 18:05 (UTC+9)`: an instant by the clock of the host."""
    offset = offset_minutes(instant, zone)
    local = at_offset(instant, offset)
    return f"{in_short(local)} {local:%H:%M} ({utc(offset)})"


def weekdays(start: datetime) -> str:
    """Returns `Wednesdays`."""
    return f"{start:%A}s"


def day_of_month(start: datetime) -> str:
    """Returns `day 15 of the month`, or `last day of the month`."""
    if (start + timedelta(days=1)).day == 1:
        return "last day of the month"
    return f"day {start.day} of the month"


WORDS_FOR_DAYS: tuple[WordsForDays, ...] = (weekdays, day_of_month)
"""The words for the days that meetings of a series may share."""
