"""Meetings to come that stay where they are, because what is wanted now would put them before now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scheduler.timetable.dating import timing
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wanted import Wanted


def keep_time(after: Occurrence, stored: Occurrence) -> Occurrence:
    """`after` at the time that is published, its seats in their order and with the offsets of that time."""
    order = {city: place for place, city in enumerate(stored.cities())}
    ranked = sorted(after.seats, key=lambda seat: order.get(seat.city, len(order)))
    seats = tuple(seat.at(stored.timing.begin) for seat in ranked)
    return replace(
        after,
        timing=stored.timing,
        planned=stored.planned,
        planned_days=stored.planned_days,
        seats=seats,
        clock_name=stored.clock_name,
    )


def kept_from_the_past(wanted: Wanted, now: datetime) -> Occurrence:
    """`wanted` as the holiday policy has it, but on its planned date where only the policy makes it past.

    Raises DoubtfulHour where its hour does not exist on that date.
    """
    occurrence = wanted.occurrence
    moved = occurrence.timing
    if wanted.kept is None or moved.end > now:
        return occurrence
    kept = timing(wanted.kept, moved.end - moved.begin, moved.zone)
    if kept.end <= now:
        return occurrence
    return replace(occurrence, timing=kept, seats=tuple(seat.at(kept.begin) for seat in occurrence.seats))
