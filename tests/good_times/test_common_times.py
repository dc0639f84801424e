"""The best times of several cities, against a look at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.good_times.common_times import CommonTimes, Search, find_times
from scheduler.programme.members import City, OfficeHours
from scheduler.programme.spans import TimeSpan
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.workdays import Workdays
from support.burden_by_minute import burden_of_minute
from support.programmes import DUBLIN, SEJONG, SEOUL, SOFIA, city, holidays

MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
ROTTERDAM = city("rotterdam", "NL", "Europe/Amsterdam", "nl")
BUSAN = city("busan", "KR", "Asia/Seoul", "ko")
ZONES = (
    "Europe/Sofia",
    "Asia/Seoul",
    "America/New_York",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",  # clocks change at midnight
)


def search(
    *cities: City, first: str, last: str, minutes: int = 60, busy: tuple[TimeSpan, ...] = ()
) -> Search:
    return Search(
        cities=cities,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        duration=timedelta(minutes=minutes),
        busy=busy,
    )


def found(wanted: Search, known: Holidays = NO_HOLIDAYS, most: int = 100) -> CommonTimes:
    return find_times(wanted, Workdays(known, ()), most)


def quarters(times: CommonTimes) -> int:
    """How many quarters of an hour are good starts."""
    return sum(
        sum(1 for count in range((last - first) // QUARTER + 1) if _is_quarter(first + count * QUARTER))
        for first, last in times.inside
    )


def _is_quarter(moment: datetime) -> bool:
    return moment.minute % 15 == 0


@pytest.mark.parametrize(
    ("cities", "winter", "summer"),
    [
        pytest.param((DUBLIN, SEOUL), 0, 1, id="Dublin and Seoul"),
        pytest.param((ROTTERDAM, BUSAN), 1, 5, id="Rotterdam and Busan"),
        pytest.param((SOFIA, SEJONG), 5, 9, id="Sofia and Sejong"),
    ],
)
def test_office_hours_overlap_in_winter_and_in_summer(
    cities: tuple[City, ...], winter: int, summer: int
) -> None:
    january = found(search(*cities, first="2027-01-13", last="2027-01-13"))
    july = found(search(*cities, first="2027-07-14", last="2027-07-14"))

    assert (quarters(january), quarters(july)) == (winter, summer)


@st.composite
def searches(draw: st.DrawFn) -> Search:
    """Two or three cities with hours of their own, on some days at which clocks change in a zone."""
    cities = []
    for number, zone in enumerate(draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3))):
        opens = draw(st.integers(0, 15 * 60))
        closes = draw(st.integers(opens + 30, 24 * 60 - 1))
        days = draw(st.sets(st.integers(0, 6), min_size=1))
        hours = OfficeHours(opens=_wall(opens), closes=_wall(closes), days=frozenset(days))
        cities.append(replace(city(f"c{number}", "BG", zone), hours=hours))
    first = draw(st.sampled_from([date(2027, 3, 27), date(2027, 4, 3), date(2026, 10, 24), date(2027, 1, 5)]))
    begin = datetime(first.year, first.month, first.day, draw(st.integers(0, 23)), tzinfo=UTC)
    busy = (TimeSpan(begin, begin + timedelta(minutes=draw(st.integers(1, 600)))),)
    return Search(
        cities=tuple(cities),
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 1))),
        duration=timedelta(minutes=draw(st.integers(1, 180))),
        busy=busy if draw(st.booleans()) else (),
    )


def _wall(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@given(searches())
@settings(max_examples=30)
def test_nothing_is_missed_that_a_look_at_every_minute_finds(wanted: Search) -> None:
    times = found(wanted)
    by_minute = _every_minute(wanted)

    inside = {start for start, (burden, outside) in by_minute.items() if outside == 0}
    assert inside == {
        first + count * MINUTE
        for first, last in times.inside
        for count in range((last - first) // MINUTE + 1)
    }
    if by_minute:
        assert times.best[0].burden == min(burden for burden, _ in by_minute.values())
    for each in times.best:
        burden, outside = by_minute[each.begin]
        assert (each.burden, sum(side.outside_minutes for side in each.sides)) == (burden, outside)
    assert all(before.burden <= after.burden for before, after in pairwise(times.best))


def _every_minute(wanted: Search) -> dict[datetime, tuple[int, int]]:
    """The burden and the minutes outside office hours of each start, counted minute by minute."""
    zone = ZoneInfo(wanted.cities[0].zone)
    margin = timedelta(days=2)
    start = datetime(wanted.first.year, wanted.first.month, wanted.first.day, tzinfo=UTC) - margin
    minutes = [start + count * MINUTE for count in range((wanted.last - wanted.first + 3 * margin) // MINUTE)]
    burdens = [[burden_of_minute(moment, city) for city in wanted.cities] for moment in minutes]
    total, outside = [0], [0]
    for of_cities in burdens:
        total.append(total[-1] + sum(of_cities))
        outside.append(outside[-1] + sum(burden > 0 for burden in of_cities))
    length = wanted.duration // MINUTE
    return {
        moment: (total[at + length] - total[at], outside[at + length] - outside[at])
        for at, moment in enumerate(minutes)
        if wanted.first <= moment.astimezone(zone).date() <= wanted.last
        and not any(span.begin < moment + wanted.duration and moment < span.end for span in wanted.busy)
    }


def test_a_holiday_of_one_side_is_no_common_office_hour() -> None:
    times = found(
        search(SOFIA, SEJONG, first="2027-03-03", last="2027-03-03"), holidays("BG 2027-03-03 Liberation Day")
    )

    assert times.inside == ()
    assert [side.outside_minutes for side in times.best[0].sides] == [60, 0]


def test_no_time_runs_into_a_meeting() -> None:
    """In winter, office hours of both have an hour from 07:00 UTC on, or a little later."""
    meeting = TimeSpan(datetime(2027, 1, 13, 7, 30, tzinfo=UTC), datetime(2027, 1, 13, 8, 30, tzinfo=UTC))

    times = found(search(SOFIA, SEJONG, first="2027-01-13", last="2027-01-13", busy=(meeting,)))

    assert times.inside == ()
    assert times.best
    assert all(each.end <= meeting.begin or meeting.end <= each.begin for each in times.best)


def test_the_last_minute_of_each_day_may_be_the_best() -> None:
    """Not only that of the last day, after which no start is looked for."""
    gaza = replace(city("gaza", "PS", "Asia/Gaza"), hours=OfficeHours(opens=time(7), closes=time(19)))
    new_york = city("new-york", "US", "America/New_York")

    alone = found(search(new_york, gaza, first="2026-12-06", last="2026-12-06", minutes=45))
    before_another = found(search(new_york, gaza, first="2026-12-06", last="2026-12-07", minutes=45))

    assert alone.best[0].burden == 45 * 5 + 5
    assert alone.best[0] in before_another.best


def test_of_equal_burdens_the_one_that_is_shared_best_need_not_begin_at_a_quarter() -> None:
    chisinau = city("chisinau", "MD", "Europe/Chisinau")
    seoul = replace(SEOUL, hours=OfficeHours(opens=time(8, 30), closes=time(17, 10)))

    [best] = found(search(chisinau, seoul, first="2027-09-01", last="2027-09-01", minutes=240)).best

    assert [side.burden for side in best.sides] == [55, 55]
    assert f"{best.begin:%H:%M}" == "05:05"
