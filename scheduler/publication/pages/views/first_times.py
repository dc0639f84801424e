"""The times at which moved meetings were published first: only those are old times to readers.

A holiday policy or a change in the text may also move a meeting before it is ever published. No page calls
such a meeting moved, because nobody knows another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.record.revision import Published, Revision, RevisionEntry, StepKind
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import seen_from


class FirstTime(Struct, frozen=True):
    """The first start that was published, as a wall time of the IANA zone `zone`."""

    starts: datetime
    zone: str


FirstTimes = Mapping[str, FirstTime]
"""By UID; only meetings that were moved after they were published."""


def first_times(published: Published, before: Published | None, known: FirstTimes) -> FirstTimes:
    """Returns the first published times; `known` are those of `before`, and are shared if nothing moved."""
    if before is None or not _continues(published, before):
        return _first_times(published.history)
    new = [revision for revision in published.history if revision.number > before.revision]
    moved = {
        entry.uid: entry for revision in new for entry in revision.entries if entry.kind is StepKind.MOVE
    }
    moved = {uid: entry for uid, entry in moved.items() if uid not in known}
    if not moved:
        return known
    return {**_first_times(new), **_times_before(moved.values(), before), **known}


def _times_before(entries: Iterable[RevisionEntry], before: Published) -> FirstTimes:
    """Returns the published times of meetings that were never moved until now."""
    stored = (before.occurrences.of_series(entry.series).by_uid.get(entry.uid) for entry in entries)
    timings = {each.occurrence.uid: each.occurrence.timing for each in stored if each is not None}
    return {uid: FirstTime(timing.starts, timing.zone) for uid, timing in timings.items()}


def _continues(published: Published, before: Published) -> bool:
    """Returns whether `before` is an earlier revision of `published`."""
    times = {revision.number: revision.time for revision in published.history}
    return times.get(before.revision) == before.time


def _first_times(history: Iterable[Revision]) -> FirstTimes:
    """Returns the first times of the meetings that `history` first publishes and then moves."""
    first: dict[str, RevisionEntry] = {}
    moved: dict[str, RevisionEntry] = {}
    for revision in sorted(history, key=lambda revision: revision.number):
        for entry in revision.entries:
            earlier = first.setdefault(entry.uid, entry)
            if entry.kind is StepKind.MOVE and earlier.kind is StepKind.ADD:
                moved[entry.uid] = earlier
    return {uid: FirstTime(entry.new_start, entry.zone) for uid, entry in moved.items()}


def with_first_time(occurrence: Occurrence, times: FirstTimes) -> Occurrence:
    """Returns `occurrence` planned for the time that was published first, by its present clock."""
    first, timing = times.get(occurrence.uid), occurrence.timing
    if first is None:
        if not occurrence.moved and occurrence.planned_days == timing.all_day:
            return occurrence
        return replace(occurrence, planned=timing.starts, planned_days=timing.all_day)
    if timing.all_day or occurrence.planned_days:
        return replace(occurrence, planned=first.starts)
    return replace(occurrence, planned=seen_from(first.starts, first.zone, timing.zone))
