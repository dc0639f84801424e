"""The history of a meeting as public readers could follow it, and several of its changes as one.

1. What no reader could know was not known: a time at which the meeting was private, or no calendar showed it.
2. Several changes since a revision are one, from what readers knew before it to what holds now.
3. What an undo took back is nothing, if the revision that it takes back is among those told. On pages, which
   tell no one from when on, that holds for what was taken back within an hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.state.revision import PRIVATE_JOIN, Cause, Revision, RevisionEntry, Snapshot, StepKind
from scheduler.state.state import State, Window
from scheduler.state.stored import Stored, time_and_uid
from scheduler.timetable.occurrence import Occurrence

_SLIP = timedelta(hours=1)
RevisedEntry = tuple[Revision, RevisionEntry]
"""An entry with the revision that it belongs to."""
EntriesByUid = Mapping[str, Sequence[RevisedEntry]]
"""The history of each meeting, the oldest entry first."""


def entries_by_uid(revisions: Iterable[Revision]) -> EntriesByUid:
    """Returns the history of all meetings."""
    entries: dict[str, list[RevisedEntry]] = defaultdict(list)
    for revision in sorted(revisions, key=lambda revision: revision.number):
        for entry in revision.entries:
            entries[entry.uid].append((revision, entry))
    return entries


def told_entries(
    occurrence: Occurrence, history: Sequence[RevisedEntry], window: Window
) -> Iterator[RevisedEntry]:
    """Yields the entries in the `history` of a public meeting that public readers could follow.

    The first one adds the meeting: they know no time at which it was private or that no feed showed, such as
    a wrong year. Details about which only private calendars tell are left out.
    """
    private = _private_details(occurrence)
    since = max((index for index, (_, each) in enumerate(history) if "visibility" in each.fields), default=0)
    known = (index for index in range(since, len(history)) if _was_shown(*history[index], window))
    first = next(known, since)
    for index, (revision, entry) in enumerate(history[first:]):
        if first and not index:
            yield revision, replace(entry, kind=StepKind.ADD, before=None, details=())
        elif not entry.changes_only(private):
            details = tuple(name for name in entry.details if name not in private)
            yield revision, replace(entry, details=details)


def without_slips(told: Iterable[RevisedEntry]) -> list[RevisedEntry]:
    """Returns the entries of a meeting without those that were taken back within an hour."""
    kept: list[RevisedEntry] = []
    for revision, entry in told:
        if kept and _takes_back(revision, entry, *kept[-1]):
            kept.pop()
        else:
            kept.append((revision, entry))
    return kept


def _takes_back(revision: Revision, entry: RevisionEntry, earlier: Revision, its: RevisionEntry) -> bool:
    """Returns whether an entry makes the one before it a slip: by `undo`, or because all is as it was."""
    is_same = entry.after == its.before and {*entry.fields, *its.fields} <= {"reason"}
    return revision.time - earlier.time <= _SLIP and (revision.undoes == earlier.number or is_same)


def _private_details(occurrence: Occurrence) -> frozenset[str]:
    """Returns the details of a meeting that only private calendars show."""
    join = occurrence.content.join
    # Nor do they tell that there is a private way to join at all, or none any more.
    return frozenset({PRIVATE_JOIN} if join is not None and join.public else {PRIVATE_JOIN, "join"})


def _was_shown(revision: Revision, entry: RevisionEntry, window: Window) -> bool:
    """Returns whether feeds showed the time that a revision published; the window was as long."""
    past, published = window.month.first - window.first, revision.time.date()
    return entry.after.start.wall.date() >= Month.of(Month.of(published).first - past).first


def changes_since(
    state: State, history: Iterable[Revision], first: int, numbers: Container[int]
) -> Iterator[RevisionEntry]:
    """Yields, in order of time, the change of each public meeting that a revision of `numbers` changed.

    It goes from what was known before the revision `first` to what holds now. `history` has the changes of
    the meetings that have a page.
    """
    revisions = [*history]
    named = {entry.uid for each in revisions if each.number in numbers for entry in each.entries}
    entries = entries_by_uid(revisions)
    for stored in sorted((state.occurrences[uid] for uid in named), key=time_and_uid):
        occurrence, own = stored.occurrence, entries[stored.occurrence.uid]
        told = [*told_entries(occurrence, own, state.window)]
        older = [each for each in own if each[0].number < first]
        known = [*told_entries(occurrence, older, state.window)] if older else []
        if told[: len(known)] != known:  # until now it was private, or no calendar showed its time
            known = []
        news = told[len(known) :]
        is_public = state.has_page(stored) or any(entry.kind is StepKind.CANCEL for _, entry in news)
        if news and is_public and not occurrence.content.is_private:
            yield _folded(stored, news[0][1].before if known else None, news)


def private_changes(
    state: State, history: Iterable[Revision], first: int, numbers: Container[int]
) -> Iterator[RevisionEntry]:
    """Yields, in order of time, the change of each meeting of which only private calendars show it.

    The meeting is private, or has another private way to join. What only the months of the calendars
    brought, and what was taken back since the revision `first`, is no change.
    """
    revisions = [*history]
    entries = entries_by_uid(revisions)
    named = {entry.uid for each in revisions if each.number in numbers for entry in each.entries}
    for stored in sorted((state.occurrences[uid] for uid in named), key=time_and_uid):
        occurrence = stored.occurrence
        news = [each for each in entries[occurrence.uid] if each[0].number >= first]
        change = _folded(stored, news[0][1].before, news)
        if change.before is None:
            is_told = occurrence.content.is_private and change.cause is not Cause.WINDOW
        elif occurrence.content.is_private:
            is_told = change.before != change.after or bool(change.details)
        else:
            is_told = not _private_details(occurrence).isdisjoint(change.fields)
        if is_told:
            yield change


def _folded(stored: Stored, before: Snapshot | None, news: Sequence[RevisedEntry]) -> RevisionEntry:
    """Returns several entries of a meeting as one, from what readers knew to what holds now."""
    numbers, undone = {each.number for each, _ in news}, {each.undoes for each, _ in news}
    kept = [
        entry for each, entry in news if each.number not in undone and each.undoes not in numbers
    ]  # an undo and the revision that it takes back are nothing together
    details = {name: None for entry in kept for name in entry.details}
    after = Snapshot.of(stored.occurrence, shown=stored.shown)
    return replace(
        news[0][1],
        kind=_kind(before, after, kept),
        cause=_cause(news[0][1], kept),
        before=before,
        after=after,
        details=tuple(details),
    )


def _kind(before: Snapshot | None, after: Snapshot, kept: Sequence[RevisionEntry]) -> StepKind:
    if before is None:
        return StepKind.ADD
    if before.is_cancelled != after.is_cancelled:
        return StepKind.CANCEL if after.is_cancelled else StepKind.REINSTATE
    if before.length is None:  # the entries alone tell whether its end moved
        is_moved = any(entry.kind is StepKind.MOVE and not entry.moves_start for entry in kept)
    else:
        is_moved = (before.begin, before.end) != (after.begin, after.end)
    return StepKind.MOVE if is_moved or not before.start.is_same(after.start) else StepKind.CHANGE


def _cause(first: RevisionEntry, kept: Sequence[RevisionEntry]) -> Cause:
    """Returns WINDOW for a meeting that came with the months, and ZONES where new zone rules had a part."""
    if first.cause is Cause.WINDOW:
        return Cause.WINDOW
    causes = {entry.cause for entry in kept}
    return Cause.ZONES if Cause.ZONES in causes else first.cause
