"""The revisions and their changes, as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from scheduler.commands.history import History
from scheduler.reports.alike import MOST_LINES, together
from scheduler.reports.entry_words import RecordedChange, changes_in_order
from scheduler.reports.local_times import WORDS_FOR_DAYS, WordsForDays
from scheduler.state.identities import PresentIds
from scheduler.state.revision import Revision, StepKind


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
    parts = (
        (*head(each), *_changes(changes[each.number], history.ids), *_other_changes(each))
        for each in history.shown
    )
    return "\n\n".join(map("\n".join, parts)) + "\n"


def _changes_by_number(history: History) -> Mapping[int, list[RecordedChange]]:
    by_number: defaultdict[int, list[RecordedChange]] = defaultdict(list)
    entries = ((each, entry) for each in history.shown for entry in each.entries)
    for change in changes_in_order(entries, history.before, history.ids):
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


_PARTS = {
    "clock": "the clock was put back",
    "programme": "names or other facts about the programme, its cities, pairs, groups or themes",
    "address": "the public address, and with it the link of every coming meeting",
    "feeds": "which calendars there are, or their addresses",
    "names": "the id of a series",
    "new window": "how many months calendars show",
}
_PARTS_WITHOUT_MEETINGS = {
    "series": "a series, webinar or visit is new",
    "grounds": "the text, with the same meetings",
    "skips": "which meetings pages show as skipped",
    "window": "the months that calendars show",
}
"""The parts that a revision names only if no meeting changed: the changes of meetings imply them."""


def _other_changes(revision: Revision) -> Iterator[str]:
    """Yields a line about what the revision changed besides meetings."""
    words = _PARTS if revision.entries else {**_PARTS, **_PARTS_WITHOUT_MEETINGS}
    named = [words[part] for part in revision.parts if part in words]
    if named:
        yield f"  {'also ' if revision.entries else ''}changed: {'; '.join(named)}"


def _changes(changes: Iterable[RecordedChange], ids: PresentIds) -> Iterator[str]:
    for (is_new, _), group in together(changes, _kind):
        if is_new:
            yield _new_meetings(group, ids)
        else:
            yield from min((_lines(group, days, ids) for days in WORDS_FOR_DAYS), key=len)


def _kind(change: RecordedChange) -> tuple[bool, object]:
    is_new = change.entry.kind is StepKind.ADD
    return is_new, change.entry.series if is_new else change.kind


def _new_meetings(group: Sequence[RecordedChange], ids: PresentIds) -> str:
    first = group[0].entry
    return f"  {ids.of_series(first.series)}: added {first.key if len(group) == 1 else _keys(group)}"


def _lines(changes: Sequence[RecordedChange], days: WordsForDays, ids: PresentIds) -> list[str]:
    """Returns a line for many changes of one kind on the same days, and for each other change."""
    lines = []
    for _, group in together(changes, lambda change: change.days(days)):
        if len(group) > MOST_LINES:
            series = ids.of_series(group[0].entry.series)
            lines.append(f"  {series}: {_keys(group)}: {group[0].words_of_many(days)}")
        else:
            meetings = (ids.of_meeting(change.entry.series, change.entry.key) for change in group)
            lines += [f"  {meeting}: {change.words}" for meeting, change in zip(meetings, group, strict=True)]
    return lines


def _keys(group: Sequence[RecordedChange]) -> str:
    return f"{group[0].entry.key} to {group[-1].entry.key} ({len(group)} meetings)"
