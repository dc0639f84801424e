"""What each revision changed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scheduler.commands.history import History
from scheduler.record.identities import PresentIds
from scheduler.record.revision import Cause, Revision, RevisionEntry, StepKind


def entries_in_words(touched: Iterable[tuple[Revision, RevisionEntry]]) -> dict[tuple[int, str], str]:
    """What each revision did to each meeting, in words, by its number and the UID."""
    told: dict[tuple[int, str], str] = {}
    zones: dict[str, str] = {}
    for record, entry in sorted(touched, key=lambda pair: pair[0].number):
        told[record.number, entry.uid] = _entry(entry, zones.get(entry.uid, entry.zone))
        zones[entry.uid] = entry.zone
    return told


def _entry(entry: RevisionEntry, old_zone: str) -> str:
    """`move (holidays) 2026-12-16 10:00 → 2026-12-17 10:00 Europe/Sofia`, both zones where they differ."""
    times = f"{entry.new_start:%Y-%m-%d %H:%M} {entry.zone}"
    if entry.old_start is not None and (entry.old_start, old_zone) != (entry.new_start, entry.zone):
        was = "" if old_zone == entry.zone else f" {old_zone}"
        times = f"{entry.old_start:%Y-%m-%d %H:%M}{was} → {times}"
    elif entry.kind is StepKind.MOVE and entry.cause is Cause.CONFIGURATION:
        times += ", another end"  # of the ends no revision tells
    return f"{entry.kind.value} ({entry.cause.value}) {times}"


def history_text(history: History) -> str:
    """Each revision with its cause, sources and changes, newest first."""
    told = entries_in_words((record, entry) for record in history.revisions for entry in record.entries)
    return "\n\n".join("\n".join(_record(record, told, history.ids)) for record in history.revisions) + "\n"


def _record(record: Revision, told: Mapping[tuple[int, str], str], ids: PresentIds) -> Iterator[str]:
    causes = ", ".join(cause.value for cause in record.causes)
    yield f"Revision {record.number}  {record.time:%Y-%m-%d %H:%M:%S} UTC  {causes}  plan {record.digest}"
    sources = record.sources
    yield f"  made from tzdata {sources.tzdata}, holidays {sources.holidays}, twincal {sources.release}"
    for name, sha256 in sources.files:
        yield f"  {sha256[:12]}  {name}"
    for entry in (entry for entry in record.entries if entry.kind is not StepKind.ADD):
        yield f"  {ids.of_meeting(entry.series, entry.key)}: {told[record.number, entry.uid]}"
    added = [entry for entry in record.entries if entry.kind is StepKind.ADD]
    for series in dict.fromkeys(entry.series for entry in added):
        keys = [entry.key for entry in added if entry.series == series]
        span = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]} ({len(keys)} meetings)"
        yield f"  {ids.of_series(series)}: add {span}"
