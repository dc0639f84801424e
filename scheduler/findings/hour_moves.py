"""Finds hours that move in a city because clocks change, there or where the meeting has its clock.

One change of clocks moves many meetings, in a region all in one direction. Then one finding stands for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.findings.finding import MOST_SINGLE, CountryCode, Finding
from scheduler.findings.search import FindingSearch
from scheduler.programme.programme import Programme
from scheduler.timetable.clocks import HourChange, hour_changes
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import offset_minutes, to_local

_ALIKE = ("changes", "changes_in", "length", "is_earlier", "region")
"""The values that a change of clocks has in common for all meetings that it moves alike."""
LATELY = timedelta(days=62)
"""The time in which nearly every meeting takes place once after a change of clocks."""
_REGIONS = {
    "Africa": "002",
    "America": "019",
    "Asia": "142",
    "Australia": "009",
    "Europe": "150",
    "Pacific": "009",
}
"""The code of the region (UN M49) for the first part of the names of zones."""


def hour_moves(search: FindingSearch) -> Iterator[Finding]:
    """Yields the first meeting at another hour in each city; earlier meetings tell the old hour.

    Some are over: a change of clocks that moves many meetings stays until the last of them has begun.
    """
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
                if search.now.date() - LATELY <= change.day <= search.last:
                    yield _finding(search, by_uid[uid], city, change)


def _finding(search: FindingSearch, occurrence: Occurrence, city: str, change: HourChange) -> Finding:
    zone, begin = search.cities[city].zone, occurrence.timing.begin_utc
    changes = {
        each: day
        for each in dict.fromkeys((occurrence.timing.zone, zone))
        if (day := _change_day(each, begin - (change.new - change.old), begin)) is not None
    }
    shift = change.new - datetime.combine(change.new, change.old.time())
    values: dict[str, Any] = {
        "old": change.old,
        "new": change.new,
        "city": change.city,
        "place": change.causes,
        "changes_in": tuple(map(_region, changes)),
        "changes": tuple(changes.values()),
        "length": abs(shift),
        "is_earlier": shift < timedelta(),
        "region": _region(zone),
        "country": search.cities[city].country,
    }
    if change.clock is not None:
        values["clock"] = change.clock
    return search.finding("hour-moves", occurrence, change.day, (city,), **values)


def _change_day(zone: str, since: datetime, until: datetime) -> date | None:
    """Returns the day on which clocks change in `zone` between two instants, if the offsets differ."""
    old = offset_minutes(since, zone)
    if offset_minutes(until, zone) == old:
        return None
    while until - since > timedelta(minutes=1):
        middle = since + (until - since) / 2
        since, until = (middle, until) if offset_minutes(middle, zone) == old else (since, middle)
    return to_local(until, zone).date()


def _region(zone: str) -> str:
    return _REGIONS.get(zone.partition("/")[0], "")


def joined_moves(moves: Iterable[Finding], search: FindingSearch) -> Iterator[Finding]:
    """Yields the findings; one stands for more than three that a change of clocks moves alike in a region."""
    today = search.now.date()
    groups: dict[object, list[Finding]] = {}
    for move in moves:
        groups.setdefault(tuple(move.values[name] for name in _ALIKE), []).append(move)
    for alike in groups.values():
        is_known = alike[0].values["changes"] and alike[0].values["region"]
        if len({move.series for move in alike}) <= MOST_SINGLE or not is_known:
            yield from (move for move in alike if move.day >= today)
        elif any(move.day >= today for move in alike):
            yield _one_for_all(alike, search.programme)


def _one_for_all(alike: Sequence[Finding], programme: Programme) -> Finding:
    values, cities = alike[0].values, {city for move in alike for city in move.cities}
    countries = {move.values["country"] for move in alike}
    places = tuple(dict.fromkeys(place for move in alike for place in move.values["place"]))
    regions = tuple(map(CountryCode, dict.fromkeys(values["changes_in"])))
    return Finding(
        code="hour-moves",
        day=values["changes"][0],
        cities=tuple(city for city in programme.cities if city in cities),
        values={
            "changes": values["changes"],
            "place": places if len(places) <= MOST_SINGLE or "" in values["changes_in"] else regions,
            "count": len({move.series for move in alike}),
            "length": values["length"],
            "is_earlier": values["is_earlier"],
            "country": CountryCode(countries.pop() if len(countries) == 1 else values["region"]),
        },
    )
