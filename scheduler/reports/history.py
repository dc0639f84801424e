"""The revisions and their changes, as text and JSON. JSON has the wall times of meetings in their `zone`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scheduler.commands.history import History
from scheduler.programme.alike import MOST_SINGLE, shared_lines, together
from scheduler.programme.keys import ONCE
from scheduler.reports.differences import differences, entry_words, words_of_many
from scheduler.reports.formats import as_text, instant, json_document
from scheduler.reports.local_times import WORDS_FOR_DAYS, WordsForDays, at_host, clock_time
from scheduler.reports.other_changes import parts_words
from scheduler.reports.plans.summary import names_of_series
from scheduler.state.profile import PresentIds
from scheduler.state.revision import Cause, Revision, RevisionEntry, StepKind
from scheduler.state.state import State

_CAUSES = {
    Cause.CONFIGURATION: "files",
    Cause.HOLIDAYS: "holiday data",
    Cause.ZONES: "time-zone data",
    Cause.WINDOW: "a new month",
    Cause.CLOCK: "clock",
}


def history_text(history: History) -> str:
    """Returns each revision with its cause and changes, newest first."""
    return _text(history, lambda revision: [_heading(revision, history.state)])


def history_with_digests(history: History) -> str:
    """Returns the same, with the digest of each plan, and the files and data that it was made from."""
    return _text(
        history,
        lambda revision: [
            f"{_heading(revision, history.state)}  plan {revision.digest}",
            *_sources(revision),
        ],
    )


def revision_lines(revision: Revision, state: State) -> list[str]:
    """Returns a line for each change of a revision, or for many that are alike."""
    return [line.strip() for line in (*_changes(revision, state), *_other_changes(revision, state.ids))]


def _text(history: History, head: Callable[[Revision], list[str]]) -> str:
    parts = (
        (*head(each), *_changes(each, history.state), *_other_changes(each, history.state.ids))
        for each in history.shown
    )
    return "\n".join(map(as_text, parts))


def _heading(revision: Revision, state: State) -> str:
    causes = ", ".join(_CAUSES[cause] for cause in revision.causes)
    by = f"  by {revision.sources.by}" if revision.sources.by else ""
    return f"Revision {revision.number}  {at_host(revision.time, state.profile.zone)}  {causes}{by}"


def _sources(revision: Revision) -> Iterator[str]:
    sources = revision.sources
    yield f"  made from tzdata {sources.tzdata}, holidays {sources.holidays}, twincal {sources.release}"
    for name, sha256 in sources.files:
        yield f"  {sha256[:12]}  {name}"


def _other_changes(revision: Revision, ids: PresentIds) -> Iterator[str]:
    """Yields a line about what the revision changed besides meetings."""
    if words := parts_words(revision, ids):
        yield f"  {'also: ' if revision.entries else ''}{words}"


def _changes(revision: Revision, state: State) -> Iterator[str]:
    entries, stored = revision.entries, state.occurrences
    names = names_of_series([stored[entry.uid].occurrence for entry in entries if entry.uid in stored])
    for (is_new, _), alike in together(entries, _kind):
        name = names.get(alike[0].series, state.ids.of_series(alike[0].series))
        if is_new:
            yield f"  {name}: added {_keys(alike)}"
        else:
            yield from min((_lines(alike, days, name, state.ids) for days in WORDS_FOR_DAYS), key=len)


def _kind(entry: RevisionEntry) -> tuple[bool, object]:
    """Returns whether a meeting is new, and what else the changes of one kind have in common but the days."""
    if entry.kind is StepKind.ADD:
        return True, entry.series
    old, new = (entry.before or entry.after).start, entry.after.start
    hours = old.wall.time(), new.wall.time(), old.wall == new.wall
    clocks = old.zone, new.zone, old.all_day, new.all_day
    changed = entry.after.status, differences(entry), entry.joined, entry.left
    return False, (entry.series, entry.kind, entry.cause, changed, clocks, hours)


def _lines(entries: Sequence[RevisionEntry], days: WordsForDays, name: str, ids: PresentIds) -> list[str]:
    """Returns a line for many changes of one kind on the same days, and for each other change."""

    def days_of(entry: RevisionEntry) -> tuple[str, str]:
        return days((entry.before or entry.after).start.wall), days(entry.after.start.wall)

    return [
        f"  {name}: {_keys([first, *more])}: {words_of_many(first, ids, days)}"
        if more
        else f"  {name}{_key(first)}: {entry_words(first, ids)}"
        for first, *more in shared_lines(entries, days_of, MOST_SINGLE)
    ]


def _key(entry: RevisionEntry) -> str:
    return "" if entry.key == ONCE else f" ({entry.key})"


def _keys(entries: Sequence[RevisionEntry]) -> str:
    """Returns `2026-12 to 2027-05 (6 meetings)`, or the day of a single one."""
    if len(entries) == 1:
        return clock_time(entries[0].after.start)
    return f"{entries[0].key} to {entries[-1].key} ({len(entries)} meetings)"


def history_json(history: History) -> str:
    """Returns a list of the revisions, newest first."""
    return json_document([_revision_object(revision, history.state.ids) for revision in history.shown])


def history_json_with_digests(history: History) -> str:
    """Returns the same, with the digest of each plan, and the files and data that it was made from."""
    return json_document(
        [
            _revision_object(revision, history.state.ids) | _sources_object(revision)
            for revision in history.shown
        ]
    )


def _revision_object(revision: Revision, ids: PresentIds) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "time": instant(revision.time),
        "by": revision.sources.by or None,
        "causes": [cause.value for cause in revision.causes],
        "parts": list(revision.parts),
        "changes": [_entry_object(entry, ids) for entry in revision.entries],
    }


def _sources_object(revision: Revision) -> dict[str, Any]:
    sources = revision.sources
    return {
        "digest": revision.digest,
        "files": dict(sources.files),
        "tzdata": sources.tzdata,
        "holidays": sources.holidays,
        "release": sources.release,
    }


def _entry_object(entry: RevisionEntry, ids: PresentIds) -> dict[str, Any]:
    return {
        "uid": entry.uid,
        "series": ids.of_series(entry.series),
        "key": entry.key,
        "kind": entry.kind.value,
        "cause": entry.cause.value,
        "zone": entry.after.start.zone,
        "before": entry.before.start.wall.isoformat() if entry.before else None,
        "after": entry.after.start.wall.isoformat(),
        "all_day": entry.after.start.all_day,
        "status": entry.after.status.value,
        "changed": list(entry.changed),
        "joined": [ids.of_city(city) for city in entry.joined],
        "left": [ids.of_city(city) for city in entry.left],
    }
