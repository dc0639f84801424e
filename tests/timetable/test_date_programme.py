"""The timetable as a whole: what it covers, and whose holidays it asks for."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.programme.rules import NthWeekday
from scheduler.programme.series import Series
from scheduler.timetable.date_programme import date_programme, holiday_places, holiday_years
from scheduler.timetable.holidays import NO_HOLIDAYS
from support.dated import dated
from support.programmes import SEJONG, SOFIA, change, city, extra, monthly, programme, webinar

LAST = date(2028, 12, 31)


def test_it_holds_all_series_from_their_beginning_through_the_last_day() -> None:
    written = programme(monthly(begins="2027-11"), webinar("talk", "2021-10-05 09:00"))

    timetable = dated(written, last=date(2028, 1, 19))

    assert [(item.occurrence.series, item.occurrence.key) for item in timetable.wanted] == [
        ("monthly", "2027-11"),
        ("monthly", "2027-12"),
        ("monthly", "2028-01"),
        ("talk", "once"),
    ]


def test_holidays_matter_where_there_are_cities() -> None:
    bavaria = city("munich", "DE", "Europe/Berlin", subdivision="BY")

    assert holiday_places(programme(cities=(SOFIA, SEJONG, bavaria), pairs=())) == {
        ("BG", None),
        ("KR", None),
        ("DE", "BY"),
    }


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        pytest.param((monthly(begins="2021-10"),), range(2021, 2030), id="from the first meeting"),
        pytest.param((monthly(begins="2021-10-03"),), range(2021, 2030), id="from its day"),
        pytest.param((webinar("talk", "2020-10-05 09:00"),), range(2020, 2030), id="a webinar"),
        pytest.param((monthly(extras=(extra("far", "2030-01-05 10:00"),)),), range(2026, 2032), id="to the last written"),
        pytest.param((monthly(changes=(change("2031-12", title="Far"),)),), range(2026, 2033), id="to the last that a change is about"),
        pytest.param((monthly(changes=(change("2027-12", "2032-01-05"),)),), range(2026, 2034), id="to the last day that one is moved to"),
        pytest.param((), range(2028, 2030), id="nothing"),
    ],
)  # fmt: skip
def test_holidays_matter_through_the_year_after_the_last(series: tuple[Series, ...], expected: range) -> None:
    assert holiday_years(programme(*series), LAST) == expected


LAST_SUNDAY = NthWeekday((-1,), 6)


@pytest.mark.parametrize(
    ("at", "minutes", "last", "blocked"),
    [
        pytest.param("03:30", 60, "2028-12", ["2028-03", "2028-10"], id="an hour at night"),
        pytest.param("02:30", 60, "2028-12", ["2028-10"], id="an end at night"),
        pytest.param("05:00", 15 * 60, "2028-01", [], id="the whole day"),
    ],
)
def test_series_at_night_are_dated_for_longer_to_find_hours_that_do_not_exist(
    at: str, minutes: int, last: str, blocked: list[str]
) -> None:
    """Half past three is no hour on the last Sunday of March, and two on that of October."""
    series = monthly(begins="2027-11", every=LAST_SUNDAY, at=at, minutes=minutes)

    timetable = date_programme(programme(series), NO_HOLIDAYS, date(2028, 1, 31), far=date(2028, 12, 31))

    assert timetable.wanted[-1].occurrence.key == last
    assert [block.key for block in timetable.blocked] == blocked
