"""Warnings: what an officer should look at before it is published, counted by series."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.findings.bad_times import joined_days_off
from scheduler.findings.coming import coming_findings
from scheduler.findings.finding import Doubt
from scheduler.findings.search import FindingSearch
from scheduler.programme.details import Link
from scheduler.programme.members import Office
from scheduler.programme.rules import Weekly
from scheduler.programme.series import Change, Series
from scheduler.programme.texts import Text
from scheduler.reports.advice_words import with_advice
from scheduler.reports.warnings import as_problems
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.workdays import Workdays
from support.programmes import (
    HOST,
    SEJONG,
    SOFIA,
    change,
    days,
    extra,
    holidays,
    monthly,
    now,
    pair,
    programme,
    visit,
    webinar,
)

NOW = now("2026-02-01 08:00")
LAST = date(2027, 8, 31)
KNOWN = tuple(f"{country} {year}-12-25 X" for country in ("BG", "KR", "IE") for year in (2026, 2027))
HOUR = timedelta(hours=1)
PAIR = (pair("sofia", "sejong"),)


def warned(
    *series: Series,
    known: tuple[str, ...] = (),
    years: tuple[str, ...] = KNOWN,
    at: datetime = NOW,
    **parts: Any,
) -> list[str]:
    """`meetings.monthly: message` for each warning about a programme of these series."""
    written = programme(*series, **parts)
    public_holidays = holidays(*years, *known)
    timetable = date_programme(written, public_holidays, date(2027, 12, 31))
    search = FindingSearch(
        programme=written,
        meetings=timetable.wanted,
        workdays=Workdays(public_holidays, written.closed),
        now=at,
        last=LAST,
    )
    problems = [
        *as_problems(joined_days_off(each for each in coming_findings(search) if isinstance(each, Doubt)))
    ]
    assert {problem.level for problem in problems} <= {"warning"}
    return sorted(
        f"{'.'.join(map(str, each.path))}: {with_advice(each.message, each.advice)}" for each in problems
    )


def talk(day: str, *cities: str, **parts: Any) -> Series:
    """A webinar of an hour by the clock of Sofia, for Sofia or other cities."""
    return webinar("talk", day, "sofia", *(cities or ("sofia",)), **({"duration": HOUR} | parts))


SATURDAYS = monthly(every=Weekly((5,), 1, date(2026, 12, 5)), begins="2026-12", until="2027-02")
DUBLIN = monthly(pair="dublin-seoul", at="08:30", clock_of="dublin", until="2026-03", begins="2026-02")
ENDS = "the series ends within the months that calendars show; its last meeting is on"
WEEKEND = "no working day in Sejong and Sofia: Saturday 8 May 2027 and Sunday 9 May 2027"


@pytest.mark.parametrize(
    ("series", "known", "expected"),
    [
        pytest.param([monthly(), webinar("talk", "2026-10-05 15:00", "sejong", "sofia", "sejong")], [], [], id="a good programme"),
        pytest.param([monthly()], ["BG 2027-08-18 A", "BG 2027-09-15 B"], ["meetings.monthly: Sofia has a day off: A (18 August 2027)"], id="a rule, as far as the plan reaches"),
        pytest.param([talk("2027-09-15 10:00")], ["BG 2027-09-15 B"], ["webinars.talk: Sofia has a day off: B (15 September 2027)"], id="a date that the text gives, however late"),
        pytest.param([monthly(on_holiday="next working day", changes=(change("2026-03", "2026-03-24"),))], ["KR 2026-03-24 A"], ["meetings.monthly: Sejong has a day off: A (24 March 2026)"], id="a date that was moved onto a holiday"),
        pytest.param(
            [monthly()], [f"BG {day} A" for day in ("2026-03-18", "2026-04-15", "2026-05-20", "2026-06-17", "2026-07-15")],
            ["meetings.monthly: Sofia has a day off: A (18 March 2026), A (15 April 2026), A (20 May 2026) and 2 more days"], id="many days are counted",
        ),
        pytest.param(
            [talk("2026-12-16 23:00", "sofia", "sejong", duration=timedelta(minutes=90))], ["KR 2026-12-17 A", "BG 2026-12-17 A", "KR 2026-12-16 A"],
            ["webinars.talk: Sejong has a day off: A (17 December 2026)", "webinars.talk: at night in Sofia (23:00–00:30) on 16 December 2026", "webinars.talk: at night in Sejong (06:00–07:30) on 17 December 2026"],
            id="a holiday on the next day of one city",
        ),
        pytest.param([talk("2026-12-16 10:00", "sofia", "dublin")], ["BG 2026-12-16 A", "IE 2026-12-16 A"], ["webinars.talk: Sofia and Dublin have a day off: A (16 December 2026)"], id="cities with the same days off"),
        pytest.param(
            [monthly()], ["KR 2026-03-18 A", "BG 2026-04-15 B", "KR 2026-05-20 C"],
            ["meetings.monthly: Sejong has a day off: A (18 March 2026) and C (20 May 2026)", "meetings.monthly: Sofia has a day off: B (15 April 2026)"], id="cities in the order of their first days off",
        ),
        pytest.param([monthly(on_holiday="next working day")], ["BG 2026-03-18 A"], [], id="a policy moved it"),
        pytest.param([monthly(on_holiday="skip")], ["BG 2026-03-18 A"], [], id="a policy skipped it"),
        pytest.param([monthly(changes=(change("2026-03", cancel="x"),))], ["BG 2026-03-18 A"], [], id="a cancelled one"),
        pytest.param(
            [monthly(description="10:00 EET (9:00 CET)", until="2026-05", begins="2026-02")], [],
            [
                f"meetings.monthly.until: {ENDS} 20 May 2026",
                'meetings.monthly: the text says "EET", but clocks in Sofia show EEST, on 15 April 2026 and 1 more meeting',
                'meetings.monthly: the text says "CET", but clocks in Brussels show CEST, on 15 April 2026 and 1 more meeting',
            ], id="a text that contradicts the hour",
        ),
        pytest.param([monthly(at="11:30", minutes=30)], [], ["meetings.monthly: outside the office hours of Sejong (18:30–19:00) on 18 February 2026 and 6 more meetings"], id="outside office hours in winter"),
        pytest.param([talk("2026-12-16 10:30", "sofia", "sejong", duration=timedelta(minutes=90))], [], ["webinars.talk: outside the office hours of Sejong (17:30–19:00) on 16 December 2026"], id="the end counts"),
        pytest.param([talk("2026-12-16 19:00", "sofia", "dublin", duration=timedelta(minutes=90))], [], ["webinars.talk: outside the office hours of Sofia (19:00–20:30) and Dublin (17:00–18:30) on 16 December 2026"], id="two cities outside"),
        pytest.param(
            [DUBLIN], ["KR 2026-03-18 A"],
            [
                "meetings.monthly: Seoul has a day off: A (18 March 2026)",
                "meetings.monthly: outside the office hours of Dublin (08:30–09:30) on 18 February 2026 and 1 more meeting",
                "meetings.monthly: outside the office hours of Seoul (17:30–18:30) on 18 February 2026",
                f"meetings.monthly.until: {ENDS} 18 March 2026",
            ], id="one city outside, the other with a day off among them",
        ),
        pytest.param([monthly(at="17:30", begins="2027-03", minutes=30)], [], ["meetings.monthly: at night in Sejong (00:30–01:00 or 23:30–00:00) on 18 March 2027 and 5 more meetings"], id="two hours of a city"),
        pytest.param([talk("2026-12-19 06:00")], [], ["webinars.talk: at night in Sofia (06:00–07:00) on 19 December 2026", "webinars.talk: no working day in Sofia: Saturday 19 December 2026"], id="a weekend is named at night too"),
        pytest.param([talk("2027-03-07 10:00", "sofia", "dublin")], [], ["webinars.talk: no working day in Sofia and Dublin: Sunday 7 March 2027"], id="a weekend"),
        pytest.param(
            [SATURDAYS], ["KR 2027-02-06 A"],
            [
                "meetings.monthly: Sejong has a day off: A (6 February 2027)",
                "meetings.monthly: no working day in Sofia and Sejong: Saturday 5 December 2026, Saturday 12 December 2026, Saturday 19 December 2026 and 10 more Saturdays",
                f"meetings.monthly.until: {ENDS} 27 February 2027",
            ], id="many Saturdays",
        ),
        pytest.param([visit("trip", "2027-05-10", days=4)], ["KR 2027-05-12 A"], ["meetings.trip: Sejong has a day off: A (12 May 2027)"], id="a holiday on a later day of a visit"),
        pytest.param([visit("trip", "2027-05-06", days=2)], [], [], id="a visit whose last day is the one before its end"),
        pytest.param(
            [visit("trip", "2027-05-06", days=5)], ["BG 2027-05-06 A", "KR 2027-05-06 A"],
            ["meetings.trip: Sejong and Sofia have a day off: A (6 May 2027)", f"meetings.trip: {WEEKEND}"], id="a holiday does not hide the weekend of a visit",
        ),
        pytest.param(
            [visit("trip", "2027-05-07 10:00", "sofia", duration=None, ends="2027-05-10 17:00")], ["BG 2027-05-10 A"],
            ["meetings.trip: Sofia has a day off: A (10 May 2027)", "meetings.trip: no working day in Sofia and Sejong: Saturday 8 May 2027 and Sunday 9 May 2027"], id="a visit with hours",
        ),
        pytest.param([monthly(until="2026-12", extras=(extra("trams", "2026-05-05 10:00"),))], [], [f"meetings.monthly.until: {ENDS} 16 December 2026"], id="the end of a series"),
        pytest.param([monthly(until="2026-12-01")], [], [f"meetings.monthly.until: {ENDS} 18 November 2026"], id="its end before a date"),
        pytest.param([monthly(until="2027-12")], [], [], id="its end is far off"),
        pytest.param([monthly(until="2026-01")], [], [], id="its end is over"),
        pytest.param(
            [monthly(changes=(change("2026-12", "2025-12-17"),))], [],
            ["meetings.monthly.changes.2026-12: moved 364 days, from 16 December 2026 to 17 December 2025: is the year right?"], id="moved a year early",
        ),
        pytest.param(
            [monthly(changes=(change("2026-12", "2027-12-17"),))], [],
            ["meetings.monthly.changes.2026-12: moved 366 days, from 16 December 2026 to 17 December 2027: is the year right?"], id="moved a year late",
        ),
        pytest.param([monthly(changes=(change("2026-12", "2027-01-15"),))], [], [], id="moved by a month"),
        pytest.param([monthly(begins="2028-10")], [], [], id="begins soon enough"),
        pytest.param([monthly(), talk("2026-12-16 10:30")], [], ["webinars.talk: Sofia has another meeting at the same time: monthly, on 16 December 2026"], id="two at one time"),
        pytest.param([monthly(), talk("2026-12-16 11:00")], [], [], id="one after the other"),
        pytest.param([monthly("regular", formerly=("monthly",)), talk("2026-12-16 10:30")], [], ["webinars.talk: Sofia has another meeting at the same time: regular, on 16 December 2026"], id="a renamed series has its present id"),
        pytest.param([monthly(), visit("visit", "2026-12-16", days=1, busy=False)], [], [], id="one that blocks no time"),
        pytest.param([monthly(), visit("visit", "2026-12-16", days=1)], [], ["meetings.monthly: Sofia and Sejong have another meeting at the same time: visit, on 16 December 2026"], id="a visit blocks its cities, though not their calendars"),
        pytest.param([visit("trip", "2027-04-19", days=5, busy=True), monthly()], [], ["meetings.monthly: Sofia and Sejong have another meeting at the same time: trip, on 21 April 2027"], id="a clash on the day that both have"),
        pytest.param(
            [visit("first", "2026-12-07", days=4), visit("second", "2026-12-09", days=3)], [],
            ["meetings.second: Sofia and Sejong have another meeting at the same time: first, from 9 December 2026 to 10 December 2026"], id="two visits name every day that they share",
        ),
    ],
)  # fmt: skip
def test_each_doubt_is_one_warning(series: list[Series], known: list[str], expected: list[str]) -> None:
    assert warned(*series, known=tuple(known)) == sorted(expected)


def test_past_meetings_need_no_warning() -> None:
    assert warned(monthly(), known=("BG 2026-03-18 A",), at=now("2026-03-18 10:00")) == []
    assert warned(monthly(changes=(change("2026-12", "2027-12-17"),)), at=now("2028-02-01 08:00")) == []


def test_days_on_which_the_programme_is_closed_are_named_once() -> None:
    opened = replace(SEJONG, open=(days("2026-04-15"),))
    off = replace(SOFIA, closed=(days("2026-05-20"),))
    closed = (days("2026-03-18"), days("2026-04-15"))

    assert warned(monthly(), closed=closed, cities=(off, opened), pairs=PAIR) == [
        "meetings.monthly: Sofia has a day off: closed (20 May 2026)",
        "meetings.monthly: the programme is closed on 18 March 2026 and 15 April 2026",
    ]


def test_a_city_may_work_at_the_weekend() -> None:
    opened = replace(SOFIA, open=(days("2027-03-07"),))

    assert warned(talk("2027-03-07 10:00"), cities=(opened, SEJONG), pairs=PAIR) == []


def test_a_policy_without_a_free_day() -> None:
    assert (
        "meetings.monthly: no common working day within 31 days, so it stays on its day: on 18 March 2026"
        in warned(monthly(on_holiday="next working day"), closed=(days("2026-03-18..2026-04-20"),))
    )


def test_years_without_known_holidays_are_named_for_cities_that_take_part() -> None:
    irish = monthly("irish", pair="dublin-seoul", clock_of="dublin")

    assert warned(monthly(), years=KNOWN[:-2]) == []
    assert [w for w in warned(monthly(), irish, years=KNOWN[:-2]) if w.startswith("cities")] == [
        "cities.dublin: no public holidays known for IE in 2026, 2027"
    ]


@pytest.mark.parametrize(
    ("at", "minutes", "is_at_night"),
    [
        pytest.param("00:30", 60, False, id="07:30 to 08:30"),
        pytest.param("23:59", 60, True, id="06:59 to 07:59"),
        pytest.param("14:00", 60, False, id="21:00 to 22:00"),
        pytest.param("14:30", 60, True, id="21:30 to 22:30"),
        pytest.param("15:00", 30, True, id="22:00 to 22:30"),
    ],
)
def test_nights_last_from_ten_to_seven(at: str, minutes: int, is_at_night: bool) -> None:
    """The hours of Sejong, when it is winter in Sofia."""
    found = warned(talk(f"2026-12-16 {at}", "sejong", duration=timedelta(minutes=minutes)))

    assert any("at night in Sejong" in message for message in found) is is_at_night


def test_a_year_that_may_be_wrong() -> None:
    assert "webinars.talk: it is on 13 December 2062: is the year right?" in warned(talk("2062-12-13 10:00"))
    assert "meetings.monthly.from: it begins in January 2036: is the year right?" in warned(
        monthly(begins="2036-01")
    )


def test_very_many_meetings_at_one_time_are_one_warning_for_each() -> None:
    talks = [webinar(f"talk{number}", "2026-12-16 10:00", "sofia", "sofia") for number in range(40)]

    messages = warned(*talks)

    assert len(messages) == 39
    assert (
        "webinars.talk39: Sofia and CityNet have another meeting at the same time: talk0, talk1, talk2 and 36 more meetings, on 16 December 2026"
        in messages
    )


def test_the_host_attends_webinars_or_everything() -> None:
    one = webinar("one", "2026-12-16 11:00", "sofia", "sofia")
    two, later = (webinar("two", f"2026-12-16 {hour}:00", "dublin", "dublin") for hour in ("09", "13"))
    early = webinar("early", "2026-12-16 08:00", "dublin", "dublin", duration=HOUR)

    assert warned(one, later) == []
    assert warned(one, two) == [
        "webinars.two: CityNet has another meeting at the same time: one, on 16 December 2026"
    ]
    assert [w for w in warned(monthly(), early) if "same time" in w] == []
    assert [
        w for w in warned(monthly(), early, host=replace(HOST, attends="everything")) if "same time" in w
    ] == ["webinars.early: CityNet has another meeting at the same time: monthly, on 16 December 2026"]


def test_a_renamed_city_is_called_by_its_name() -> None:
    renamed = replace(SOFIA, id="sofia-municipality", formerly=("sofia",))
    parts = {"cities": (renamed, SEJONG), "pairs": (pair("sofia-municipality", "sejong", id="p"),)}
    series = monthly(pair="p", clock_of="sofia-municipality")

    assert warned(series, known=("BG 2026-03-18 A",), **parts) == [
        "meetings.monthly: Sofia has a day off: A (18 March 2026)"
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (3, [f"meetings.m{each}: Sejong has a day off: A (18 March 2026)" for each in range(3)]),
        (
            4,
            ["meetings.m0: 4 meetings of m0, m1, m2 and m3 are on 18 March 2026, a day off: A (South Korea)"],
        ),
    ],
)
def test_a_holiday_of_more_than_three_series_is_one_warning(number: int, expected: list[str]) -> None:
    series = [monthly(f"m{each}", at=f"{8 + each:02d}:00") for each in range(number)]

    found = warned(*series, known=("KR 2026-03-18 A",))

    assert [warning for warning in found if "day off" in warning] == expected


@pytest.mark.parametrize(
    ("address", "is_personal"),
    [
        ("maria.petrova@sofia.example", True),
        ("M.Petrova2@sofia.example", True),
        ("maria_petrova@sofia.example", True),
        ("twinning@sofia.example", False),
        ("eu.projects@sofia.example", False),
        ("International.Relations@sofia.example", False),
    ],
)
def test_an_address_that_looks_like_a_person_is_doubted(address: str, is_personal: bool) -> None:
    words = "looks like the address of a person; write that of the office, which stays when people go"

    assert (
        warned(offices={"sofia": Office(addresses=(address,))})
        == [f"cities.sofia.contacts.0: {address} {words}"] * is_personal
    )


MINUTES = (Link(Text.plain("Протокол"), "https://example.org/minutes"),)
SLIDES = (Link(Text.plain("slides"), "https://example.org/slides"),)


@pytest.mark.parametrize(
    ("at", "changes", "named"),
    [
        ("2026-03-04 08:59", (), None),
        ("2026-03-04 09:00", (), "18 February 2026"),
        ("2026-04-01 09:00", (), "18 February 2026 and 1 more meeting"),
        ("2026-04-01 09:00", (change("2026-02", links=MINUTES),), "18 March 2026"),
        ("2026-04-01 09:00", (change("2026-02", links=SLIDES),), "18 February 2026 and 1 more meeting"),
        ("2026-04-01 09:00", (change("2026-02", cancel="Snow"),), "18 March 2026"),
        ("2026-05-21 09:00", (), "18 March 2026 and 1 more meeting"),
    ],
    ids=["too early", "two weeks", "two", "linked", "other links", "cancelled", "given up"],
)
def test_minutes_that_are_late_are_named_with_the_line_to_write(
    at: str, changes: tuple[Change, ...], named: str | None
) -> None:
    series = monthly(begins="2026-02", changes=changes, minutes_expected=True)
    key = "2026-03" if named is not None and named.startswith("18 March") else "2026-02"
    words = f"minutes are missing for the meeting on {named}; as soon as they have an address, write `twincal attach monthly/{key} minutes https://…`"

    found = [each for each in warned(series, at=now(at)) if "minutes are missing" in each]

    assert found == ([f"meetings.monthly.minutes: {words}"] if named else [])


def test_nobody_is_asked_for_minutes_that_no_text_expects() -> None:
    assert warned(monthly(begins="2026-02"), at=now("2026-04-01 09:00")) == []


def test_a_webinar_needs_no_key_to_attach_its_minutes() -> None:
    late = talk("2026-01-13 10:00", minutes_expected=True)

    assert warned(late)[0].endswith("write `twincal attach talk minutes https://…`")
