"""What `on_holiday` does to a planned day: rule, then policy, then change."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff, DayOffReason, OfficeClosure
from scheduler.programme.places import OfficeHours
from scheduler.programme.rules import LastDay, MonthDay, NthWeekday, Rule, WorkingDay
from scheduler.programme.spans import Days
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
    WED,
    change,
    changed,
    city,
    days,
    holidays,
    monthly,
    pair,
    programme,
)

PLANNED = "2026-03-18"
HOLIDAY = "BG 2026-03-18 Day of Rest"
DAY_OF_REST = Text.of({"en": "Day of Rest"})
FIRST_SATURDAY = NthWeekday((1,), SAT)
LAST_WEDNESDAY = NthWeekday((-1,), WED)


def day_of(policy: str, *known: str, key: str = "2026-03", **parts: object) -> str:
    """The date that the meeting at `key` gets."""
    meeting = wanted(monthly(on_holiday=policy, **parts), key, *known)
    return f"{meeting.occurrence.timing.starts:%Y-%m-%d}"


def days_off(occurrence: Occurrence) -> list[DayOffReason]:
    """The reasons for the days off of a skipped meeting."""
    assert isinstance(occurrence.content.reason, tuple)
    return [day_off.why for day_off in occurrence.content.reason]


class TestTheNextWorkingDay:
    @pytest.mark.parametrize(
        ("policy", "known", "expected"),
        [
            pytest.param("keep", (HOLIDAY,), PLANNED, id="keep stays"),
            pytest.param("next working day", (), PLANNED, id="no holiday, no move"),
            pytest.param("next working day", (HOLIDAY,), "2026-03-19", id="the day after"),
            pytest.param("next working day", ("KR 2026-03-18 A",), "2026-03-19", id="either city's holiday"),
            pytest.param("next working day", (HOLIDAY, "KR 2026-03-19 A"), "2026-03-20", id="the target is common"),
            pytest.param("next working day", (HOLIDAY, "KR 2026-03-19 A", "BG 2026-03-20 B"), "2026-03-23", id="over a weekend"),
            pytest.param("previous working day", (HOLIDAY,), "2026-03-17", id="the day before"),
            pytest.param("previous working day", (HOLIDAY, "KR 2026-03-17 A", "KR 2026-03-16 A"), "2026-03-13", id="back over a weekend"),
            pytest.param("same weekday next week", (HOLIDAY,), "2026-03-25", id="a week later"),
            pytest.param("same weekday next week", (HOLIDAY, "KR 2026-03-25 A"), "2026-04-01", id="weeks until one is free, into the next month"),
            pytest.param("next working day", ("IE 2026-03-18 A",), PLANNED, id="a stranger's holiday"),
        ],
    )  # fmt: skip
    def test_the_policy_decides_the_day(self, policy: str, known: tuple[str, ...], expected: str) -> None:
        assert day_of(policy, *known) == expected

    @pytest.mark.parametrize(
        ("policy", "rule", "until", "expected"),
        [
            pytest.param("next working day", LastDay(), "2026-03", "2026-04-01", id="until a month"),
            pytest.param("next working day", LastDay(), "2026-03-31", "2026-04-01", id="until a date"),
            pytest.param("same weekday next week", LAST_WEDNESDAY, "2026-03-25", "2026-04-01", id="a week further"),
        ],
    )  # fmt: skip
    def test_the_new_day_may_lie_after_the_month_and_after_until(
        self, policy: str, rule: Rule, until: str, expected: str
    ) -> None:
        known = ("BG 2026-03-31 A", "BG 2026-03-25 A")

        assert day_of(policy, *known, every=rule, until=until) == expected

    @pytest.mark.parametrize(
        ("closed", "expected", "no_free_day"),
        [
            pytest.param("2026-03-02..2026-04-01", "2026-04-02", False, id="31 days away"),
            pytest.param("2026-03-02..2026-04-02", "2026-03-02", True, id="32 days away, kept"),
        ],
    )
    def test_the_new_day_is_at_most_31_days_away(self, closed: str, expected: str, no_free_day: bool) -> None:
        first_monday = monthly(every=NthWeekday((1,), MON), on_holiday="next working day")
        meeting = wanted(first_monday, "2026-03", closed=(days(closed),))

        assert (f"{meeting.occurrence.timing.starts:%Y-%m-%d}", meeting.no_free_day) == (
            expected,
            no_free_day,
        )

    def test_four_weeks_are_tried_for_the_same_weekday(self) -> None:
        weeks = [HOLIDAY, *(f"KR {day} A" for day in ("2026-03-25", "2026-04-01", "2026-04-08"))]

        meeting = wanted(monthly(on_holiday="same weekday next week"), "2026-03", *weeks)

        assert starts(meeting.occurrence) == "2026-04-15 10:00 Europe/Sofia"
        assert day_of("same weekday next week", *weeks, "BG 2026-04-15 A") == PLANNED


class TestWhoseDay:
    """Each city is judged on its own local date of the start."""

    @pytest.mark.parametrize(
        ("at", "known", "expected"),
        [
            pytest.param("20:00", "KR 2026-03-19 A", "2026-03-19 20:00", id="it is tomorrow in Sejong"),
            pytest.param("20:00", "KR 2026-03-18 A", "2026-03-18 20:00", id="Sejong's day is over"),
            pytest.param("10:00", "KR 2026-03-19 A", "2026-03-18 10:00", id="the same day in both"),
        ],
    )
    def test_an_evening_in_sofia_is_the_next_day_in_sejong(self, at: str, known: str, expected: str) -> None:
        # The 20th is no holiday anywhere: one day later it is the 20th in Sejong.
        meeting = wanted(monthly(at=at, on_holiday="next working day"), "2026-03", known)

        assert f"{meeting.occurrence.timing.starts:%Y-%m-%d %H:%M}" == expected

    @pytest.mark.parametrize(
        ("known", "expected"),
        [
            pytest.param("US 2026-03-17 A", "2026-03-19", id="the evening before in Honolulu"),
            pytest.param("US 2026-03-18 A", "2026-03-18", id="not yet there"),
        ],
    )
    def test_a_morning_in_sofia_is_the_day_before_in_honolulu(self, known: str, expected: str) -> None:
        series = monthly(pair="sofia-honolulu", on_holiday="next working day")
        parts = {"cities": (SOFIA, HONOLULU), "pairs": (pair("sofia", "honolulu"),)}

        meeting = wanted(series, "2026-03", known, **parts)

        assert f"{meeting.occurrence.timing.starts:%Y-%m-%d}" == expected

    def test_holidays_of_an_absent_city_do_not_count(self) -> None:
        series = monthly(on_holiday="next working day", changes=(change("2026-03", without=("sejong",)),))

        occurrence = wanted(series, "2026-03", "KR 2026-03-18 A").occurrence

        assert (occurrence.cities(), starts(occurrence)) == (("sofia",), "2026-03-18 10:00 Europe/Sofia")


class TestWeekends:
    @pytest.mark.parametrize(
        ("rule", "policy", "known", "expected"),
        [
            pytest.param(MonthDay(15), "next working day", (), "2026-03-16", id="day 15 is a Sunday"),
            pytest.param(MonthDay(15), "previous working day", (), "2026-03-13", id="back to Friday"),
            pytest.param(FIRST_SATURDAY, "next working day", (), "2026-03-07", id="Saturday is meant"),
            pytest.param(FIRST_SATURDAY, "next working day", ("BG 2026-03-07 A",), "2026-03-09", id="but not a holiday"),
            pytest.param(FIRST_SATURDAY, "same weekday next week", ("BG 2026-03-07 A",), "2026-03-14", id="next Saturday is as good"),
        ],
    )  # fmt: skip
    def test_a_rule_that_names_a_weekday_is_not_disturbed_by_weekends(
        self, rule: Rule, policy: str, known: tuple[str, ...], expected: str
    ) -> None:
        assert day_of(policy, *known, every=rule) == expected

    def test_office_days_of_each_city_count(self) -> None:
        """Sejong works Sunday to Thursday: the 20th is a Friday."""
        sejong = replace(SEJONG, hours=OfficeHours(days=frozenset({6, 0, 1, 2, 3})))
        series = monthly(every=MonthDay(20), on_holiday="next working day")

        meeting = wanted(series, "2026-03", cities=(SOFIA, sejong), pairs=(pair("sofia", "sejong"),))

        assert starts(meeting.occurrence) == "2026-03-23 10:00 Europe/Sofia"


class TestDaysClosed:
    @pytest.mark.parametrize(
        ("programme_closed", "city_closed", "city_open", "expected"),
        [
            pytest.param((PLANNED,), (), (), "2026-03-19", id="the programme is closed"),
            pytest.param((), (PLANNED,), (), "2026-03-19", id="the city is closed"),
            pytest.param((PLANNED,), (), (PLANNED,), "2026-03-19", id="one is open, the other is not"),
            pytest.param((), (PLANNED,), (PLANNED,), PLANNED, id="open beats closed"),
        ],
    )
    def test_closed_days_are_no_working_days(
        self,
        programme_closed: tuple[str, ...],
        city_closed: tuple[str, ...],
        city_open: tuple[str, ...],
        expected: str,
    ) -> None:
        sofia = replace(SOFIA, closed=tuple(map(days, city_closed)), open=tuple(map(days, city_open)))
        series = monthly(on_holiday="next working day")

        meeting = wanted(
            series,
            "2026-03",
            cities=(sofia, SEJONG),
            pairs=(pair("sofia", "sejong"),),
            closed=tuple(map(days, programme_closed)),
        )

        assert f"{meeting.occurrence.timing.starts:%Y-%m-%d}" == expected

    def test_open_beats_a_public_holiday(self) -> None:
        parts = {
            "cities": (replace(SOFIA, open=(days(PLANNED),)), SEJONG),
            "pairs": (pair("sofia", "sejong"),),
        }

        meeting = wanted(monthly(on_holiday="next working day"), "2026-03", HOLIDAY, **parts)

        assert starts(meeting.occurrence) == "2026-03-18 10:00 Europe/Sofia"


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
        closed = wanted(series, "2026-03", closed=(Days(date(2026, 3, 18), date(2026, 3, 18)),))
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
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            pytest.param(change("2026-03", title="Trams"), "2026-03-19 10:00", id="a title leaves it on"),
            pytest.param(change("2026-03", move_to="11:00"), "2026-03-19 11:00", id="an hour leaves it on"),
            pytest.param(change("2026-03", move_to="2026-03-25"), "2026-03-25 10:00", id="a date is final, holiday too"),
            pytest.param(change("2026-03", move_to="2026-03-18 09:00"), "2026-03-18 09:00", id="back on the holiday"),
            pytest.param(change("2026-03", on_holiday="previous working day"), "2026-03-17 10:00", id="its own policy"),
            pytest.param(change("2026-03", on_holiday="keep"), "2026-03-18 10:00", id="kept this once"),
        ],
    )  # fmt: skip
    def test_rule_then_policy_then_change(self, written: object, expected: str) -> None:
        series = changed(monthly(on_holiday="next working day"), written)  # type: ignore[arg-type]

        occurrence = wanted(series, "2026-03", HOLIDAY, "BG 2026-03-25 A").occurrence

        assert f"{occurrence.timing.starts:%Y-%m-%d %H:%M}" == expected

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

        trace = wanted(series, "2026-03", HOLIDAY).occurrence.trace

        assert trace.policy == "next working day"
        assert f"{trace.policy_day}" == "2026-03-19"
        assert [obstacle.why for obstacle in trace.obstacles] == [DAY_OF_REST]


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
