"""How far a change has come, as JSON for programs: instants in UTC, lengths in seconds."""

from __future__ import annotations

from typing import Any

from scheduler.commands.reach import ReachReport
from scheduler.publication.reach import FamilyFetches, Reach
from scheduler.reports.json_format import instant, json_document


def reach_json(spread: ReachReport) -> str:
    """A list with one object for each feed and language, in the order of the feeds."""
    return json_document([_reach(item, spread) for item in spread.reaches])


def _reach(item: Reach, spread: ReachReport) -> dict[str, Any]:
    version = item.version
    return {
        "feed": version.feed.name,
        "language": version.language,
        "title": dict(version.feed.title.versions),
        "version": version.digest,
        "since": instant(version.since),
        "changes": [
            {"kind": entry.kind.value, "meeting": spread.ids.of_meeting(entry.series, entry.key)}
            for entry in version.changes
        ],
        "clients": [_heard(heard) for heard in item.families],
    }


def _heard(heard: FamilyFetches) -> dict[str, Any]:
    return {
        "family": heard.family,
        "state": heard.state,
        "fetched": instant(heard.fetched) if heard.fetched is not None else None,
        "last_asked": instant(heard.last),
        "usual_gap_seconds": round(heard.every.total_seconds()) if heard.every is not None else None,
    }
