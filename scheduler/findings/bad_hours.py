"""Finds meetings at night, or outside the office hours of a city.

A day off is found by itself, so a meeting by day is no worse there. A meeting of a day or more has no hours
that could suit a city.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from scheduler.findings.finding import Finding
from scheduler.findings.search import FindingSearch
from scheduler.programme.places import OfficeHours

EVENING, MORNING = time(22), time(7)
"""Cities that are far apart do meet at seven or in the evening."""
_DAY = timedelta(days=1)


def is_at_night(begins: time, ends: time) -> bool:
    """Returns whether a meeting between these local times begins or ends at night."""
    return begins_at_night(begins) or not MORNING < ends <= EVENING


def begins_at_night(begins: time) -> bool:
    """Returns whether a meeting that begins at this local time begins at night."""
    return not MORNING <= begins < EVENING


def bad_hours(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each city that meets early, late or at night, on the day that it is there."""
    for occurrence in search.taking_place:
        timing = occurrence.timing
        if timing.all_day or timing.length >= _DAY:
            continue
        for participant in occurrence.participants:
            city, begin = search.cities[participant.city], participant.local(timing.begin_utc)
            end = begin + timing.length
            outside = timing.length - _within(city.hours, begin, end)
            at_night = is_at_night(begin.time(), end.time())
            if not outside or (
                not at_night
                and any(search.workdays.obstacle(city, day) for day in occurrence.local_days(participant))
            ):
                continue
            yield search.finding(
                "outside-office-hours",
                occurrence,
                begin.date(),
                (participant.city,),
                city=participant.name,
                begin=begin,
                end=end,
                length=outside,
                at_night=at_night,
            )


def _within(hours: OfficeHours, begin: datetime, end: datetime) -> timedelta:
    """Returns how much of the time between two local times is within office hours."""
    return sum(
        (
            max(min(end, _at(day, hours.closes)) - max(begin, _at(day, hours.opens)), timedelta())
            for day in {begin.date(), end.date()}
        ),
        timedelta(),
    )


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour)
