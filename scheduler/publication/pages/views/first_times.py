"""The times at which moved meetings were published first: only those are old times to readers.

A holiday policy or a change in the text may also move a meeting before it is ever published. No page calls
such a meeting moved, because nobody knows another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.record.revision import Published, Revision, StepKind
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
        return _moved(published.history, {}, {})
    new = [revision for revision in published.history if revision.number > before.revision]
    moved = [entry for revision in new for entry in revision.entries if entry.kind is StepKind.MOVE]
    if all(entry.uid in known for entry in moved):
        return known
    first: dict[str, FirstTime] = {}
    for entry in moved:
        stored = before.occurrences.of_series(entry.series).by_uid.get(entry.uid)
        if stored is not None:
            timing = stored.occurrence.timing
            first[entry.uid] = FirstTime(timing.starts, timing.zone)
    return _moved(new, first, known)


def _continues(published: Published, before: Published) -> bool:
    """Returns whether `before` is an earlier revision of `published`."""
    times = {revision.number: revision.time for revision in published.history}
    return times.get(before.revision) == before.time


def _moved(history: Iterable[Revision], first: dict[str, FirstTime], known: FirstTimes) -> FirstTimes:
    """Returns `known` with the meetings that `history` moves; `first` are first times before it."""
    times = dict(known)
    for revision in sorted(history, key=lambda revision: revision.number):
        for entry in revision.entries:
            if entry.kind is StepKind.MOVE and entry.uid in first:
                times.setdefault(entry.uid, first[entry.uid])
            first.setdefault(entry.uid, FirstTime(entry.new_start, entry.zone))
    return times


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
