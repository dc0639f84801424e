"""A text of a meeting that contradicts its time is found: published announcements were wrong like this."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from scheduler.findings.wrong_hours import contradictions
from scheduler.programme.texts import Text
from scheduler.timetable.clocks import in_english
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from support.programmes import city, pair, programme, visit

BRUSSELS = city("brussels", "BE", "Europe/Brussels", name=Text.of({"en": "Brussels", "fr": "Bruxelles"}))
SEOUL = city("seoul", "KR", "Asia/Seoul")
WELLINGTON = city("wellington", "NZ", "Pacific/Auckland")
NEW_YORK = city("new-york", "US", "America/New_York", name=Text.plain("New York"))
DUBLIN = city("dublin", "IE", "Europe/Dublin")
CITIES = (BRUSSELS, SEOUL, WELLINGTON, NEW_YORK, DUBLIN)

Found = tuple[str, str, str, str]
"""The code of a contradiction, what is written, what is right, and the place in English."""


def found(
    words: str, starts: str, clock: str = "brussels", *cities: str, title: str = "Meeting", **parts: object
) -> tuple[Found, ...]:
    """What `words` say wrongly as the description of a meeting of 90 minutes."""
    members = cities or ("brussels", "seoul", "wellington")
    once = replace(
        visit("once", starts, clock, description=words, title=title, **parts), group="-".join(members)
    )
    wanted = programme(once, cities=CITIES, pairs=(pair(*members),))
    [meeting] = date_programme(wanted, NO_HOLIDAYS, date(2030, 1, 1)).wanted
    return tuple(
        (each.code, each.written, each.right, in_english(each.place))
        for each in contradictions(meeting.occurrence)
    )


def wrong_hour(written: str, right: str, place: str) -> Found:
    return "wrong-hour", written, right, place


def wrong_abbreviation(written: str, right: str, place: str) -> Found:
    return "wrong-abbreviation", written, right, place


@pytest.mark.parametrize(
    ("words", "starts", "clock", "expected"),
    [
        pytest.param(
            "9:30 am (CET) / 4:30 pm (JST)", "2021-10-19 09:30", "brussels",
            wrong_abbreviation("CET", "CEST", "Brussels"), id="CET in summer",
        ),
        pytest.param(
            "Join us at 9:00 CEST / 8:00 p.m. Wellington", "2022-04-05 09:00", "brussels",
            wrong_hour("8:00 p.m. Wellington", "19:00", "Wellington"), id="clocks of New Zealand",
        ),
        pytest.param("4:00 (KST)", "2026-12-16 16:00", "seoul", wrong_hour("4:00 (KST)", "16:00", "Seoul"), id="no pm"),
        pytest.param("16:30-18:00 CET", "2025-10-14 16:30", "brussels", wrong_abbreviation("CET", "CEST", "Brussels"), id="a range"),
        pytest.param("all times are CEST", "2026-12-16 10:00", "brussels", wrong_abbreviation("CEST", "CET", "Brussels"), id="CEST in winter"),
        pytest.param(
            "at 09:00 in Brussels", "2026-12-16 10:00", "brussels",
            wrong_hour("09:00 in Brussels", "10:00", "Brussels"), id="a city behind",
        ),
        pytest.param("Bruxelles : 9h00", "2026-12-16 10:00", "brussels", wrong_hour("9h00", "10:00", "Brussels"), id="a city before, in French"),
        pytest.param("18:00 (UTC+1)", "2026-12-16 10:00", "brussels", wrong_hour("18:00 (UTC+1)", "10:00", "UTC+1"), id="an offset"),
        pytest.param("at 13:00", "2026-12-16 10:00", "brussels", wrong_hour("13:00", "10:00", "Brussels"), id="in no city of the meeting"),
        pytest.param("오후 5:00", "2026-12-16 18:00", "seoul", wrong_hour("오후 5:00", "18:00", "Seoul"), id="Korean"),
        pytest.param("10.00 CEST", "2026-12-16 10:00", "brussels", wrong_abbreviation("CEST", "CET", "Brussels"), id="a dot"),
        pytest.param("um 9.30 Uhr MEZ", "2026-07-15 09:30", "brussels", wrong_abbreviation("MEZ", "MESZ", "Brussels"), id="German"),
        pytest.param("um 11 Uhr", "2026-07-15 09:00", "brussels", wrong_hour("11 Uhr", "09:00", "Brussels"), id="Uhr"),
        pytest.param("Wellington: 20.00", "2022-04-05 09:00", "brussels", wrong_hour("20.00", "19:00", "Wellington"), id="a city before, and a dot"),
        pytest.param("Wellington time 20:00", "2022-04-05 09:00", "brussels", wrong_hour("20:00", "19:00", "Wellington"), id="the time of a city"),
        pytest.param(
            "20:00 heure de Wellington", "2022-04-05 09:00", "brussels",
            wrong_hour("20:00 heure de Wellington", "19:00", "Wellington"), id="heure de",
        ),
        pytest.param("20h Wellington", "2022-04-05 09:00", "brussels", wrong_hour("20h Wellington", "19:00", "Wellington"), id="h without minutes"),
        pytest.param(
            "20:00 New Zealand time", "2022-04-05 09:00", "brussels",
            wrong_hour("20:00 New Zealand time", "19:00", "Wellington"), id="the time of a country",
        ),
        pytest.param("4:00 Korea time", "2026-12-16 16:00", "seoul", wrong_hour("4:00 Korea time", "16:00", "Seoul"), id="Korea time"),
        pytest.param("한국 시간 오전 4:00", "2026-12-16 16:00", "seoul", wrong_hour("오전 4:00", "16:00", "Seoul"), id="Korea time in Korean"),
        pytest.param(
            "9:00 Central European Time", "2026-12-16 10:00", "brussels",
            wrong_hour("9:00 Central European Time", "10:00", "Brussels"), id="a time in full",
        ),
        pytest.param("KST 4:00", "2026-12-16 16:00", "seoul", wrong_hour("4:00", "16:00", "Seoul"), id="KST before"),
        pytest.param("UTC+9 15:00", "2026-12-16 16:00", "seoul", wrong_hour("15:00", "16:00", "UTC+9"), id="UTC+9 before"),
        pytest.param(
            "Brussels 10:00, Seoul 17:00", "2026-12-16 10:00", "brussels",
            wrong_hour("17:00", "18:00", "Seoul"), id="cities before, the second is wrong",
        ),
        pytest.param(
            "09:00 Brussels, 18:00 Seoul", "2026-12-16 10:00", "brussels",
            wrong_hour("09:00 Brussels", "10:00", "Brussels"), id="cities behind, the first is wrong",
        ),
    ],
)  # fmt: skip
def test_a_wrong_announcement(words: str, starts: str, clock: str, expected: Found) -> None:
    assert found(words, starts, clock) == (expected,)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("10:00 am (CET) / 6:00 pm (KST)", id="right"),
        pytest.param("10:00 CET / 10:00 p.m. Wellington", id="New Zealand"),
        pytest.param("10:00–11:30 CET, 18:00 KST", id="ranges"),
        pytest.param("Agenda: 10:15 opening, 11:00 discussion", id="agenda"),
        pytest.param("10:00 Brussels: opening; 11:00 Brussels: discussion", id="agenda of a city"),
        pytest.param("Please come at 9:45.", id="a little earlier"),
        pytest.param("18:00", id="an hour of the other city"),
        pytest.param("10:00 (UTC+1), 09:00 GMT", id="offsets"),
        pytest.param("오후 6:00, 午後6:00", id="Korean and Japanese"),
        pytest.param("Since 19.10.2021, 16:9, v1.30, 24/7, EU and UNESCO", id="no hours"),
        pytest.param("C'EST LA VIE IN THE WEST", id="words"),
        pytest.param("From 2026-12-16T10:00 to 2026-12-16T11:30", id="ISO 8601"),
        pytest.param("Brussels 10:00, Seoul 18:00", id="cities before"),
        pytest.param("Brussels 10:00 Seoul 18:00", id="cities before, no comma"),
        pytest.param("Brussels: 10:00, Seoul: 18:00", id="cities with colons"),
        pytest.param("10:00 Brussels, 18:00 Seoul", id="cities behind"),
        pytest.param("10:00 Brussels 18:00 Seoul", id="cities behind, no comma"),
        pytest.param("10:00, Brussels; 18:00, Seoul", id="cities behind commas"),
        pytest.param("At 10:00, Seoul 18:00", id="an hour without a city first"),
        pytest.param("CET 10:00, KST 18:00", id="abbreviations before"),
        pytest.param("Bring slides by 17:00 KST.", id="by"),
        pytest.param("Registration closes at 18:30 CET on 1 April", id="closes"),
        pytest.param("Deadline: 1 April 2026, 23:59 CET", id="deadline"),
        pytest.param("Costs 9.30 EUR, Chapter 3 - 10:00", id="other numbers"),
        pytest.param("It takes 2h, with 1 h for questions", id="lengths"),
    ],
)  # fmt: skip
def test_a_right_announcement(words: str) -> None:
    assert found(words, "2026-12-16 10:00") == ()


def test_a_title_is_read_too() -> None:
    assert found("x", "2026-07-15 10:00", title="Webinar, 10:00 CET") == (
        wrong_abbreviation("CET", "CEST", "Brussels"),
    )


def test_an_abbreviation_that_is_a_word_counts_behind_an_hour() -> None:
    assert found("10:00 EST", "2021-07-12 10:00", "new-york", "new-york", "brussels") == (
        wrong_abbreviation("EST", "EDT", "New York"),
    )


def test_an_abbreviation_with_several_meanings_is_that_of_a_city_of_the_meeting() -> None:
    assert found("10:00 IST", "2026-07-15 10:00", "dublin", "dublin", "brussels") == ()
    assert found("10:00 IST", "2026-12-15 10:00", "dublin", "dublin", "brussels") == (
        wrong_abbreviation("IST", "GMT", "Dublin"),
    )


def test_hours_over_midnight_are_right() -> None:
    assert found("23:30 to 01:00", "2026-12-16 23:30") == ()


def test_whole_days_have_no_hour_to_contradict() -> None:
    assert found("Bus at 08:15", "2026-12-16", days=2) == ()
