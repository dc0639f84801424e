"""The revisions and their changes, as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from scheduler.commands.history import History
from scheduler.record.identities import PresentIds
from scheduler.record.revision import Revision, StepKind
from scheduler.reports.entry_words import RecordedChange, changes_in_order

MOST_LINES = 3
"""The most changes of one kind in a series that get a line each."""


def history_text(history: History) -> str:
    """Returns each revision with its cause and changes, newest first."""
    return _text(history, lambda revision: [_heading(revision)])


def history_with_digests(history: History) -> str:
    """Returns the same, with the digest of each plan, and the files and data that it was made from."""
    return _text(
        history, lambda revision: [f"{_heading(revision)}  plan {revision.digest}", *_sources(revision)]
    )


def _text(history: History, head: Callable[[Revision], list[str]]) -> str:
    changes = _changes_by_number(history)
    parts = ((*head(each), *_changes(changes[each.number], history.ids)) for each in history.shown)
    return "\n\n".join(map("\n".join, parts)) + "\n"


def _changes_by_number(history: History) -> Mapping[int, list[RecordedChange]]:
    by_number: defaultdict[int, list[RecordedChange]] = defaultdict(list)
    entries = ((each, entry) for each in history.revisions for entry in each.entries)
    for change in changes_in_order(entries, history.ids):
        by_number[change.number].append(change)
    return by_number


def _heading(revision: Revision) -> str:
    causes = ", ".join(cause.value for cause in revision.causes)
    by = f"  by {revision.sources.by}" if revision.sources.by else ""
    return f"Revision {revision.number}  {revision.time:%Y-%m-%d %H:%M:%S} UTC  {causes}{by}"


def _sources(revision: Revision) -> Iterator[str]:
    sources = revision.sources
    yield f"  made from tzdata {sources.tzdata}, holidays {sources.holidays}, twincal {sources.release}"
    for name, sha256 in sources.files:
        yield f"  {sha256[:12]}  {name}"


def _changes(changes: Iterable[RecordedChange], ids: PresentIds) -> Iterator[str]:
    groups: dict[object, list[RecordedChange]] = {}
    for change in changes:
        entry = change.entry
        kind = (entry.series, entry.kind) if entry.kind is StepKind.ADD else change.kind
        groups.setdefault(kind, []).append(change)
    for group in groups.values():
        yield from _lines(group, ids)


def _lines(group: Sequence[RecordedChange], ids: PresentIds) -> Iterator[str]:
    first, last = group[0].entry, group[-1].entry
    series = ids.of_series(first.series)
    keys = f"{first.key} to {last.key} ({len(group)} meetings)"
    if first.kind is StepKind.ADD:
        yield f"  {series}: added {first.key if len(group) == 1 else keys}"
    elif len(group) > MOST_LINES:
        yield f"  {series}: {keys}: {group[0].words_of_many}"
    else:
        for change in group:
            yield f"  {ids.of_meeting(first.series, change.entry.key)}: {change.words}"
