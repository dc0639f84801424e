"""Hours in turn share the burden as evenly as any combination of hours that a search of all of them finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.good_times.rotation import Rotation, RotationSearch, find_rotation
from scheduler.programme.members import City, OfficeHours
from scheduler.programme.spans import TimeSpan
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.workdays import Workdays
from support.burden_by_minute import burden_of_minute
from support.programmes import DUBLIN, SEOUL, SOFIA, city, holidays

MINUTE = timedelta(minutes=1)
NIGHT = 5
"""The burden of a minute at night, and of no other one."""
QUARTERS = [time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 15)]
NEW_YORK = city("new-york", "US", "America/New_York", "en")
AUCKLAND = city("auckland", "NZ", "Pacific/Auckland", "en")
WINTER_AND_SUMMER = ("2027-01-20", "2027-02-17", "2027-03-17", "2027-04-21", "2027-05-19", "2027-06-16")


def search(
    *cities: City, dates: Sequence[str] = WINTER_AND_SUMMER, busy: tuple[TimeSpan, ...] = ()
) -> RotationSearch:
    """A search in which the cities take the dates in turn."""
    days = [date.fromisoformat(day) for day in dates]
    return RotationSearch(
        cities=cities,
        turns=tuple(tuple(days[turn :: len(cities)]) for turn in range(len(cities))),
        duration=timedelta(minutes=60),
        busy=busy,
    )


HEAVY = (10**6, 0)
"""Burdens without turns that any turns would better."""


def found(wanted: RotationSearch, without: Sequence[int] = HEAVY) -> Rotation:
    rotation = find_rotation(wanted, [without], Workdays(NO_HOLIDAYS, ()))
    assert rotation is not None
    return rotation


def spreads(wanted: RotationSearch, hours: Sequence[time]) -> Iterator[tuple[int, bool]]:
    """The spread of each combination of hours, and whether one of its meetings is at night for a city."""
    for totals, is_at_night in combinations(wanted, hours):
        yield max(totals) - min(totals), is_at_night


def combinations(wanted: RotationSearch, hours: Sequence[time]) -> Iterator[tuple[list[int], bool]]:
    """The burdens of each combination of hours, and whether one of its meetings is at night for a city."""
    in_turns = [
        [_burdens(wanted, clock, days, at) for at in hours]
        for clock, days in zip(wanted.cities, wanted.turns, strict=True)
    ]
    for chosen in product(*in_turns):
        totals = [sum(burdens) for burdens in zip(*(burdens for burdens, _ in chosen), strict=True)]
        yield totals, any(is_at_night for _, is_at_night in chosen)


def _burdens(wanted: RotationSearch, clock: City, days: Sequence[date], at: time) -> tuple[list[int], bool]:
    """The burden of each city, counted minute by minute, and whether there is a minute at night."""
    burdens, is_at_night = [0] * len(wanted.cities), False
    for day in days:
        begin = datetime.combine(day, at, ZoneInfo(clock.zone)).astimezone(UTC)
        for minute in range(wanted.duration // MINUTE):
            for number, side in enumerate(wanted.cities):
                burden = burden_of_minute(begin + minute * MINUTE, side)
                is_at_night = is_at_night or burden == NIGHT
                burdens[number] += burden
    return burdens, is_at_night


@st.composite
def searches(draw: st.DrawFn) -> RotationSearch:
    """Two cities that work on all days, with hours of their own, and two to six meetings over a year."""
    cities = []
    zones = ("Europe/Sofia", "Asia/Seoul", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu")
    for number, zone in enumerate(draw(st.lists(st.sampled_from(zones), min_size=2, max_size=2))):
        opens = draw(st.integers(5 * 60, 11 * 60))
        closes = draw(st.integers(15 * 60, 22 * 60))
        hours = OfficeHours(opens=_wall(opens), closes=_wall(closes), days=frozenset(range(7)))
        cities.append(replace(city(f"c{number}", "BG", zone), hours=hours))
    months = draw(st.lists(st.integers(1, 12), min_size=2, max_size=6, unique=True))
    return search(
        *cities, dates=[f"2027-{month:02d}-{draw(st.integers(1, 28)):02d}" for month in sorted(months)]
    )


def _wall(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@given(searches())
@settings(max_examples=8)
def test_no_combination_of_quarter_hours_shares_better(wanted: RotationSearch) -> None:
    rotation = found(wanted)

    quarters = [*spreads(wanted, QUARTERS)]
    by_day = [spread for spread, is_at_night in quarters if not is_at_night]
    assert rotation.spread <= min(by_day or [spread for spread, _ in quarters])


@given(searches(), st.tuples(st.integers(0, 600), st.integers(0, 600)))
@settings(max_examples=8)
def test_turns_are_proposed_if_they_help(wanted: RotationSearch, without: tuple[int, int]) -> None:
    """The city that carries most carries less, and both together carry a tenth more at most."""
    quarters = [*combinations(wanted, QUARTERS)]
    by_day = [totals for totals, is_at_night in quarters if not is_at_night]
    helpful = [
        max(totals) - min(totals)
        for totals in by_day or [totals for totals, _ in quarters]
        if max(totals) < max(without) and 10 * sum(totals) <= 11 * sum(without)
    ]

    rotation = find_rotation(wanted, [without], Workdays(NO_HOLIDAYS, ()))

    if rotation is not None:
        assert max(rotation.burdens) < max(without)
        assert 10 * sum(rotation.burdens) <= 11 * sum(without)
    if helpful:
        assert rotation is not None
        assert rotation.spread <= min(helpful)


@given(searches())
@settings(max_examples=8)
def test_the_burdens_are_those_of_its_hours_counted_minute_by_minute(wanted: RotationSearch) -> None:
    rotation = found(wanted)

    counted = [
        _burdens(wanted, clock, days, hour.at)[0]
        for clock, days, hour in zip(wanted.cities, wanted.turns, rotation.hours, strict=True)
    ]
    assert rotation.burdens == tuple(map(sum, zip(*counted, strict=True)))


def test_three_cities_share_as_well_as_any_combination() -> None:
    wanted = search(DUBLIN, SEOUL, NEW_YORK)
    hours = [time(hour) for hour in range(24)]

    by_hour = [spread for spread, is_at_night in spreads(wanted, hours) if not is_at_night]

    assert found(wanted).spread <= min(by_hour or [spread for spread, _ in spreads(wanted, hours)])


def test_four_cities_have_an_hour_each() -> None:
    wanted = search(DUBLIN, SEOUL, NEW_YORK, AUCKLAND, dates=[*WINTER_AND_SUMMER, "2027-07-21", "2027-08-18"])

    rotation = found(wanted)

    assert [hour.clock.id for hour in rotation.hours] == ["dublin", "seoul", "new-york", "auckland"]
    assert [*rotation.meetings] == sorted(rotation.meetings, key=lambda meeting: meeting.begin)


def test_it_avoids_the_hours_of_other_meetings() -> None:
    free = found(search(DUBLIN, SEOUL))
    taken = tuple(TimeSpan(meeting.begin, meeting.end) for meeting in free.meetings)

    rotation = found(search(DUBLIN, SEOUL, busy=taken))

    assert all(hour.clashes == () for hour in rotation.hours)
    assert rotation.hours != free.hours


def test_a_day_off_is_not_shared() -> None:
    """Every hour of it is as bad, so nobody has to meet early on other days to make up for it."""
    wanted = search(SOFIA, SEOUL)

    rotation = find_rotation(wanted, [HEAVY], Workdays(holidays("KR 2027-01-20 A day"), ()))

    assert rotation is not None
    assert rotation.burdens == (0, 60 * 3)
    assert [hour.at for hour in rotation.hours] == [hour.at for hour in found(wanted).hours]


def test_an_hour_that_a_change_of_clocks_skips_is_not_proposed() -> None:
    skipped = replace(SOFIA, hours=OfficeHours(opens=time(3), closes=time(4, 30), days=frozenset(range(7))))

    rotation = found(search(skipped, DUBLIN, dates=["2027-03-28", "2027-04-21"]))

    assert not time(2) < rotation.hours[0].at < time(4)


@pytest.mark.parametrize("dates", [("2027-01-20",), ()], ids=["one date", "no date"])
def test_each_city_needs_a_turn(dates: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="each at least once"):
        search(DUBLIN, SEOUL, dates=dates)
