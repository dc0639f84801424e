"""The time of a meeting, in the local time of one city and of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from scheduler.publication.feeds.city_hours import utc
from scheduler.reports.alike import first_names, together
from scheduler.timetable.clocks import clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant

MOST_OTHERS = 12
WordsForDays = Callable[[datetime], str]


def when(occurrence: Occurrence, city: Participant | None) -> str:
    """Returns `Wed 16 Dec 2026 10:00 (UTC+2; Sejong 17:00)`: the local time of `city`, then of the others.

    Without `city`, the time on the meeting's clock comes first.
    """
    timing = occurrence.timing
    if timing.all_day:
        last = timing.ends - timedelta(days=1)
        first = f"{timing.starts:%a %-d %b %Y}"
        return first if last == timing.starts else f"{first} to {last:%a %-d %b %Y}"
    local = local_start(occurrence, city)
    others = [other for other in occurrence.participants if city is None or other.city != city.city]
    offset = city.offset if city else clock_offset(occurrence)
    hours = ", ".join(
        f"{other.name.say('en')} {_hour(occurrence, other, local)}" for other in others[:MOST_OTHERS]
    )
    more = f", … {len(others) - MOST_OTHERS} more" if len(others) > MOST_OTHERS else ""
    other_hours = f"; {hours}{more}" if hours else ""
    return f"{local:%a %-d %b %Y %H:%M} ({utc(offset)}{other_hours})"


def when_for_many(occurrence: Occurrence) -> str:
    """Returns `Wed 16 Dec 2026 10:00 (UTC+2; 10:00 in Sofia and Riga, 17:00 in Sejong)` for many cities.

    The time on the meeting's clock comes first.
    """
    timing = occurrence.timing
    if timing.all_day:
        return when(occurrence, None)
    by_hour = together(occurrence.participants, lambda each: _hour(occurrence, each, timing.starts))
    hours = [
        f"{hour} in {first_names((each.name.say('en') for each in cities), 'city')}"
        for hour, cities in by_hour
    ]
    clock = f"{timing.starts:%a %-d %b %Y %H:%M} ({utc(clock_offset(occurrence))}"
    return f"{clock}; {', '.join(hours)})"


def local_start(occurrence: Occurrence, city: Participant | None) -> datetime:
    """Returns the naive local time at which the meeting starts, in `city` or on the meeting's clock.

    Whole days start at midnight everywhere.
    """
    timing = occurrence.timing
    return timing.starts if city is None or timing.all_day else city.local(timing.begin_utc)


def local_end(occurrence: Occurrence, city: Participant) -> datetime:
    """Returns the naive local time at which the meeting ends in `city`."""
    return city.local(occurrence.timing.end_utc)


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


def _hour(occurrence: Occurrence, city: Participant, reference: datetime) -> str:
    """Returns `17:00`, with the day if it is not that of `reference`."""
    local = local_start(occurrence, city)
    day = "" if local.date() == reference.date() else f"{local:%a %-d %b} "
    return f"{day}{local:%H:%M}"
