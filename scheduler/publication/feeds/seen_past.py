"""Keeps past meetings as subscribers have them, after the store has lost them or was put back.

A text says when meetings take place from now on. What it says of an earlier day may have changed since.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time

from msgspec.structs import replace

from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step, kind_of
from scheduler.programme.details import Status
from scheduler.publication.feeds.seen_events import SeenEvent, SeenEvents
from scheduler.state.revision import Cause
from scheduler.state.state import State
from scheduler.timetable import wall_times
from scheduler.timetable.occurrence import Occurrence, Timing

IsPast = Callable[[Timing], bool]

_STARTS, _ENDS, _STATUS = (
    re.compile(rb"^%b([;:].*?)\r\n" % name, re.MULTILINE) for name in (b"DTSTART", b"DTEND", b"STATUS")
)


def with_past_as_seen(plan: Plan, state: State, seen: SeenEvents, now: datetime) -> Plan:
    """Returns `plan` with meetings that ended before `now` at the time and with the status that `seen` has.

    Meetings of `state` that have another time there get a step. Meetings that have left the feeds at that
    time are not in the calendars of subscribers any more, so they do not change.
    """
    if not seen:
        return plan

    def is_past(timing: Timing) -> bool:
        return timing.is_over(now) and plan.window.shows(timing.ends)

    steps = [_as_seen(step, seen, is_past) for step in plan.steps]
    planned = {step.after.uid for step in steps}
    return replace(plan, steps=(*steps, *_further_steps(state, seen, planned, is_past)))


def _as_seen(step: Step, seen: SeenEvents, is_past: IsPast) -> Step:
    event = seen.get(step.after.uid)
    if event is None:
        return step
    after = _occurrence_as_seen(step.after, event, is_past)
    # A step that withdraws words of a meeting may cancel it, too, or move it.
    kind = step.kind if step.before is None else kind_of(step.before.occurrence, after)
    return replace(step, kind=kind, after=after)


def _further_steps(state: State, seen: SeenEvents, planned: set[str], is_past: IsPast) -> Iterator[Step]:
    for uid, event in seen.items():
        if uid in planned or uid not in state.occurrences:
            continue
        stored = state.occurrences[uid]
        after = _occurrence_as_seen(stored.occurrence, event, is_past)
        if after is not stored.occurrence:
            kind = kind_of(stored.occurrence, after)
            yield Step(kind=kind, cause=Cause.CONFIGURATION, before=stored, after=after, shown=stored.shown)


def _occurrence_as_seen(occurrence: Occurrence, seen: SeenEvent, is_past: IsPast) -> Occurrence:
    """Returns `occurrence` as subscribers have it if it is past there; else the same value."""
    body = max(seen.stamps, key=lambda each: (seen.stamps[each].sequence, seen.stamps[each].modified))
    timing = _timing_in(body, occurrence.timing)
    if timing is None or not is_past(timing):
        return occurrence
    status = _status_in(body, occurrence.status)
    if timing.same_wall(occurrence.timing) and status is occurrence.status:
        return occurrence
    at_that_time = replace(occurrence, planned=timing.starts, planned_days=timing.all_day, status=status)
    return at_that_time.at(timing)


def _timing_in(body: bytes, known: Timing) -> Timing | None:
    """Returns the time of an event; None if it has no end, or an hour that clocks do not show once."""
    starts, ends = _moment(_STARTS, body), _moment(_ENDS, body)
    if starts is None or ends is None:
        return None
    zone = known.zone if starts[0] is None else starts[0]
    try:
        begin, end = (wall_times.nearest_instant(wall, zone) for wall in (starts[1], ends[1]))
        return Timing(
            zone=zone,
            starts=starts[1],
            ends=ends[1],
            all_day=starts[0] is None,
            begin_utc=begin.astimezone(UTC),
            end_utc=end.astimezone(UTC),
        )
    except ValueError:
        return None


def _moment(pattern: re.Pattern[bytes], body: bytes) -> tuple[str | None, datetime] | None:
    """Returns a zone and a wall time in it; the zone of a date is None. Returns None without such a line."""
    found = pattern.search(body)
    if found is None:
        return None
    parameters, _, value = found[1].decode().rpartition(":")
    if "VALUE=DATE" in parameters:
        return None, datetime.combine(date.fromisoformat(value), time())
    zone = "UTC" if value.endswith("Z") else parameters.partition("TZID=")[2]
    return zone, datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time


def _status_in(body: bytes, known: Status) -> Status:
    found = _STATUS.search(body)
    return Status(found[1][1:].decode().lower()) if found is not None else known
