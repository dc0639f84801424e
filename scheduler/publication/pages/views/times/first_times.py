"""Finds the times at which moved meetings were first published. Readers know no earlier time.

A holiday policy or a change in the text may also move a meeting before it is ever published, and a wrong year
may put it where no feed shows it. No page calls such a meeting moved, because nobody knows another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.record.revision import Published, Revision, RevisionEntry, StepKind
from scheduler.record.window import Window
from scheduler.timetable.occurrence import AS_WRITTEN, Occurrence
from scheduler.timetable.wall_times import seen_from


class FirstTime(Struct, frozen=True):
    """The first start that was published, as a wall time of the IANA zone `zone`; whole days have no hour."""

    starts: datetime
    zone: str
    all_day: bool


FirstTimes = Mapping[str, FirstTime]
"""By UID; only meetings that were moved after they were published."""


def first_times(published: Published, before: Published | None, known: FirstTimes) -> FirstTimes:
    """Returns the first published times; `known` are those of `before`, and are shared if nothing moved."""
    window = published.window
    if before is None or not _continues(published, before):
        return _moved(published.history, {}, window)
    new = [revision for revision in published.history if revision.number > before.revision]
    moved = _moved(new, _times_before(new, before, known), window)
    return {**moved, **known} if moved else known


def _times_before(new: Iterable[Revision], before: Published, known: FirstTimes) -> dict[str, FirstTime]:
    """Returns the published times of meetings in `new` revisions that had no other time until then."""
    entries = {entry.uid: entry for revision in new for entry in revision.entries if entry.uid not in known}
    times = {}
    for uid, entry in entries.items():
        stored = before.occurrences.of_series(entry.series).by_uid.get(uid)
        if stored is not None:
            timing = stored.occurrence.timing
            if not _was_shown(timing.starts, stored.stamp.created, before.window):
                continue
            times[uid] = FirstTime(timing.starts, timing.zone, timing.all_day)
    return times


def _continues(published: Published, before: Published) -> bool:
    """Returns whether `before` is an earlier revision of `published`."""
    times = {revision.number: revision.time for revision in published.history}
    return times.get(before.revision) == before.time


def _was_shown(starts: datetime, published: datetime, window: Window) -> bool:
    """Returns whether feeds showed a meeting that was `published` at that time; the window was as long."""
    past = window.month.first - window.first
    return starts.date() >= Month.of(Month.of(published.date()).first - past).first


def told_entries(
    history: Sequence[tuple[datetime, RevisionEntry]], window: Window
) -> Sequence[tuple[datetime, RevisionEntry]]:
    """Returns the `history` of a meeting without the times that no feed showed, such as a wrong year.

    The first entry that is left adds the meeting. Returns `history` if no feed showed any of its times.
    """
    for index, (time, entry) in enumerate(history):
        if _was_shown(entry.new_start, time, window):
            if index == 0:
                return history
            return ((time, replace(entry, kind=StepKind.ADD, old_start=None)), *history[index + 1 :])
    return history


def _moved(history: Iterable[Revision], first: dict[str, FirstTime], window: Window) -> FirstTimes:
    """Returns the first times of meetings that `history` gives another; `first` are those before it."""
    moved = {}
    for revision in sorted(history, key=lambda revision: revision.number):
        for entry in revision.entries:
            earlier = first.get(entry.uid)
            if earlier is None and not _was_shown(entry.new_start, revision.time, window):
                continue
            if earlier is None:
                first[entry.uid] = FirstTime(entry.new_start, entry.zone, entry.all_day)
            elif earlier != FirstTime(entry.new_start, entry.zone, entry.all_day):
                moved[entry.uid] = earlier
    return moved


def listed_with_first_time(occurrence: Occurrence, times: FirstTimes) -> Occurrence:
    """Returns the same as `with_first_time` for lists, which do not show where a date comes from."""
    return replace(with_first_time(occurrence, times), trace=AS_WRITTEN)


def with_first_time(occurrence: Occurrence, times: FirstTimes) -> Occurrence:
    """Returns `occurrence` planned for the time that was published first, by its present clock."""
    first, timing = times.get(occurrence.uid), occurrence.timing
    if first is None:
        if not occurrence.moved and occurrence.planned_days == timing.all_day:
            return occurrence
        return replace(occurrence, planned=timing.starts, planned_days=timing.all_day)
    planned = first.starts if first.all_day else seen_from(first.starts, first.zone, timing.zone)
    return replace(occurrence, planned=planned, planned_days=first.all_day)
