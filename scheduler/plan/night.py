"""Finds series that an edit moves into the night of a city, for example by a wrong `clock`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from scheduler.plan.comparisons import Comparisons
from scheduler.plan.reasons_to_ask import NightHour, NightMove
from scheduler.plan.steps import Step
from scheduler.record.identities import PresentIds
from scheduler.record.revision import Cause, StepKind
from scheduler.record.stored import Stored
from scheduler.timetable.occurrence import Occurrence, Participant, Timing
from scheduler.timetable.warnings.night_hours import begins_at_night, is_at_night

MANY = 2
"""The number of moved meetings of one series that looks like a mistake."""

_HOUR_FIELDS = frozenset({"hour", "duration", "clock"})


def into_the_night(
    steps: Iterable[Step], comparisons: Comparisons, now: datetime, ids: PresentIds
) -> Iterator[NightMove]:
    """Yields a reason for each recurring series of which two future meetings, or all, move into the night.

    So does each meeting that happens once, if its clock or the zone of a city changes and its hour does not.
    A city counts if it took part outside the night before, or if it joins the pair. New time-zone data do not
    count, nor a meeting whose own hour is written in its `changes`, nor a new date at the same hour of the
    same clock.
    """
    at_night: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        if _changes_hour(step, now) and any(_newly_at_night(step)):
            at_night[step.after.series].append(step)
    for series, moved in at_night.items():
        compared = comparisons.by_series[series]
        named = {meeting.occurrence.uid for meeting in compared.wanted if meeting.named & _HOUR_FIELDS}
        unnamed = [step for step in moved if not step.after.recurs or step.after.uid not in named]
        total = sum(_counts(stored, now) for stored in compared.stored.by_uid.values())
        if unnamed and len(unnamed) >= min(MANY, total):
            yield _reason(unnamed, ids)


def _counts(stored: Stored, now: datetime) -> bool:
    return stored.occurrence.recurs and not stored.occurrence.cancelled and not stored.is_past(now)


def _changes_hour(step: Step, now: datetime) -> bool:
    """Returns whether a coming meeting, perhaps a cancelled one, takes place at another hour in some city.

    An hour that somebody wrote for this meeting does not count.
    """
    if step.before is None or step.cause is Cause.ZONES or step.after.cancelled or step.before.is_past(now):
        return False
    before, after = step.before.occurrence, step.after
    if _has_other_zone(before, after) or any(_joining(before, after)):
        return True
    has_other_hours = _hours(before.timing) != _hours(after.timing)
    has_moved = has_other_hours and step.kind in (StepKind.MOVE, StepKind.REINSTATE)
    is_written = not before.recurs and before.timing.starts.time() != after.timing.starts.time()
    return has_moved and not is_written


def _has_other_zone(before: Occurrence, after: Occurrence) -> bool:
    """Returns whether a city that takes part before and after has another zone."""
    zones = {participant.city: participant.zone for participant in before.participants}
    return any(zones.get(each.city, each.zone) != each.zone for each in after.participants)


def _joining(before: Occurrence, after: Occurrence) -> Iterator[Participant]:
    """Yields the cities that join the meetings of a pair; webinars often begin at night somewhere."""
    if before.recurs and before.origin == "meeting":
        yield from (each for each in after.participants if before.participant(each.city) is None)


def _hours(timing: Timing) -> tuple[object, ...]:
    return timing.zone, timing.starts.time(), timing.ends.time(), timing.all_day


def _newly_at_night(step: Step) -> Iterator[Participant]:
    """Yields the cities that `step` moves into the night."""
    assert step.before is not None
    before, joining = step.before.occurrence, {*_joining(step.before.occurrence, step.after)}
    for participant in step.after.participants:
        earlier = before.participant(participant.city)
        was_awake = earlier is not None and not _is_at_night(before, earlier)
        if (was_awake or participant in joining) and _is_at_night(step.after, participant):
            yield participant


def _is_at_night(occurrence: Occurrence, participant: Participant) -> bool:
    timing = occurrence.timing
    return not timing.all_day and is_at_night(*_local_hours(timing, participant))


def _local_hours(timing: Timing, participant: Participant) -> tuple[time, time]:
    return participant.local(timing.begin_utc).time(), participant.local(timing.end_utc).time()


def _reason(moved: Sequence[Step], ids: PresentIds) -> NightMove:
    hours = [_hour(step.after.timing, city) for step in moved for city in _newly_at_night(step)]
    return NightMove(
        series=ids.of_series(moved[0].after.series), meetings=len(moved), hours=tuple(dict.fromkeys(hours))
    )


def _hour(timing: Timing, city: Participant) -> NightHour:
    begins, ends = _local_hours(timing, city)
    return NightHour(city=city.name, begins=begins, ends=None if begins_at_night(begins) else ends)
