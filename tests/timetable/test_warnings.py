"""Warnings: what an officer should look at before it is published, counted by series."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.rules import Weekly
from scheduler.programme.series import Series
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.warnings import warnings
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
EDGE = date(2027, 9, 1)
KNOWN = tuple(f"{country} {year}-12-25 X" for country in ("BG", "KR", "IE") for year in (2026, 2027))


def warned(*series: Series, known: tuple[str, ...] = KNOWN, at: datetime = NOW, **parts: Any) -> list[str]:
    """`meetings.monthly: message` for each warning about a programme of these series."""
    written = programme(*series, **parts)
    public_holidays = holidays(*known)
    timetable = date_programme(written, public_holidays, date(2027, 12, 31))
    problems = list(warnings(written, timetable, Workdays(public_holidays, written.closed), at, EDGE, {}))
    assert {problem.level for problem in problems} <= {"warning"}
    return [f"{'.'.join(map(str, problem.path))}: {problem.message}" for problem in problems]


def test_a_good_programme_has_no_warnings() -> None:
    talk = webinar("talk", "2026-10-05 15:00", "sejong", "sofia", "sejong")

    assert warned(monthly(), talk) == []


class TestHorizon:
    """Plans reach to the edge of the window, 1 September 2027."""

    known = (*KNOWN, "BG 2027-08-18 A", "BG 2027-09-15 B")

    def test_a_rule_is_looked_at_as_far_ahead_as_the_plan(self) -> None:
        assert warned(monthly(), known=self.known) == [
            "meetings.monthly: Sofia has a day off: A (18 August 2027)"
        ]

    def test_a_date_that_the_text_gives_is_looked_at_however_late_it_is(self) -> None:
        talk = webinar("talk", "2027-09-15 10:00", "sofia", "sofia")

        assert warned(talk, known=self.known) == ["webinars.talk: Sofia has a day off: B (15 September 2027)"]


class TestDaysOff:
    def test_a_meeting_kept_on_a_holiday(self) -> None:
        assert warned(monthly(), known=(*KNOWN, "BG 2026-03-18 Day of Rest")) == [
            "meetings.monthly: Sofia has a day off: Day of Rest (18 March 2026)"
        ]

    def test_whole_days_with_25_hours_are_no_day_more(self) -> None:
        """Sofia's clocks go back on 25 October; Monday, the 26th, is a day after the visit."""
        fair = visit("fair", "2026-10-23", clock_of="sofia", days=3)

        assert warned(fair, known=(*KNOWN, "BG 2026-10-26 A")) == [
            "meetings.fair: no working day in Sofia and Sejong: "
            "Saturday 24 October 2026 and Sunday 25 October 2026"
        ]

    def test_a_date_that_was_moved_onto_a_holiday(self) -> None:
        series = monthly(on_holiday="next working day", changes=(change("2026-03", "2026-03-24"),))

        assert warned(series, known=(*KNOWN, "KR 2026-03-24 Spring Day")) == [
            "meetings.monthly: Sejong has a day off: Spring Day (24 March 2026)"
        ]

    def test_many_days_are_counted(self) -> None:
        days = ("2026-03-18", "2026-04-15", "2026-05-20", "2026-06-17", "2026-07-15")
        known = [f"BG {day} A" for day in days]

        assert warned(monthly(), known=(*KNOWN, *known)) == [
            "meetings.monthly: Sofia has a day off: "
            "A (18 March 2026), A (15 April 2026), A (20 May 2026) and 2 more days"
        ]

    def test_a_webinar_on_a_holiday(self) -> None:
        talk = webinar("talk", "2026-12-16 10:00", "sofia", "sofia")

        assert warned(talk, known=(*KNOWN, "BG 2026-12-16 Day of Rest")) == [
            "webinars.talk: Sofia has a day off: Day of Rest (16 December 2026)"
        ]

    def test_a_holiday_on_the_next_day_of_one_city(self) -> None:
        """23:00 in Sofia on Wednesday is Thursday in Sejong."""
        talk = webinar("talk", "2026-12-16 23:00", "sofia", "sofia", "sejong")

        assert warned(talk, known=(*KNOWN, "KR 2026-12-17 A", "BG 2026-12-17 A", "KR 2026-12-16 A")) == [
            "webinars.talk: Sejong has a day off: A (17 December 2026)",
            "webinars.talk: at night in Sofia (23:00–00:30) on 16 December 2026",
            "webinars.talk: at night in Sejong (06:00–07:30) on 17 December 2026",
        ]

    def test_a_weekend_is_named_at_night_too(self) -> None:
        talk = webinar("talk", "2026-12-19 06:00", "sofia", "sofia", duration=timedelta(hours=1))

        assert warned(talk) == [
            "webinars.talk: at night in Sofia (06:00–07:00) on 19 December 2026",
            "webinars.talk: no working day in Sofia: Saturday 19 December 2026",
        ]

    def test_cities_with_the_same_days_off_have_one_warning(self) -> None:
        talk = webinar("talk", "2026-12-16 10:00", "sofia", "sofia", "dublin", duration=timedelta(hours=1))

        assert warned(talk, known=(*KNOWN, "BG 2026-12-16 A", "IE 2026-12-16 A")) == [
            "webinars.talk: Sofia and Dublin have a day off: A (16 December 2026)"
        ]

    def test_days_on_which_the_programme_is_closed_are_named_once(self) -> None:
        opened = replace(SEJONG, open=(days("2026-04-15"),))
        off = replace(SOFIA, closed=(days("2026-05-20"),))
        closed = (days("2026-03-18"), days("2026-04-15"))

        messages = warned(monthly(), closed=closed, cities=(off, opened), pairs=(pair("sofia", "sejong"),))

        assert messages == [
            "meetings.monthly: the programme is closed on 18 March 2026 and 15 April 2026",
            "meetings.monthly: Sofia has a day off: closed (20 May 2026)",
        ]

    def test_cities_are_in_the_order_of_their_first_days_off(self) -> None:
        known = ("KR 2026-03-18 A", "BG 2026-04-15 B", "KR 2026-05-20 C")

        assert warned(monthly(), known=(*KNOWN, *known)) == [
            "meetings.monthly: Sejong has a day off: A (18 March 2026) and C (20 May 2026)",
            "meetings.monthly: Sofia has a day off: B (15 April 2026)",
        ]

    @pytest.mark.parametrize("policy", ["next working day", "skip"])
    def test_a_meeting_that_a_policy_moved_needs_no_warning(self, policy: str) -> None:
        assert warned(monthly(on_holiday=policy), known=(*KNOWN, "BG 2026-03-18 A")) == []

    def test_a_policy_without_a_free_day(self) -> None:
        messages = warned(monthly(on_holiday="next working day"), closed=(days("2026-03-18..2026-04-20"),))

        assert (
            "meetings.monthly: no common working day within 31 days, so it stays on its day: on 18 March 2026"
            in messages
        )

    def test_years_without_known_holidays(self) -> None:
        messages = warned(
            monthly(), monthly("irish", pair="dublin-seoul", clock_of="dublin"), known=KNOWN[:-2]
        )

        assert "cities.dublin: no public holidays known for IE in 2026, 2027" in messages
        assert not [warning for warning in messages if "Sofia" in warning]

    def test_a_city_that_takes_no_part_needs_no_holidays(self) -> None:
        assert warned(monthly(), known=KNOWN[:-2]) == []


class TestTexts:
    def test_a_text_that_contradicts_the_hour_has_one_warning_for_all_meetings(self) -> None:
        series = monthly(description="10:00 EET (9:00 CET)", until="2026-05", begins="2026-02")

        assert warned(series)[1:] == [
            'meetings.monthly: the text says "EET", but clocks in Sofia show EEST, on 15 April 2026 and 1 more meeting',
            'meetings.monthly: the text says "CET", but clocks in Brussels show CEST, on 15 April 2026 and 1 more meeting',
        ]


class TestOfficeHours:
    def test_a_series_that_is_outside_in_winter_has_one_warning(self) -> None:
        """11:30 in Sofia is 17:30 in Sejong in summer, 18:30 in winter."""
        assert warned(monthly(at="11:30", minutes=30)) == [
            "meetings.monthly: outside the office hours of Sejong (18:30–19:00) on 18 February 2026 "
            "and 6 more meetings"
        ]

    def test_the_end_counts(self) -> None:
        talk = webinar("talk", "2026-12-16 10:30", "sofia", "sofia", "sejong")

        assert warned(talk) == [
            "webinars.talk: outside the office hours of Sejong (17:30–19:00) on 16 December 2026"
        ]

    def test_whole_days_have_no_hours(self) -> None:
        assert warned(visit("visit", "2027-05-10", days=2)) == []

    def test_cities_with_one_doubt_have_one_warning(self) -> None:
        talk = webinar("talk", "2026-12-16 19:00", "sofia", "sofia", "dublin")

        assert warned(talk) == [
            "webinars.talk: outside the office hours of Sofia (19:00–20:30) and Dublin (17:00–18:30) on 16 December 2026"
        ]

    def test_a_city_has_one_warning_also_if_the_other_has_a_day_off_among_them(self) -> None:
        series = monthly(
            pair="dublin-seoul", at="08:30", clock_of="dublin", until="2026-03", begins="2026-02"
        )

        assert warned(series, known=(*KNOWN, "KR 2026-03-18 A")) == [
            "meetings.monthly: Seoul has a day off: A (18 March 2026)",
            "meetings.monthly: outside the office hours of Dublin (08:30–09:30) on 18 February 2026 and 1 more meeting",
            "meetings.monthly: outside the office hours of Seoul (17:30–18:30) on 18 February 2026",
            "meetings.monthly.until: the series ends within the months that feeds show; its last meeting is on 18 March 2026",
        ]

    def test_two_hours_of_a_city_are_in_one_warning(self) -> None:
        """17:30 in Sofia in summer is 23:30 in Sejong, in winter 00:30 of the next day."""
        assert warned(monthly(at="17:30", begins="2027-03", minutes=30)) == [
            "meetings.monthly: at night in Sejong (00:30–01:00 or 23:30–00:00) on 18 March 2027 and 5 more meetings"
        ]


class TestNights:
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
    def test_last_from_ten_to_seven(self, at: str, minutes: int, is_at_night: bool) -> None:
        """The hours of Sejong, when it is winter in Sofia."""
        talk = webinar("talk", f"2026-12-16 {at}", "sofia", "sejong", duration=timedelta(minutes=minutes))

        assert any("at night in Sejong" in message for message in warned(talk)) is is_at_night


class TestWeekends:
    def test_the_day_has_its_name(self) -> None:
        talk = webinar("talk", "2027-03-07 10:00", "sofia", "sofia", duration=timedelta(hours=1))

        assert warned(talk) == ["webinars.talk: no working day in Sofia: Sunday 7 March 2027"]

    def test_cities_with_the_same_days_have_one_warning(self) -> None:
        talk = webinar("talk", "2027-03-07 10:00", "sofia", "sofia", "dublin", duration=timedelta(hours=1))

        assert warned(talk) == ["webinars.talk: no working day in Sofia and Dublin: Sunday 7 March 2027"]

    def test_many_saturdays_are_counted_in_one_warning_for_all_cities(self) -> None:
        weekly = monthly(every=Weekly((5,), 1, date(2026, 12, 5)), begins="2026-12", until="2027-02")
        known = (*KNOWN, "KR 2027-02-06 A")

        assert warned(weekly, known=known)[:2] == [
            "meetings.monthly: Sejong has a day off: A (6 February 2027)",
            "meetings.monthly: no working day in Sofia and Sejong: Saturday 5 December 2026, "
            "Saturday 12 December 2026, Saturday 19 December 2026 and 10 more Saturdays",
        ]

    def test_a_city_may_work_on_that_day(self) -> None:
        opened = replace(SOFIA, open=(days("2027-03-07"),))
        talk = webinar("talk", "2027-03-07 10:00", "sofia", "sofia", duration=timedelta(hours=1))

        assert warned(talk, cities=(opened, SEJONG), pairs=(pair("sofia", "sejong"),)) == []


class TestVisits:
    """A visit is looked at day by day."""

    def test_a_holiday_on_a_later_day(self) -> None:
        known = (*KNOWN, "KR 2027-05-12 A")

        assert warned(visit("trip", "2027-05-10", days=4), known=known) == [
            "meetings.trip: Sejong has a day off: A (12 May 2027)"
        ]

    def test_a_weekend_within(self) -> None:
        assert warned(visit("trip", "2027-05-06", days=5)) == [
            "meetings.trip: no working day in Sejong and Sofia: Saturday 8 May 2027 and Sunday 9 May 2027"
        ]

    def test_a_holiday_does_not_hide_the_weekend(self) -> None:
        known = (*KNOWN, "BG 2027-05-06 A", "KR 2027-05-06 A")

        assert (
            "meetings.trip: no working day in Sejong and Sofia: Saturday 8 May 2027 and Sunday 9 May 2027"
            in warned(visit("trip", "2027-05-06", days=5), known=known)
        )

    def test_the_last_day_is_the_one_before_the_end(self) -> None:
        assert warned(visit("trip", "2027-05-06", days=2)) == []

    def test_a_visit_with_hours(self) -> None:
        trip = visit("trip", "2027-05-10 10:00", "sofia", duration=None, ends="2027-05-12 11:00")

        assert [w for w in warned(trip, known=(*KNOWN, "BG 2027-05-11 A")) if "Sofia" in w] == [
            "meetings.trip: Sofia has a day off: A (11 May 2027)"
        ]

    def test_a_visit_with_hours_over_a_weekend_at_any_hour_elsewhere(self) -> None:
        trip = visit("trip", "2027-05-07 10:00", "sofia", duration=None, ends="2027-05-10 17:00")

        assert warned(trip) == [
            "meetings.trip: no working day in Sofia and Sejong: Saturday 8 May 2027 and Sunday 9 May 2027"
        ]

    def test_a_clash_is_on_the_day_that_both_have(self) -> None:
        trip = visit("trip", "2027-04-19", days=5, busy=True)

        assert [w for w in warned(trip, monthly(), known=KNOWN) if "same time" in w] == [
            "meetings.monthly: Sejong and Sofia have another meeting at the same time: trip, on 21 April 2027"
        ]


def test_a_single_meeting_far_ahead_may_have_a_wrong_year() -> None:
    talk = webinar("talk", "2062-12-13 10:00", "sofia", "sofia", duration=timedelta(hours=1))

    assert "webinars.talk: it is on 13 December 2062: is the year right?" in warned(talk)


def test_a_series_that_begins_in_another_decade() -> None:
    assert "meetings.monthly.from: it begins in January 2036: is the year right?" in warned(
        monthly(begins="2036-01")
    )
    assert not any("it begins in" in warning for warning in warned(monthly(begins="2028-10")))


def test_very_many_meetings_at_one_time_are_one_warning_for_each() -> None:
    talks = [webinar(f"talk{number}", "2026-12-16 10:00", "sofia", "sofia") for number in range(40)]

    messages = warned(*talks)

    assert len(messages) == 39
    assert messages[-1].endswith(
        "Sofia and CityNet have another meeting at the same time: talk0, talk1, talk2 and 36 more meetings, on 16 December 2026"
    )


class TestTheEndOfASeries:
    @pytest.mark.parametrize(
        ("until", "expected"),
        [
            pytest.param(
                "2026-12",
                "meetings.monthly.until: the series ends within the months that feeds show; "
                "its last meeting is on 16 December 2026",
                id="a month",
            ),
            pytest.param(
                "2026-12-01",
                "meetings.monthly.until: the series ends within the months that feeds show; "
                "its last meeting is on 18 November 2026",
                id="a date",
            ),
        ],
    )
    def test_is_named_with_the_last_meeting(self, until: str, expected: str) -> None:
        assert warned(monthly(until=until, extras=(extra("trams", "2026-05-05 10:00"),))) == [expected]

    @pytest.mark.parametrize("until", [None, "2027-12", "2026-01"])
    def test_is_not_named_if_far_off_or_over(self, until: str | None) -> None:
        assert warned(monthly(until=until)) == []


class TestMoves:
    @pytest.mark.parametrize(
        ("to", "expected"),
        [
            pytest.param(
                "2025-12-17",
                "meetings.monthly.changes.2026-12: moved 364 days, from 16 December 2026 to 17 December 2025: "
                "is the year right?",
                id="a year early",
            ),
            pytest.param(
                "2027-12-17",
                "meetings.monthly.changes.2026-12: moved 366 days, from 16 December 2026 to 17 December 2027: "
                "is the year right?",
                id="a year late",
            ),
        ],
    )
    def test_a_year_that_was_mistyped(self, to: str, expected: str) -> None:
        assert warned(monthly(changes=(change("2026-12", to),))) == [expected]

    def test_a_move_by_a_month_or_in_the_past_needs_no_warning(self) -> None:
        assert warned(monthly(changes=(change("2026-12", "2027-01-15"),))) == []
        assert warned(monthly(changes=(change("2026-12", "2027-12-17"),)), at=now("2028-02-01 08:00")) == []


class TestClashes:
    def test_two_meetings_of_a_city_at_one_time(self) -> None:
        talk = webinar("talk", "2026-12-16 10:30", "sofia", "sofia", duration=None, ends="2026-12-16 11:30")

        assert warned(monthly(), talk) == [
            "webinars.talk: Sofia has another meeting at the same time: monthly, on 16 December 2026"
        ]

    def test_one_after_the_other_is_no_clash(self) -> None:
        talk = webinar("talk", "2026-12-16 11:00", "sofia", "sofia", duration=None, ends="2026-12-16 12:00")

        assert warned(monthly(), talk) == []

    def test_the_host_attends_webinars(self) -> None:
        first = webinar("one", "2026-12-16 11:00", "sofia", "sofia")
        second = webinar("two", "2026-12-16 11:00", "dublin", "dublin")
        third = webinar("three", "2026-12-16 13:00", "dublin", "dublin")

        assert warned(first, third) == []
        assert warned(first, second) == []
        assert warned(first, replace(second, once=first.once)) == [
            "webinars.two: CityNet has another meeting at the same time: one, on 16 December 2026"
        ]

    def test_a_renamed_series_is_called_by_its_present_id(self) -> None:
        talk = webinar("talk", "2026-12-16 10:30", "sofia", "sofia")

        assert [w for w in warned(monthly("regular", formerly=("monthly",)), talk) if "same time" in w] == [
            "webinars.talk: Sofia has another meeting at the same time: regular, on 16 December 2026"
        ]

    def test_the_host_may_attend_everything(self) -> None:
        everything = replace(HOST, attends="everything")
        talk = webinar("talk", "2026-12-16 08:00", "dublin", "dublin", duration=None, ends="2026-12-16 09:00")

        assert [w for w in warned(monthly(), talk, host=everything) if "same time" in w] == [
            "webinars.talk: CityNet has another meeting at the same time: monthly, on 16 December 2026"
        ]

    def test_a_meeting_that_blocks_no_time_clashes_with_nothing(self) -> None:
        assert warned(monthly(), visit("visit", "2026-12-16", days=1, busy=False)) == []

    def test_a_visit_clashes_though_it_blocks_no_time_in_calendars(self) -> None:
        assert warned(monthly(), visit("visit", "2026-12-16", days=1)) == [
            "meetings.monthly: Sofia and Sejong have another meeting at the same time: visit, on 16 December 2026"
        ]

    def test_two_visits_name_every_day_that_they_share(self) -> None:
        first, second = visit("first", "2026-12-07", days=4), visit("second", "2026-12-09", days=3)

        assert [line for line in warned(first, second) if "same time" in line] == [
            "meetings.second: Sejong and Sofia have another meeting at the same time: first, "
            "from 9 December 2026 to 10 December 2026"
        ]


class TestMeetingsWithoutWarnings:
    def test_past_ones(self) -> None:
        known = (*KNOWN, "BG 2026-03-18 A")

        assert warned(monthly(), known=known, at=now("2026-03-18 10:00")) == []

    def test_cancelled_ones(self) -> None:
        series = monthly(changes=(change("2026-03", cancel="x"),))

        assert warned(series, known=(*KNOWN, "BG 2026-03-18 A")) == []


def test_a_renamed_city_is_called_by_its_name() -> None:
    renamed = replace(SOFIA, id="sofia-municipality", formerly=("sofia",))
    parts = {"cities": (renamed, SEJONG), "pairs": (pair("sofia-municipality", "sejong", id="p"),)}
    series = monthly(pair="p", clock_of="sofia-municipality")

    assert warned(series, known=(*KNOWN, "BG 2026-03-18 Day of Rest"), **parts) == [
        "meetings.monthly: Sofia has a day off: Day of Rest (18 March 2026)"
    ]
