"""Finds hours that move in a city because clocks change, there or where the meeting has its clock.

One change of clocks moves many meetings, in a region all in one direction. Then one finding stands for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from scheduler.findings.finding import CountryCode, Told
from scheduler.findings.search import FindingSearch
from scheduler.programme.alike import MOST_SINGLE
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.timetable.clocks import ClockName, HourChange, hour_changes
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import offset_minutes, to_local

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


class HourMoves(Told, frozen=True, kw_only=True):
    """The hour of a meeting moves in a city, because clocks change in each `place`.

    `clock` is that of these meetings, if others of the series keep another. `region` and `country` are those
    of the city; clocks change in the regions `changes_in` on the days `changes`.
    """

    phrase = "From {day}, “{title}” begins at {new} in {city} instead of {old}, because the clocks change in {place}."  # noqa: E501
    of_one_clock = "From {day}, those meetings of “{title}” that are planned in the local time of {clock} begin at {new} in {city} instead of {old}, because the clocks change in {place}."  # noqa: E501
    old: datetime
    new: datetime
    city: Text
    place: tuple[ClockName, ...]
    clock: ClockName | None
    changes_in: tuple[str, ...]
    changes: tuple[date, ...]
    length: timedelta
    is_earlier: bool
    region: str
    country: str

    @property
    def msgid(self) -> str:
        """The phrase, which names the clock if the series has several."""
        return self.phrase if self.clock is None else self.of_one_clock


class HoursMove(Told, frozen=True, kw_only=True):
    """One change of clocks moves the hours of `count` series alike."""

    code = HourMoves.code
    earlier = (
        "The clocks change on {changes} ({place}): {count} meeting begins {length} earlier in {country}.",
        "The clocks change on {changes} ({place}): {count} meetings begin {length} earlier in {country}.",
    )
    later = (
        "The clocks change on {changes} ({place}): {count} meeting begins {length} later in {country}.",
        "The clocks change on {changes} ({place}): {count} meetings begin {length} later in {country}.",
    )
    changes: tuple[date, ...]
    place: tuple[ClockName | CountryCode, ...]
    count: int
    length: timedelta
    is_earlier: bool
    country: CountryCode


def hour_moves(search: FindingSearch) -> Iterator[HourMoves]:
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


def _finding(search: FindingSearch, occurrence: Occurrence, city: str, change: HourChange) -> HourMoves:
    zone, begin = search.cities[city].zone, occurrence.timing.begin_utc
    changes = {
        each: day
        for each in dict.fromkeys((occurrence.timing.zone, zone))
        if (day := _change_day(each, begin - (change.new - change.old), begin)) is not None
    }
    shift = change.new - datetime.combine(change.new, change.old.time())
    return HourMoves(
        **search.meeting(occurrence, change.day, (city,)),
        old=change.old,
        new=change.new,
        city=change.city,
        place=change.causes,
        clock=change.clock,
        changes_in=tuple(map(_region, changes)),
        changes=tuple(changes.values()),
        length=abs(shift),
        is_earlier=shift < timedelta(),
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


def joined_moves(moves: Iterable[HourMoves], search: FindingSearch) -> Iterator[HourMoves | HoursMove]:
    """Yields the findings; one stands for more than three that a change of clocks moves alike in a region."""
    today = search.now.date()
    groups: dict[object, list[HourMoves]] = {}
    for move in moves:
        change = move.changes, move.changes_in, move.length, move.is_earlier, move.region
        groups.setdefault(change, []).append(move)
    for alike in groups.values():
        is_known = alike[0].changes and alike[0].region
        if len({move.series for move in alike}) <= MOST_SINGLE or not is_known:
            yield from (move for move in alike if move.day >= today)
        elif any(move.day >= today for move in alike):
            yield _one_for_all(alike, search.programme)


def _one_for_all(alike: Sequence[HourMoves], programme: Programme) -> HoursMove:
    first, cities = alike[0], {city for move in alike for city in move.cities}
    countries = {move.country for move in alike}
    places = tuple(dict.fromkeys(place for move in alike for place in move.place))
    regions = tuple(map(CountryCode, dict.fromkeys(first.changes_in)))
    return HoursMove(
        day=first.changes[0],
        cities=tuple(city for city in programme.cities if city in cities),
        changes=first.changes,
        place=places if len(places) <= MOST_SINGLE or "" in first.changes_in else regions,
        count=len({move.series for move in alike}),
        length=first.length,
        is_earlier=first.is_earlier,
        country=CountryCode(countries.pop() if len(countries) == 1 else first.region),
    )
