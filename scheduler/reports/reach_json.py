"""The clients that have fetched a change, as JSON for programs: instants in UTC, lengths in seconds."""

from __future__ import annotations

from typing import Any

from scheduler.commands.reach import ReachReport
from scheduler.publication.reach import FamilyFetches, Reach
from scheduler.reports.json_format import instant, json_document


def reach_json(report: ReachReport) -> str:
    """Returns a list with one object for each feed and language, in the order of the feeds."""
    return json_document([_reach(reach, report) for reach in report.reaches])


def _reach(reach: Reach, report: ReachReport) -> dict[str, Any]:
    version = reach.version
    return {
        "feed": version.feed.name,
        "language": version.language,
        "title": dict(version.feed.title.versions),
        "version": version.digest,
        "since": instant(version.since),
        "changes": [
            {"kind": entry.kind.value, "meeting": report.ids.of_meeting(entry.series, entry.key)}
            for entry in version.changes
        ],
        "clients": [_family(family) for family in reach.families],
    }


def _family(fetches: FamilyFetches) -> dict[str, Any]:
    return {
        "family": fetches.family,
        "state": fetches.state,
        "fetched": instant(fetches.fetched) if fetches.fetched is not None else None,
        "last_asked": instant(fetches.last),
        "usual_gap_seconds": round(fetches.every.total_seconds()) if fetches.every is not None else None,
    }
