"""Finds hours that move in a city because clocks change, there or where the meeting has its clock.

One change of clocks moves many meetings, in a region all in one direction. Then one finding stands for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from scheduler.findings.finding import CountryCode, Finding
from scheduler.findings.search import FindingSearch
from scheduler.programme.programme import Programme
from scheduler.timetable.clocks.hour_changes import HourChange, hour_changes
from scheduler.timetable.clocks.meeting_clock import ClockName
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import offset_minutes, to_local

MOST_SINGLE = 3
"""The most meetings that one change of clocks moves alike, and that have a finding each."""
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


class HourMove(Struct, frozen=True, kw_only=True):
    """A finding about a moved hour, with what one change of clocks moves alike.

    Clocks change in `zones` on `days`, and meetings in `region` begin later by `shift`, or earlier. `country`
    is that of the city.
    """

    finding: Finding
    zones: tuple[str, ...]
    days: tuple[date, ...]
    shift: timedelta
    region: str
    country: str


def hour_moves(search: FindingSearch) -> Iterator[HourMove]:
    """Yields the first meeting at another hour in each city; earlier meetings tell the old hour.

    Some are over: what a change of clocks does to many meetings is told until the last of them has begun.
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
                    yield _hour_move(search, by_uid[uid], city, change)


def _hour_move(search: FindingSearch, occurrence: Occurrence, city: str, change: HourChange) -> HourMove:
    values: dict[str, Any] = {
        "old": change.old,
        "new": change.new,
        "city": change.city,
        "place": change.causes,
    }
    if change.clock is not None:
        values["clock"] = change.clock
    zone, begin = search.cities[city].zone, occurrence.timing.begin_utc
    changes = {
        each: day
        for each in dict.fromkeys((occurrence.timing.zone, zone))
        if (day := _change_day(each, begin - (change.new - change.old), begin)) is not None
    }
    of_day = datetime.combine(change.new, change.old.time())
    return HourMove(
        finding=search.finding("hour-moves", occurrence, change.day, (city,), **values),
        zones=tuple(changes),
        days=tuple(changes.values()),
        shift=change.new - of_day,
        region=_region(zone),
        country=search.cities[city].country,
    )


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


def joined_moves(moves: Iterable[HourMove], search: FindingSearch) -> Iterator[Finding]:
    """Yields the findings; one stands for more than three that a change of clocks moves alike in a region."""
    today = search.now.date()
    groups: dict[object, list[HourMove]] = {}
    for move in moves:
        key = move.days, tuple(map(_region, move.zones)), move.shift, move.region
        groups.setdefault(key, []).append(move)
    for alike in groups.values():
        if len({move.finding.series for move in alike}) > MOST_SINGLE and all(
            (alike[0].days, alike[0].region)
        ):
            if any(move.finding.day >= today for move in alike):
                yield _one_for_all(alike, search.programme)
        else:
            yield from (move.finding for move in alike if move.finding.day >= today)


def _one_for_all(alike: Sequence[HourMove], programme: Programme) -> Finding:
    first, cities = alike[0], {city for move in alike for city in move.finding.cities}
    countries = {move.country for move in alike}
    return Finding(
        code="hour-moves",
        day=first.days[0],
        cities=tuple(city for city in programme.cities if city in cities),
        values={
            "changes": first.days,
            "place": _places(alike),
            "count": len({move.finding.series for move in alike}),
            "length": abs(first.shift),
            "is_earlier": first.shift < timedelta(),
            "country": CountryCode(countries.pop() if len(countries) == 1 else first.region),
        },
    )


def _places(alike: Sequence[HourMove]) -> tuple[ClockName | CountryCode, ...]:
    """Returns the names of the places whose clocks change, or of many the regions."""
    names = dict.fromkeys(place for move in alike for place in move.finding.values["place"])
    regions = dict.fromkeys(CountryCode(_region(zone)) for zone in alike[0].zones)
    return tuple(names) if len(names) <= MOST_SINGLE else tuple(regions)
