"""Who carries the burden of a year, as JSON."""

from __future__ import annotations

from typing import Any

from scheduler.advice.fairness import SeriesShare, WeighedMeeting
from scheduler.commands.advice.fairness import YearFairness
from scheduler.reports.advice.times_json import burdens_by_city
from scheduler.reports.json_format import instant, json_document


def fairness_json(found: YearFairness) -> str:
    """Returns the shares of cities and series, and all meetings with the burden of each city."""
    fairness = found.fairness
    ids = {share.city.identity: share.city.id for share in fairness.cities}
    return json_document(
        {
            "year": found.year,
            "burden": fairness.burden,
            "spread": fairness.spread,
            "cities": [
                {
                    "city": share.city.id,
                    "meetings": len(share.meetings),
                    "outside_minutes": share.outside_minutes,
                    "burden": share.burden,
                }
                for share in fairness.cities
            ],
            "series": [_series_object(share, found) for share in fairness.series],
            "meetings": [_meeting_object(meeting, found, ids) for meeting in fairness.meetings],
        }
    )


def _series_object(share: SeriesShare, found: YearFairness) -> dict[str, Any]:
    rotation = share.rotation
    return {
        "series": found.ids[share.series],
        "burdens": burdens_by_city(share.burdens, share.cities),
        "spread": share.spread,
        "rotation": rotation
        and {
            "at": {hour.clock.id: f"{hour.at:%H:%M}" for hour in rotation.hours},
            "burdens": burdens_by_city(rotation.burdens, share.cities),
            "spread": rotation.spread,
        },
    }


def _meeting_object(meeting: WeighedMeeting, found: YearFairness, ids: dict[str, str]) -> dict[str, Any]:
    occurrence = meeting.occurrence
    return {
        "series": found.ids[occurrence.series],
        "key": occurrence.key,
        "begin": instant(occurrence.timing.begin_utc),
        "end": instant(occurrence.timing.end_utc),
        "burden": meeting.burden,
        "sides": [
            {"city": ids[city], "outside_minutes": side.outside_minutes, "burden": side.burden}
            for city, side in meeting.sides.items()
        ],
    }
