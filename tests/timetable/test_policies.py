"""What `on_holiday` does to a planned day: rule, then policy, then change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff, DayOffReason, OfficeClosure
from scheduler.programme.members import City, OfficeHours
from scheduler.programme.rules import LastDay, MonthDay, NthWeekday, WorkingDay
from scheduler.programme.series import WholeDays
from scheduler.programme.texts import Text
from scheduler.timetable.holidays import Holiday, Holidays
from scheduler.timetable.occurrence import Occurrence
from support.dated import dated, starts, wanted
from support.programmes import (
    DUBLIN,
    HONOLULU,
    MON,
    SAT,
    SEJONG,
    SEOUL,
    SOFIA,
    SUN,
    WED,
    change,
    city,
    days,
    entry,
    holidays,
    meeting,
    monthly,
    pair,
    programme,
)

NEXT, PREVIOUS, WEEK = "next working day", "previous working day", "same weekday next week"
HOLIDAY = "BG 2026-03-18 Day of Rest"
DAY_OF_REST = Text.of({"en": "Day of Rest"})
FIRST_SATURDAY, FIRST_MONDAY = NthWeekday((1,), SAT), NthWeekday((1,), MON)
LAST_WEDNESDAY = NthWeekday((-1,), WED)
THREE_WEEKS = [HOLIDAY, *(f"KR {day} A" for day in ("2026-03-25", "2026-04-01", "2026-04-08"))]
SUNDAY_TO_THURSDAY = OfficeHours(days=frozenset({6, 0, 1, 2, 3}))
ISLAND: dict[str, Any] = {
    "cities": (SOFIA, HONOLULU),
    "pairs": (pair("sofia", "honolulu", id="sofia-sejong"),),
}


def of_two(sofia: City = SOFIA, sejong: City = SEJONG, **parts: Any) -> dict[str, Any]:
    """Parts of a programme with two cities."""
    return {"cities": (sofia, sejong), "pairs": (pair("sofia", "sejong"),), **parts}


def closed(*, programme: bool = False, city: bool = False, opened: bool = False) -> dict[str, Any]:
    """Parts of a programme that, or in which Sofia, is closed on 18 March, or open in spite of that."""
    day = (days("2026-03-18"),)
    sofia = replace(SOFIA, closed=day if city else (), open=day if opened else ())
    return of_two(sofia, closed=day if programme else ())


@pytest.mark.parametrize(
    ("policy", "known", "parts", "expected"),
    [
        pytest.param("keep", [HOLIDAY], {}, "03-18", id="keep stays"),
        pytest.param(NEXT, [], {}, "03-18", id="no holiday, no move"),
        pytest.param(NEXT, [HOLIDAY], {}, "03-19", id="the day after"),
        pytest.param(NEXT, ["KR 2026-03-18 A"], {}, "03-19", id="either city's holiday"),
        pytest.param(NEXT, ["IE 2026-03-18 A"], {}, "03-18", id="a stranger's holiday"),
        pytest.param(NEXT, [HOLIDAY, "KR 2026-03-19 A"], {}, "03-20", id="the target is common"),
        pytest.param(NEXT, [HOLIDAY, "KR 2026-03-19 A", "BG 2026-03-20 B"], {}, "03-23", id="over a weekend"),
        pytest.param(PREVIOUS, [HOLIDAY], {}, "03-17", id="the day before"),
        pytest.param(PREVIOUS, [HOLIDAY, "KR 2026-03-17 A", "KR 2026-03-16 A"], {}, "03-13", id="back over a weekend"),
        pytest.param(WEEK, [HOLIDAY], {}, "03-25", id="a week later"),
        pytest.param(WEEK, THREE_WEEKS, {}, "04-15", id="weeks until one is free, after a clock change"),
        pytest.param(WEEK, [*THREE_WEEKS, "BG 2026-04-15 A"], {}, "03-18, no free day", id="four weeks at most"),
        pytest.param(NEXT, ["BG 2026-03-31 A"], {"every": LastDay(), "until": "2026-03"}, "04-01", id="after a month of until"),
        pytest.param(NEXT, ["BG 2026-03-31 A"], {"every": LastDay(), "until": "2026-03-31"}, "04-01", id="after a date of until"),
        pytest.param(WEEK, ["BG 2026-03-25 A"], {"every": LAST_WEDNESDAY, "until": "2026-03-25"}, "04-01", id="a week after until"),
        pytest.param(NEXT, ["KR 2026-03-19 A"], {"at": "20:00"}, "03-19", id="an evening in Sofia is tomorrow in Sejong"),
        pytest.param(NEXT, ["KR 2026-03-18 A"], {"at": "20:00"}, "03-18", id="Sejong's day is over by then"),
        pytest.param(NEXT, ["KR 2026-03-19 A"], {}, "03-18", id="in the morning it is the same day in both"),
        pytest.param(NEXT, ["US 2026-03-17 A"], ISLAND, "03-19", id="a morning in Sofia is the evening before in Honolulu"),
        pytest.param(NEXT, ["US 2026-03-18 A"], ISLAND, "03-18", id="that day has not begun there"),
        pytest.param(NEXT, ["KR 2026-03-18 A"], {"changes": (change("2026-03", without=("sejong",)),)}, "03-18", id="the holiday of an absent city"),
        pytest.param(NEXT, [], {"every": MonthDay(15)}, "03-16", id="day 15 is a Sunday"),
        pytest.param(PREVIOUS, [], {"every": MonthDay(15)}, "03-13", id="back to Friday"),
        pytest.param(NEXT, [], {"every": FIRST_SATURDAY}, "03-07", id="a rule that names Saturday means it"),
        pytest.param(NEXT, ["BG 2026-03-07 A"], {"every": FIRST_SATURDAY}, "03-09", id="but not a holiday"),
        pytest.param(WEEK, ["BG 2026-03-07 A"], {"every": FIRST_SATURDAY}, "03-14", id="next Saturday is as good"),
        pytest.param(NEXT, [], {"every": MonthDay(20), **of_two(sejong=replace(SEJONG, hours=SUNDAY_TO_THURSDAY))}, "03-23", id="office days of each city: the 20th is a Friday"),
        pytest.param(NEXT, [], closed(programme=True), "03-19", id="the programme is closed"),
        pytest.param(NEXT, [], closed(city=True), "03-19", id="a city is closed"),
        pytest.param(NEXT, [], closed(programme=True, opened=True), "03-19", id="one city is open, the other is not"),
        pytest.param(NEXT, [], closed(city=True, opened=True), "03-18", id="open beats closed"),
        pytest.param(NEXT, [HOLIDAY], closed(opened=True), "03-18", id="open beats a public holiday"),
        pytest.param(NEXT, [], {"every": FIRST_MONDAY, "closed": (days("2026-03-02..2026-04-01"),)}, "04-02", id="31 days away"),
        pytest.param(NEXT, [], {"every": FIRST_MONDAY, "closed": (days("2026-03-02..2026-04-02"),)}, "03-02, no free day", id="32 days away is too far"),
        pytest.param(WEEK, ["BG 2026-03-22 A"], {"every": NthWeekday((4,), SUN), "at": "03:30", "until": "2026-03"}, "04-05", id="no hour on 29 March"),
        pytest.param(NEXT, [HOLIDAY], {"changes": (change("2026-03", title="Trams"),)}, "03-19", id="a change of the title comes last and leaves it"),
        pytest.param(NEXT, [HOLIDAY], {"changes": (change("2026-03", move_to="10:00"),)}, "03-19", id="a change of the hour leaves it"),
        pytest.param(NEXT, [HOLIDAY, "BG 2026-03-25 A"], {"changes": (change("2026-03", move_to="2026-03-25"),)}, "03-25", id="a changed date is final, holiday too"),
        pytest.param(NEXT, [HOLIDAY], {"changes": (change("2026-03", move_to="2026-03-18 10:00"),)}, "03-18", id="back on the holiday"),
        pytest.param(NEXT, [HOLIDAY], {"changes": (change("2026-03", on_holiday=PREVIOUS),)}, "03-17", id="a policy of its own"),
        pytest.param(NEXT, [HOLIDAY], {"changes": (change("2026-03", on_holiday="keep"),)}, "03-18", id="kept this once"),
    ],
)  # fmt: skip
def test_the_policy_decides_the_day_and_the_hour_stays(
    policy: str, known: list[str], parts: dict[str, Any], expected: str
) -> None:
    of_programme = {name: parts[name] for name in ("cities", "pairs", "closed") if name in parts}
    of_series = {name: part for name, part in parts.items() if name not in of_programme}

    meeting = wanted(monthly(on_holiday=policy, **of_series), "2026-03", *known, **of_programme)

    day, _, is_kept = expected.partition(", ")
    assert starts(meeting.occurrence) == f"2026-{day} {parts.get('at', '10:00')} Europe/Sofia"
    assert meeting.no_free_day is bool(is_kept)


def test_a_policy_takes_a_whole_day_whose_midnight_the_clocks_skip() -> None:
    """Those of Beirut go from 0:00 to 1:00 on 29 March."""
    sundays = replace(
        entry("2026-01", NthWeekday((4,), SUN), clock_of="Asia/Beirut", minutes=None), at=WholeDays(1)
    )

    occurrence = wanted(meeting(sundays, on_holiday=WEEK), "2026-03", "BG 2026-03-22 A").occurrence

    assert starts(occurrence) == "2026-03-29 00:00 Asia/Beirut"


def days_off(occurrence: Occurrence) -> list[DayOffReason]:
    """The reasons for the days off of a skipped meeting."""
    assert isinstance(occurrence.content.reason, tuple)
    return [day_off.why for day_off in occurrence.content.reason]


class TestSkip:
    def test_the_holidays_of_both_cities_are_named(self) -> None:
        meeting = wanted(monthly(on_holiday="skip"), "2026-03", HOLIDAY, "KR 2026-03-18 Spring Day")

        assert meeting.skipped
        assert meeting.occurrence.cancelled
        assert meeting.occurrence.content.reason == (
            CityDayOff(city=SOFIA.name, why=DAY_OF_REST),
            CityDayOff(city=SEJONG.name, why=Text.of({"en": "Spring Day"})),
        )

    def test_days_off_without_a_public_holiday_are_reasons_without_words(self) -> None:
        series = monthly(every=MonthDay(18), on_holiday="skip")
        closed = wanted(series, "2026-03", closed=(days("2026-03-18"),))
        weekend = wanted(series, "2026-04")

        assert [days_off(closed.occurrence), days_off(weekend.occurrence)] == [
            [OfficeClosure.PROGRAMME_CLOSED, OfficeClosure.PROGRAMME_CLOSED],
            [OfficeClosure.NO_OFFICE_DAY, OfficeClosure.NO_OFFICE_DAY],
        ]

    def test_other_months_and_years_without_known_holidays_take_place(self) -> None:
        for key in ("2026-04", "2027-03"):
            meeting = wanted(monthly(on_holiday="skip"), key, HOLIDAY)

            assert (meeting.skipped, meeting.occurrence.cancelled) == (False, False)


class TestChangesComeLast:
    def test_a_cancelled_meeting_keeps_its_own_reason(self) -> None:
        series = monthly(on_holiday="skip", changes=(change("2026-03", cancel="Elections"),))

        meeting = wanted(series, "2026-03", HOLIDAY)

        assert not meeting.skipped
        assert meeting.occurrence.content.reason == Text.plain("Elections")

    def test_a_meeting_with_a_date_of_its_own_is_not_skipped(self) -> None:
        series = monthly(on_holiday="skip", changes=(change("2026-03", "2026-03-24"),))

        meeting = wanted(series, "2026-03", HOLIDAY)

        assert not meeting.skipped
        assert not meeting.occurrence.cancelled

    def test_moved_says_whether_it_starts_as_planned(self) -> None:
        series = monthly(on_holiday="next working day")

        assert wanted(series, "2026-03", HOLIDAY).occurrence.moved
        assert not wanted(series, "2026-04", HOLIDAY).occurrence.moved

    def test_the_trace_tells_which_policy_was_in_force(self) -> None:
        series = monthly(on_holiday="skip", changes=(change("2026-03", on_holiday="next working day"),))

        date_origin = wanted(series, "2026-03", HOLIDAY).occurrence.date_origin

        assert date_origin.policy == "next working day"
        assert f"{date_origin.policy_day}" == "2026-03-19"
        assert [obstacle.why for obstacle in date_origin.obstacles] == [DAY_OF_REST]


def test_a_policy_may_put_two_meetings_on_one_day() -> None:
    """There is only a warning; both keys stay."""
    two = monthly(every=NthWeekday((3, 4), WED), on_holiday="same weekday next week")

    meetings = dated(programme(two), holidays(HOLIDAY)).wanted
    march = {
        item.occurrence.key: starts(item.occurrence)[:10]
        for item in meetings
        if item.occurrence.key.startswith("2026-03")
    }

    assert march == {"2026-03": "2026-03-25", "2026-03.2": "2026-03-25"}


class TestFirstWorkingDay:
    """The 1st of May 2026 is a Friday."""

    @pytest.mark.parametrize(
        ("hour", "known", "expected"),
        [
            pytest.param("10:00", (), "2026-05-01", id="Friday in both cities"),
            pytest.param("18:00", (), "2026-05-04", id="Saturday in Sejong by then"),
            pytest.param("10:00", ("KR 2026-05-01 A",), "2026-05-04", id="a holiday of one"),
            pytest.param("18:00", ("KR 2026-05-05 A",), "2026-05-05", id="a holiday there the day after"),
        ],
    )
    def test_each_city_counts_by_its_own_date(self, hour: str, known: tuple[str, ...], expected: str) -> None:
        occurrence = wanted(monthly(every=WorkingDay(1), at=hour), "2026-05", *known).occurrence

        assert f"{occurrence.timing.starts:%Y-%m-%d}" == expected


class TestTheReasonOfASkippedMeeting:
    def test_is_in_english_and_in_the_language_of_the_country_whatever_its_city_speaks(self) -> None:
        new_year = Holidays({("KR", None, 2026): (Holiday(date(2026, 3, 18), "New Year", "설날", "ko"),)})
        korean = programme(
            monthly(on_holiday="skip"),
            cities=(SOFIA, city("sejong", "KR", "Asia/Seoul", "en"), DUBLIN, SEOUL),
        )
        timetable = dated(replace(korean, languages=("en", "ko", "bg")), new_year)
        (skipped,) = [item.occurrence for item in timetable.wanted if item.skipped]

        assert days_off(skipped) == [Text.of({"en": "New Year", "ko": "설날"})]
