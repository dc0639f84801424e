"""Finds hours that move in a city because clocks change, there or where the meeting has its clock.

Compared are two meetings of a series that have one hour on one clock, but different hours in the city. Their
offsets say whose clocks changed. One change of clocks moves many meetings, in a region all in one direction.
Then one finding stands for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from scheduler.findings.finding import CountryCode, Told
from scheduler.findings.search import FindingSearch
from scheduler.programme.alike import MOST_SINGLE
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.timetable.clocks import ClockName, clock_name, clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant
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
    occurrences = (each.occurrence for each in search.meetings)
    for occurrence in sorted(occurrences, key=lambda each: each.timing.begin_utc):
        if occurrence.recurs and not occurrence.cancelled and not occurrence.timing.all_day:
            for city in occurrence.cities():
                by_city.setdefault(city, []).append(occurrence)
    for city, of_city in by_city.items():
        latest: dict[object, Occurrence] = {}
        for occurrence in of_city:
            hour = occurrence.series, occurrence.timing.zone, occurrence.timing.starts.time()
            previous, latest[hour] = latest.get(hour), occurrence
            if previous is not None:
                yield from _move(search, city, previous, occurrence, of_city)


def _move(
    search: FindingSearch,
    city: str,
    previous: Occurrence,
    occurrence: Occurrence,
    of_city: Iterable[Occurrence],
) -> Iterator[HourMoves]:
    """Yields the finding if two meetings with one hour on their clock have different hours in `city`."""
    timing, begin = occurrence.timing, occurrence.timing.begin_utc
    before, after = previous.participant(city), occurrence.participant(city)
    if before is None or after is None or before.zone != after.zone:
        return
    old, new = before.local(previous.timing.begin_utc), after.local(begin)
    is_told = search.now.date() - LATELY <= new.date() <= search.last
    if old.time() == new.time() or not is_told:
        return
    changes = dict(_change_days((timing.zone, after.zone), begin - (new - old), begin))
    shift = new - datetime.combine(new, old.time())
    yield HourMoves(
        **search.meeting(occurrence, new.date(), (city,)),
        old=old,
        new=new,
        city=after.name,
        place=tuple(_causes(previous, occurrence, before, after)),
        clock=clock_name(occurrence) if _alternates(previous, occurrence, of_city) else None,
        changes_in=tuple(map(_region, changes)),
        changes=tuple(changes.values()),
        length=abs(shift),
        is_earlier=shift < timedelta(),
        region=_region(after.zone),
        country=search.cities[city].country,
    )


def _causes(
    previous: Occurrence, occurrence: Occurrence, before: Participant, after: Participant
) -> Iterable[ClockName]:
    """Returns whose clocks changed between two meetings: those of the city, of the meeting, or both."""
    causes: list[ClockName] = [] if before.offset == after.offset else [after.name]
    if clock_offset(previous) != clock_offset(occurrence):
        causes.append(clock_name(occurrence))
    return dict.fromkeys(causes)


def _alternates(previous: Occurrence, occurrence: Occurrence, of_city: Iterable[Occurrence]) -> bool:
    """Returns whether the series has meetings by another clock after `previous`."""
    of_series = (each.timing for each in of_city if each.series == occurrence.series)
    others = (each for each in of_series if each.zone != occurrence.timing.zone)
    return any(each.begin_utc > previous.timing.begin_utc for each in others)


def _change_days(zones: Iterable[str], since: datetime, until: datetime) -> Iterator[tuple[str, date]]:
    """Yields each zone whose offsets differ at two instants, and the day on which its clocks change."""
    for zone in zones:
        first, last, old = since, until, offset_minutes(since, zone)
        if offset_minutes(until, zone) == old:
            continue
        while last - first > timedelta(minutes=1):
            middle = first + (last - first) / 2
            first, last = (middle, last) if offset_minutes(middle, zone) == old else (first, middle)
        yield zone, to_local(last, zone).date()


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
