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


def test_what_a_rule_dates_after_the_last_day_that_is_kept_is_left_out_but_not_its_problems() -> None:
    """Half past three is no hour in March and two in October. One meeting moves into the days that are kept, one out of them."""
    changes = (change("2028-06", "2028-01-10 10:00"), change("2027-12", "2028-10-10 10:00"))
    extras = (extra("far", "2028-11-11 10:00"),)
    series = monthly(begins="2027-11", every=LAST_SUNDAY, at="03:30", changes=changes, extras=extras)
    whole = date_programme(programme(series), NO_HOLIDAYS, LAST)

    kept = date_programme(programme(series), NO_HOLIDAYS, LAST, kept=date(2028, 1, 31))

    keys = {"2027-11", "2027-12", "2028-01", "2028-06", "extra.far"}
    assert kept.wanted == tuple(item for item in whole.wanted if item.occurrence.key in keys)
    assert len(kept.wanted) == len(keys)
    assert [block.key for block in kept.blocked] == ["2028-03", "2028-10"]
    assert kept.blocked == whole.blocked
