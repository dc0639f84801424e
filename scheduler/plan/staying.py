"""Meetings to come that stay where they are, because what is wanted now would put them before now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scheduler.timetable.occurrence import Occurrence, timed_for
from scheduler.timetable.timetable import Wanted


def keep_time(after: Occurrence, stored: Occurrence) -> Occurrence:
    """Returns `after` at the time that is published, its participants in the order that is published."""
    order = {city: place for place, city in enumerate(stored.cities())}
    ranked = sorted(after.participants, key=lambda participant: order.get(participant.city, len(order)))
    return replace(
        after,
        planned=stored.planned,
        planned_days=stored.planned_days,
        participants=tuple(ranked),
        clock_name=stored.clock_name,
    ).at(stored.timing)


def kept_from_the_past(wanted: Wanted, now: datetime) -> Occurrence:
    """`wanted` as the holiday policy has it, but on its planned date where only the policy makes it past.

    Raises DoubtfulHour where its hour does not exist on that date.
    """
    occurrence = wanted.occurrence
    moved = occurrence.timing
    if wanted.unmoved_start is None or moved.end > now:
        return occurrence
    unmoved = timed_for(moved.zone, wanted.unmoved_start, moved.end - moved.begin)
    if unmoved.end <= now:
        return occurrence
    return occurrence.at(unmoved)
