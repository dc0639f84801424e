"""Finds hours that move in a city because clocks change, there or where the meeting has its clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.findings.finding import Finding
from scheduler.findings.search import FindingSearch
from scheduler.timetable.clocks.hour_changes import HourChange, hour_changes
from scheduler.timetable.occurrence import Occurrence


def hour_moves(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each first meeting at another hour in a city; earlier ones tell the old hour."""
    by_city: dict[str, list[Occurrence]] = {}
    occurrences = sorted(
        (each.occurrence for each in search.meetings), key=lambda each: each.timing.begin_utc
    )
    by_uid = {occurrence.uid: occurrence for occurrence in occurrences}
    for occurrence in occurrences:
        for city in occurrence.cities():
            by_city.setdefault(city, []).append(occurrence)
    for city, of_city in by_city.items():  # those of all other cities would take their square of time
        for uid, changes in hour_changes(of_city, [city]).items():
            for change in changes:
                if search.now.date() <= change.day <= search.last:
                    yield _finding(search, by_uid[uid], city, change)


def _finding(search: FindingSearch, occurrence: Occurrence, city: str, change: HourChange) -> Finding:
    values: dict[str, Any] = {
        "old": change.old,
        "new": change.new,
        "city": change.city,
        "place": change.causes,
    }
    if change.clock is not None:
        values["clock"] = change.clock
    return search.finding("hour-moves", occurrence, change.day, (city,), **values)
