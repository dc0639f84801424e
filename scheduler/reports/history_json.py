"""The revisions and their changes as JSON, for programs; times of meetings are wall times in their `zone`."""

from __future__ import annotations

from typing import Any

from scheduler.commands.history import History
from scheduler.reports.json_format import instant, json_document
from scheduler.state.identities import PresentIds
from scheduler.state.revision import JOINED, LEFT, Revision, RevisionEntry


def history_json(history: History) -> str:
    """Returns a list of the revisions, newest first."""
    return json_document([_revision(revision, history.ids) for revision in history.shown])


def history_json_with_digests(history: History) -> str:
    """Returns the same, with the digest of each plan, and the files and data that it was made from."""
    return json_document(
        [_revision(revision, history.ids) | _sources(revision) for revision in history.shown]
    )


def _revision(revision: Revision, ids: PresentIds) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "time": instant(revision.time),
        "by": revision.sources.by or None,
        "causes": [cause.value for cause in revision.causes],
        "parts": list(revision.parts),
        "changes": [_entry(entry, ids) for entry in revision.entries],
    }


def _sources(revision: Revision) -> dict[str, Any]:
    sources = revision.sources
    return {
        "digest": revision.digest,
        "files": dict(sources.files),
        "tzdata": sources.tzdata,
        "holidays": sources.holidays,
        "release": sources.release,
    }


def _entry(entry: RevisionEntry, ids: PresentIds) -> dict[str, Any]:
    return {
        "uid": entry.uid,
        "series": ids.of_series(entry.series),
        "key": entry.key,
        "kind": entry.kind.value,
        "cause": entry.cause.value,
        "zone": entry.zone,
        "before": entry.old_start.isoformat() if entry.old_start else None,
        "after": entry.new_start.isoformat(),
        "all_day": entry.all_day,
        "status": entry.status.value,
        "changed": [name for name in entry.changed if not name.startswith((JOINED, LEFT))],
        "joined": [ids.of_city(city) for city in entry.cities_that(JOINED)],
        "left": [ids.of_city(city) for city in entry.cities_that(LEFT)],
    }
