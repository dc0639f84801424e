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
DUBLIN = city("dublin", "IE", "Europe/Dublin")
CHICAGO = city("chicago", "US", "America/Chicago")
SHANGHAI = city("shanghai", "CN", "Asia/Shanghai")
CITIES = (BRUSSELS, SEOUL, WELLINGTON, DUBLIN, CHICAGO, SHANGHAI)

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
        pytest.param("5 pm KST", "2026-12-16 16:00", "seoul", wrong_hour("5 pm KST", "16:00", "Seoul"), id="pm alone"),
        pytest.param("16:30-18:00 CET", "2025-10-14 16:30", "brussels", wrong_abbreviation("CET", "CEST", "Brussels"), id="a range"),
        pytest.param(
            "From 09:00 to 10:30 CET", "2026-12-16 10:00", "brussels",
            wrong_hour("09:00 to 10:30 CET", "10:00", "Brussels"), id="a range with a word",
        ),
        pytest.param("10:00 CEST", "2026-12-16 10:00", "brussels", wrong_abbreviation("CEST", "CET", "Brussels"), id="CEST in winter"),
        pytest.param(
            "at 09:00 in Brussels", "2026-12-16 10:00", "brussels",
            wrong_hour("09:00 in Brussels", "10:00", "Brussels"), id="in a city",
        ),
        pytest.param(
            "10:00 in Seoul", "2026-12-16 10:00", "brussels",
            wrong_hour("10:00 in Seoul", "18:00", "Seoul"), id="in the other city",
        ),
        pytest.param("17:00 (Seoul)", "2026-12-16 10:00", "brussels", wrong_hour("17:00 (Seoul)", "18:00", "Seoul"), id="a city in brackets"),
        pytest.param("9h30 Bruxelles", "2026-12-16 10:30", "brussels", wrong_hour("9h30 Bruxelles", "10:30", "Brussels"), id="h, in French"),
        pytest.param("20h Wellington", "2022-04-05 09:00", "brussels", wrong_hour("20h Wellington", "19:00", "Wellington"), id="h without minutes"),
        pytest.param("18:00 (UTC+1)", "2026-12-16 10:00", "brussels", wrong_hour("18:00 (UTC+1)", "10:00", "UTC+1"), id="an offset"),
        pytest.param("10:00 UTC", "2026-12-16 10:00", "brussels", wrong_hour("10:00 UTC", "09:00", "UTC"), id="UTC"),
        pytest.param("10:00 GMT−5:00", "2026-12-16 10:00", "brussels", wrong_hour("10:00 GMT−5:00", "04:00", "GMT−5:00"), id="GMT with an offset"),
        pytest.param("Seoul: 17:00", "2026-12-16 10:00", "brussels", wrong_hour("17:00", "18:00", "Seoul"), id="a city and a colon"),
        pytest.param("Bruxelles : 9h00", "2026-12-16 10:00", "brussels", wrong_hour("9h00", "10:00", "Brussels"), id="a city and a colon, in French"),
        pytest.param(
            "Brussels: 10:00, Seoul: 17:00", "2026-12-16 10:00", "brussels",
            wrong_hour("17:00", "18:00", "Seoul"), id="the second is wrong",
        ),
        pytest.param(
            "09:00 Brussels, 18:00 Seoul", "2026-12-16 10:00", "brussels",
            wrong_hour("09:00 Brussels", "10:00", "Brussels"), id="the first is wrong",
        ),
        pytest.param("09:00 CET", "2026-12-16 16:00", "seoul", wrong_hour("09:00 CET", "08:00", "Brussels"), id="an abbreviation of no clock of the meeting"),
    ],
)  # fmt: skip
def test_a_wrong_hour_in_a_clear_form_is_found(words: str, starts: str, clock: str, expected: Found) -> None:
    assert found(words, starts, clock) == (expected,)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("At 13:00 we meet", id="no place"),
        pytest.param("All times are CEST", id="an abbreviation far from an hour"),
        pytest.param("09.00 CEST", id="a dot"),
        pytest.param("9 CEST", id="no minutes"),
        pytest.param("9–11:30 CEST", id="a range without minutes"),
        pytest.param("9 to 11:30 CEST", id="a range without minutes, with a word"),
        pytest.param("4:30–6:00 pm CEST", id="a range with pm once"),
        pytest.param("um 9 Uhr in Brussels", id="Uhr"),
        pytest.param("09:00 MESZ", id="a German abbreviation"),
        pytest.param("09:00 Central European Time", id="a time in full"),
        pytest.param("09:00 Korea time", id="the time of a country"),
        pytest.param("20:00 heure de Seoul", id="the time of a city, in French"),
        pytest.param("20:00 local time in Seoul", id="local time"),
        pytest.param("20:00, Seoul", id="a comma"),
        pytest.param("20:00 at Seoul", id="at"),
        pytest.param("20:00\nSeoul", id="another line"),
        pytest.param("Seoul 20:00", id="a city before"),
        pytest.param("Brussels 10:00 Seoul 20:00", id="cities before"),
        pytest.param("20:00 Brussels 20:00 Seoul 20:00", id="a city between hours"),
        pytest.param("KST 20:00", id="an abbreviation before"),
        pytest.param("UTC+9 20:00", id="an offset before"),
        pytest.param("오후 5:00 KST, 午後 5:00 KST", id="half of the day in Korean and Japanese"),
        pytest.param("09:00 EST", id="an abbreviation of no clock of the meeting"),
        pytest.param("10:00 CET/CEST", id="two abbreviations"),
    ],
)
def test_of_other_forms_nothing_is_said(words: str) -> None:
    assert found(words, "2026-12-16 10:00") == ()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("10:00 am (CET) / 6:00 pm (KST)", id="right"),
        pytest.param("10:00 CET / 10:00 p.m. Wellington", id="New Zealand"),
        pytest.param("10:00–11:30 CET, 18:00 KST", id="ranges"),
        pytest.param("10:00 CET (18:00 KST)", id="brackets"),
        pytest.param("10:00 in Brussels: opening; 11:00 in Brussels: discussion", id="an agenda"),
        pytest.param(
            "10:00 opening, 10:15 (Brussels) discussion", id="an agenda that begins without a place"
        ),
        pytest.param("At 10:15 Seoul presents its plan. Wellington: 10:45", id="an agenda of cities"),
        pytest.param("De 10h à 11h30 (Bruxelles)", id="a range in French"),
        pytest.param("Please come at 9:45 CET.", id="a little earlier"),
        pytest.param("10:00 (UTC+1), 09:00 GMT, 14:30 (UTC+5:30)", id="offsets"),
        pytest.param("Since 19.10.2021, 16:9, v1.30, 24/7, EU and UNESCO", id="no hours"),
        pytest.param("A 2h Seoul workshop", id="a length"),
        pytest.param("From 2026-12-16T09:00 CET", id="ISO 8601"),
        pytest.param("Brussels: 10:00, Seoul: 18:00", id="cities with colons"),
        pytest.param("Brussels: 10:00 Seoul: 18:00", id="cities with colons, no comma"),
        pytest.param("At 10:00, Seoul 18:00", id="an hour without a city first"),
        pytest.param("Bring slides by 17:00 KST.", id="by"),
        pytest.param("Registration closes at 18:30 CET on 1 April", id="closes"),
        pytest.param("Deadline: 1 July 2026, 23:59 CEST", id="deadline"),
        pytest.param("Anmeldeschluss: 1. Juli, 18:00 CEST", id="deadline in German"),
        pytest.param("Costs 9:30 EUR", id="another abbreviation"),
        pytest.param("09:00 Seoulites", id="a longer name"),
    ],
)
def test_a_right_announcement(words: str) -> None:
    assert found(words, "2026-12-16 10:00") == ()


def test_a_title_is_read_too() -> None:
    assert found("x", "2026-07-15 10:00", title="Webinar, 10:00 CET") == (
        wrong_abbreviation("CET", "CEST", "Brussels"),
    )


def test_an_abbreviation_with_several_meanings_is_that_of_a_city_of_the_meeting() -> None:
    assert found("10:00 IST", "2026-07-15 10:00", "dublin", "dublin", "brussels") == ()
    assert found("10:00 IST", "2026-12-15 10:00", "dublin", "dublin", "brussels") == (
        wrong_abbreviation("IST", "GMT", "Dublin"),
    )


def test_an_abbreviation_that_two_cities_use_is_right_for_either() -> None:
    cities = "chicago", "shanghai"
    assert found("08:00 CST, 22:00 CST", "2026-12-16 08:00", "chicago", *cities) == ()
    assert found("09:00 CST", "2026-12-16 08:00", "chicago", *cities) == (
        wrong_hour("09:00 CST", "08:00", "Chicago"),
    )


def test_hours_over_midnight_are_right() -> None:
    assert found("23:30 to 01:00 CET", "2026-12-16 23:30") == ()


def test_whole_days_have_no_hour_to_contradict() -> None:
    assert found("Bus at 08:15 in Brussels", "2026-12-16", days=2) == ()
