"""Common times as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scheduler.advice.common_times import CommonTime
from scheduler.commands.advice.times import FoundHours, FoundRotation, FoundTimes, PresentHours
from scheduler.programme.places import City
from scheduler.reports.json_format import instant, json_document
from scheduler.timetable.wall_times import to_local


def times_json(found: FoundTimes) -> str:
    """Returns the ranges of starts that suit everyone, and the best times; instants are in UTC."""
    return json_document(
        {
            "left_out": found.left_out,
            "inside": [[instant(first), instant(last)] for first, last in found.times.inside],
            "best": [_time_object(time, found.search.cities) for time in found.times.best],
        }
    )


def hours_json(found: FoundHours) -> str:
    """Returns the best hour by the clock of each city, with all its meetings; instants are in UTC."""
    return json_document(
        {
            "left_out": found.left_out,
            "today": [_present_object(present, found.search.cities) for present in found.present],
            "hours": [
                {
                    "every": found.rhythm.every,
                    "at": f"{hour.at:%H:%M}",
                    "clock": hour.clock.id,
                    "from": str(found.rhythm.begins),
                    "burden": hour.burden,
                    "clashes": [instant(meeting.begin) for meeting in hour.clashes],
                    "meetings": [_time_object(meeting, found.search.cities) for meeting in hour.meetings],
                }
                for hour in found.hours
            ],
        }
    )


def rotation_json(found: FoundRotation) -> str:
    """Returns an hour for each city that takes its turn, the burden of each, and all meetings in order."""
    rotation, cities = found.rotation, found.search.cities
    proposal = rotation and {
        "every": found.rhythm.every,
        "at": {hour.clock.id: f"{hour.at:%H:%M}" for hour in rotation.hours},
        "clock": "alternate",
        "from": str(found.rhythm.begins),
        "burdens": burdens_by_city(rotation.burdens, cities),
        "spread": rotation.spread,
        "clashes": [instant(meeting.begin) for meeting in rotation.clashes],
        "meetings": [_time_object(meeting, cities) for meeting in rotation.meetings],
    }
    return json_document(
        {
            "left_out": found.left_out,
            "today": [_present_object(present, cities) for present in found.present],
            "rotation": proposal,
        }
    )


def _present_object(present: PresentHours, cities: Iterable[City]) -> dict[str, Any]:
    hours = dict.fromkeys((f"{each.planned:%H:%M}", each.timing.zone) for each in present.occurrences)
    return {
        "series": present.series,
        "hours": [{"at": at, "timezone": zone} for at, zone in hours],
        "burden": present.found.burden,
        "burdens": burdens_by_city(present.found.burdens, cities),
        "clashes": [instant(meeting.begin) for meeting in present.found.clashes],
    }


def burdens_by_city(burdens: Iterable[int], cities: Iterable[City]) -> dict[str, int]:
    """Returns the burden of each city by its id."""
    return {city.id: burden for city, burden in zip(cities, burdens, strict=True)}


def _time_object(found: CommonTime, cities: Iterable[City]) -> dict[str, Any]:
    return {
        "begin": instant(found.begin),
        "end": instant(found.end),
        "burden": found.burden,
        "sides": [
            {
                "city": city.id,
                "local": to_local(found.begin, city.zone).isoformat(timespec="minutes"),
                "outside_minutes": side.outside_minutes,
            }
            for city, side in zip(cities, found.sides, strict=True)
        ],
    }
