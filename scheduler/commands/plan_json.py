"""A plan as JSON, for programs: every step with instants in UTC and wall times with their zone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from scheduler.commands.differences import differences
from scheduler.commands.impact import is_soon
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.timetable.occurrence import Occurrence


def plan_json(plan: Plan, now: datetime) -> str:
    """The whole plan as one JSON object."""
    return (
        json.dumps(
            {
                "digest": plan.digest,
                "base": plan.base,
                "empty": plan.is_empty,
                "window": {
                    "month": str(plan.window.month),
                    "first": plan.window.first.isoformat(),
                    "edge": plan.window.edge.isoformat(),
                },
                "housekeeping": list(plan.housekeeping),
                "steps": [_step(step, now) for step in plan.steps],
                "notices": [
                    {"series": notice.series, "key": notice.key, "message": notice.message}
                    for notice in plan.notices
                ],
                "fuse": list(plan.fuse),
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _step(step: Step, now: datetime) -> dict[str, Any]:
    return {
        "kind": step.kind.value,
        "cause": step.cause.value,
        "uid": step.after.uid,
        "series": step.after.series,
        "key": step.after.key,
        "before": _occurrence(step.before.occurrence) if step.before else None,
        "after": _occurrence(step.after),
        "changed": list(differences(step)),
        "shown": step.shown,
        "call": is_soon(step, now),
    }


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    timing = occurrence.timing
    return {
        "title": dict(occurrence.title.versions),
        "status": occurrence.status.value,
        "visibility": occurrence.visibility,
        "zone": timing.zone,
        "starts": timing.starts.isoformat(),
        "ends": timing.ends.isoformat(),
        "all_day": timing.all_day,
        "begin": _instant(timing.begin),
        "end": _instant(timing.end),
        "reason": dict(occurrence.reason.versions) if occurrence.reason else None,
        "cities": [
            {"city": seat.city, "zone": seat.zone, "offset_minutes": seat.offset} for seat in occurrence.seats
        ],
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
