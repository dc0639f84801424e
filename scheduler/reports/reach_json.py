"""How far a change has come, as JSON for programs: instants in UTC, lengths in seconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from scheduler.commands.reach import ReachReport
from scheduler.publication.reach import FamilyFetches, Reach


def reach_json(spread: ReachReport) -> str:
    """A list with one object for each feed and language, in the order of the feeds."""
    found = [_reach(item, spread) for item in spread.reaches]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _reach(item: Reach, spread: ReachReport) -> dict[str, Any]:
    version = item.version
    return {
        "feed": version.feed.name,
        "language": version.language,
        "title": dict(version.feed.title.versions),
        "version": version.digest,
        "since": _instant(version.since),
        "changes": [
            {"kind": entry.kind.value, "meeting": spread.ids.of_meeting(entry.series, entry.key)}
            for entry in version.changes
        ],
        "clients": [_heard(heard) for heard in item.heard],
    }


def _heard(heard: FamilyFetches) -> dict[str, Any]:
    return {
        "family": heard.family,
        "state": heard.state,
        "fetched": _instant(heard.fetched) if heard.fetched is not None else None,
        "last_asked": _instant(heard.last),
        "usual_gap_seconds": round(heard.every.total_seconds()) if heard.every is not None else None,
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
