"""Where a clock change moves the hour of a meeting for a city although nobody moved the meeting.

Told from what is stored: two meetings of a series at the same hour of its own clock, at different hours in
the city. The offsets say whose clocks changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from scheduler.publication.feeds.hours import clock_name, clock_offset
from scheduler.publication.pages.views.meetings import Shift
from scheduler.timetable.occurrence import Occurrence, Participant

SameHour = tuple[str, str, time]
"""A series, the zone of its clock, the hour there."""


def shifts(occurrences: Iterable[Occurrence], cities: Iterable[str]) -> Mapping[str, tuple[Shift, ...]]:
    """By UID: where the hour changes for one of `cities` since the meeting before; `occurrences` in order."""
    wanted, found = tuple(cities), dict[str, tuple[Shift, ...]]()
    inside = [item for item in occurrences if item.recurs and not item.cancelled and not item.timing.all_day]
    taking_turns = _taking_turns(inside)
    last: dict[SameHour, Occurrence] = {}
    for now in inside:
        rhythm = (now.series, now.timing.zone, now.timing.starts.time())
        before = last.get(rhythm)
        last[rhythm] = now
        if before is not None:
            told = (_shift(before, now, city, taking_turns) for city in wanted)
            found[now.uid] = tuple(shift for shift in told if shift is not None)
    return found


def _taking_turns(occurrences: Iterable[Occurrence]) -> set[str]:
    """The series whose meetings are now by one clock, now by another."""
    zones: dict[str, set[str]] = {}
    for item in occurrences:
        zones.setdefault(item.series, set()).add(item.timing.zone)
    return {series for series, used in zones.items() if len(used) > 1}


def _shift(before: Occurrence, now: Occurrence, city: str, taking_turns: set[str]) -> Shift | None:
    old, new = _participant(before, city), _participant(now, city)
    if old is None or new is None or old.zone != new.zone:
        return None
    was, becomes = _local(before, old), _local(now, new)
    if was.time() == becomes.time():
        return None
    causes = [] if old.offset == new.offset else [new.name]
    if clock_offset(before) != clock_offset(now):
        causes.append(clock_name(now))
    turns = now.series in taking_turns
    return Shift(
        title=now.content.title,
        city=new.name,
        ends=now.timing.end,
        day=becomes.date(),
        old=was,
        new=becomes,
        causes=tuple(dict.fromkeys(causes)),
        clock=clock_name(now) if turns else None,
    )


def _participant(occurrence: Occurrence, city: str) -> Participant | None:
    return next((participant for participant in occurrence.participants if participant.city == city), None)


def _local(occurrence: Occurrence, participant: Participant) -> datetime:
    return occurrence.timing.begin.replace(tzinfo=None) + timedelta(minutes=participant.offset)
