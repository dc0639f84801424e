"""Better hours for a year as JSON."""

from __future__ import annotations

from typing import Any

from scheduler.advice.optimise.solve import Totals
from scheduler.commands.advice.optimise import Optimised, Patch, better_series
from scheduler.programme.series import ScheduleEntry
from scheduler.reports.json_format import json_document


def optimise_json(found: Optimised, patch: Patch) -> str:
    """Returns the totals before and after, the bound, each series that changes, and the patch."""
    return json_document(
        {
            "from": str(found.period.first),
            "until": str(found.period.last),
            "before": None if found.before is None else _totals(found, found.before),
            "after": _totals(found, found.solution.totals),
            "cost": found.cost,
            "bound": found.solution.bound,
            "seconds": round(found.seconds, 1),
            "changes": [
                {
                    "series": id,
                    "before": _entry(found.programme.series[id].schedule[-1]),
                    "after": _entry(series.schedule[-1]),
                }
                for id, series in better_series(found).items()
            ],
            "kept": list(found.kept),
            "patch": patch.text,
            "unwritten": list(patch.unwritten),
        }
    )


def _totals(found: Optimised, totals: Totals) -> dict[str, Any]:
    ids = {city.identity: city.id for city in found.programme.cities.values()}
    return {
        "burden": totals.burden,
        "spread": totals.spread,
        "moved": totals.moved,
        "burdens": {ids[identity]: burden for identity, burden in totals.burdens.items()},
    }


def _entry(entry: ScheduleEntry) -> dict[str, Any]:
    at = entry.hours
    return {
        "from": str(entry.begins),
        "at": {city: f"{hour:%H:%M}" for city, hour in at} if isinstance(at, tuple) else f"{at:%H:%M}",
        "clock": entry.clock.name or entry.clock.kind,
    }
