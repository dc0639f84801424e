"""The revisions and their changes, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scheduler.commands.history import History
from scheduler.record.identities import PresentIds
from scheduler.record.revision import Cause, Revision, RevisionEntry, StepKind


def entry_texts(entries: Iterable[tuple[Revision, RevisionEntry]]) -> dict[tuple[int, str], str]:
    """Returns each change of a meeting in words, by the number of the revision and the UID."""
    texts: dict[tuple[int, str], str] = {}
    zones: dict[str, str] = {}
    for revision, entry in sorted(entries, key=lambda pair: pair[0].number):
        texts[revision.number, entry.uid] = _entry(entry, zones.get(entry.uid, entry.zone))
        zones[entry.uid] = entry.zone
    return texts


def _entry(entry: RevisionEntry, old_zone: str) -> str:
    """Returns `move (holidays) 2026-12-16 10:00 → 2026-12-17 10:00 Europe/Sofia`."""
    times = f"{entry.new_start:%Y-%m-%d %H:%M} {entry.zone}"
    if entry.old_start is not None and (entry.old_start, old_zone) != (entry.new_start, entry.zone):
        zone = "" if old_zone == entry.zone else f" {old_zone}"
        times = f"{entry.old_start:%Y-%m-%d %H:%M}{zone} → {times}"
    elif entry.kind is StepKind.MOVE and entry.cause is Cause.CONFIGURATION:
        times += ", another end"  # a revision does not store ends
    return f"{entry.kind.value} ({entry.cause.value}) {times}"


def history_text(history: History) -> str:
    """Returns each revision with its cause, sources and changes, newest first."""
    revisions = history.revisions
    texts = entry_texts((revision, entry) for revision in revisions for entry in revision.entries)
    return "\n\n".join("\n".join(_revision(revision, texts, history.ids)) for revision in revisions) + "\n"


def _revision(revision: Revision, texts: Mapping[tuple[int, str], str], ids: PresentIds) -> Iterator[str]:
    causes = ", ".join(cause.value for cause in revision.causes)
    time = f"{revision.time:%Y-%m-%d %H:%M:%S} UTC"
    yield f"Revision {revision.number}  {time}  {causes}  plan {revision.digest}"
    sources = revision.sources
    yield f"  made from tzdata {sources.tzdata}, holidays {sources.holidays}, twincal {sources.release}"
    for name, sha256 in sources.files:
        yield f"  {sha256[:12]}  {name}"
    for entry in (entry for entry in revision.entries if entry.kind is not StepKind.ADD):
        yield f"  {ids.of_meeting(entry.series, entry.key)}: {texts[revision.number, entry.uid]}"
    added = [entry for entry in revision.entries if entry.kind is StepKind.ADD]
    for series in dict.fromkeys(entry.series for entry in added):
        keys = [entry.key for entry in added if entry.series == series]
        span = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]} ({len(keys)} meetings)"
        yield f"  {ids.of_series(series)}: add {span}"
