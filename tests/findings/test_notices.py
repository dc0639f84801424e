"""Notices say what is worth telling, each once, by date."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from scheduler.commands.notices import FoundNotices, notices_of
from scheduler.findings.clashes import Clash
from scheduler.findings.finding import Finding, MeetingTitle
from scheduler.findings.search import FindingSearch
from scheduler.programme.details import Status
from scheduler.programme.series import HolidayPolicy, Series
from scheduler.programme.texts import Text
from scheduler.publication.languages.language import language
from scheduler.publication.languages.notice_words import notice_text
from scheduler.reports.notices import notices_json, notices_text
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.workdays import Workdays
from support.programmes import bound, change, entry, holidays, meeting, monthly, programme, visit, webinar

ENGLISH = language("en")


def notices(
    *series: Series,
    known: Holidays = NO_HOLIDAYS,
    now: str = "2026-11-27",
    last: str = "2027-11-27",
    **parts: Any,
) -> tuple[Finding, ...]:
    wanted = programme(*series, **parts)
    timetable = date_programme(wanted, known, date.fromisoformat(last))
    return notices_of(
        FindingSearch(
            programme=wanted,
            meetings=timetable.wanted,
            workdays=Workdays(known, ()),
            now=datetime.fromisoformat(now).replace(tzinfo=UTC),
            last=date.fromisoformat(last),
        )
    )


def told(*series: Series, code: str, **parts: Any) -> list[str]:
    """The sentences with this code."""
    return [notice_text(each, ENGLISH) for each in notices(*series, **parts) if each.code == code]


def test_the_hour_moves_where_clocks_do_not_change() -> None:
    assert told(monthly(), code="hour-moves") == [
        "From Wednesday, 21 April 2027, “Monthly (Sofia, Sejong)” begins at 16:00 in Sejong instead of 17:00, because the clocks change in Sofia.",
        "From Wednesday, 17 November 2027, “Monthly (Sofia, Sejong)” begins at 17:00 in Sejong instead of 16:00, because the clocks change in Sofia.",
    ]


def test_what_one_change_of_clocks_does_to_many_meetings_is_told_once() -> None:
    """Each of three meetings is told by itself."""
    four = [monthly(f"m{number}", at=f"1{number}:00") for number in range(4)]

    assert told(*four, code="hour-moves") == [
        "The clocks change on Sunday, 28 March 2027 (Sofia): 4 meetings begin 1 hour earlier in South Korea.",
        "The clocks change on Sunday, 31 October 2027 (Sofia): 4 meetings begin 1 hour later in South Korea.",
    ]
    assert len(told(*four[:3], code="hour-moves")) == 6


def test_a_series_with_alternating_clocks_says_whose_meetings_move() -> None:
    series = monthly(at={"sofia": "10:00", "sejong": "17:00"}, clock_of="alternate")

    sentences = told(series, code="hour-moves", last="2027-06-30")

    assert sentences[-2:] == [
        "From Wednesday, 21 April 2027, those meetings of “Monthly (Sofia, Sejong)” that are planned in the local time of Sejong "
        "begin at 11:00 in Sofia instead of 10:00, because the clocks change in Sofia.",
        "From Wednesday, 19 May 2027, those meetings of “Monthly (Sofia, Sejong)” that are planned in the local time of Sofia "
        "begin at 16:00 in Sejong instead of 17:00, because the clocks change in Sofia.",
    ]


def test_a_holiday_and_what_the_policy_did() -> None:
    known = holidays("KR 2027-01-20 A day")
    moved = monthly(on_holiday=HolidayPolicy.NEXT)

    assert told(moved, code="holiday-moved", known=known) == [
        "“Monthly (Sofia, Sejong)” is on Thursday, 21 January 2027, not on Wednesday, 20 January 2027, "
        "because of a day off: A day (Sejong)."
    ]
    assert told(monthly(on_holiday=HolidayPolicy.SKIP), code="holiday-skipped", known=known) == [
        "“Monthly (Sofia, Sejong)” does not take place on Wednesday, 20 January 2027, because of a day off: A day (Sejong)."
    ]
    assert told(monthly(), code="holiday-kept", known=known) == [
        "“Monthly (Sofia, Sejong)” on Wednesday, 20 January 2027 is on a day off: A day (Sejong)."
    ]


def test_hours_outside_the_office_are_told_once_for_all_meetings_like_them() -> None:
    assert told(monthly(at="11:30"), code="outside-office-hours", last="2027-04-30") == [
        "“Monthly (Sofia, Sejong)” on Wednesday, 16 December 2026 is outside office hours in Sejong (18:30–19:30) for 1 hour. "
        "The same applies to 3 more meetings.",
        "“Monthly (Sofia, Sejong)” on Wednesday, 21 April 2027 is outside office hours in Sejong (17:30–18:30) for 30 minutes.",
    ]


def test_cities_with_the_same_hours_share_a_notice() -> None:
    talk = webinar(
        "talk", "2027-01-12 11:00", "sofia", "sofia", "sejong", "seoul", duration=timedelta(hours=1)
    )

    assert told(talk, code="outside-office-hours") == [
        "“Talk” on Tuesday, 12 January 2027 is outside office hours in Sejong and Seoul (18:00–19:00) for 1 hour."
    ]


def test_of_many_cities_a_notice_names_the_first_and_counts_the_others() -> None:
    cities = tuple(Text.plain(name) for name in "ABCDEFGH")
    found, one = (
        Clash(
            day=date(2027, 4, 21),
            title=MeetingTitle(Text.plain("X")),
            place=place,
            other=(MeetingTitle(Text.plain("Y")),),
            others=(("y", "once"),),
            ids=("y",),
            rest=0,
            last_day=date(2027, 4, 21),
        )
        for place in (cities, cities[:7])
    )

    assert notice_text(found, ENGLISH).endswith("(A, B, C, D, E, F and 2 more cities): “X” and “Y”.")
    assert notice_text(one, ENGLISH).endswith("(A, B, C, D, E, F and 1 more city): “X” and “Y”.")
    assert notice_text(found, language("bg")).endswith("A, B, C, D, E, F и още 2 града.")
    assert notice_text(one, language("it")).endswith("A, B, C, D, E, F e 1 altra città.")
    assert "A、B、C、D、E、Fほか2都市" in notice_text(found, language("ja"))


def test_a_clash_that_exists_only_between_two_clock_changes() -> None:
    by_sofia = monthly("sofia", at="10:00", clock_of="sofia")
    by_sejong = monthly("sejong", at="16:00", clock_of="sejong")

    found = notices(by_sofia, by_sejong)
    clashes = [each for each in found if each.code == "clash"]

    assert [each.day for each in found] == sorted(each.day for each in found)
    assert [(each.day, each.cities) for each in clashes] == [(date(2027, 4, 21), ("sofia", "sejong"))]
    assert clashes[0].more == 6  # until October
    assert "Two meetings at the same time on Wednesday, 21 April 2027 (Sofia and Sejong): " in notice_text(
        clashes[0], ENGLISH
    )


def test_a_visit_clashes_unless_the_text_says_that_it_blocks_no_time() -> None:
    stay = visit("stay", "2026-12-15", days=3)
    free = visit("stay", "2026-12-15", days=3, busy=False)

    assert told(monthly(), stay, code="clash") == [
        "Two meetings at the same time on Wednesday, 16 December 2026 (Sofia and Sejong): “Monthly (Sofia, Sejong)” and “Stay (Sofia, Sejong)”."
    ]
    assert told(monthly(), free, code="clash") == []


def test_a_series_that_ends() -> None:
    assert told(monthly(until="2027-03"), code="series-ends") == [
        "“Monthly (Sofia, Sejong)” ends: its last meeting is on Wednesday, 17 March 2027."
    ]
    assert told(monthly(until="2028-03"), code="series-ends") == []


def test_an_entry_of_the_schedule_may_end_a_series() -> None:
    series = meeting(replace(entry("2026-01"), until=bound("2027-03")))

    assert told(series, code="series-ends") == [
        "“Monthly (Sofia, Sejong)” ends: its last meeting is on Wednesday, 17 March 2027."
    ]


def test_a_meeting_that_is_close_and_not_certain() -> None:
    close = visit("close", "2026-12-10 16:00", status=Status.TENTATIVE)
    far = visit("far", "2027-02-10 16:00", status=Status.TENTATIVE)

    assert told(close, far, code="tentative") == [
        "“Close (Sofia, Sejong)” on Thursday, 10 December 2026 is still to be confirmed."
    ]


def test_a_cancelled_meeting_is_not_told() -> None:
    cancelled = monthly(at="22:00", changes=(change("2026-12", cancel="no"),), until="2026-12")

    assert notices(cancelled) == ()


class TestAHolidayOfManyMeetings:
    KNOWN = holidays("KR 2027-01-20 A day", "BG 2027-01-20 Another day")

    def lines(self, number: int, **parts: Any) -> list[str]:
        """What `twincal notices` prints about as many series of one pair."""
        many = [monthly(f"m{each}", at=f"1{each}:00", **parts) for each in range(number)]
        wanted = programme(*many)
        found = notices(*many, known=self.KNOWN, last="2027-02-10")
        text = notices_text(FoundNotices(programme=wanted, notices=found), "en")
        return [line.strip() for line in text.splitlines() if "  holiday-" in line]

    def test_it_is_one_line_with_the_first_who_meet(self) -> None:
        assert self.lines(5) == [
            "holiday-kept: Day off on Wednesday, 20 January 2027: Another day (Bulgaria), A day (South Korea). "
            "Meetings on that day (5): Sofia–Sejong, Sofia–Sejong, Sofia–Sejong, Sofia–Sejong, …"
        ]
        assert self.lines(4, on_holiday=HolidayPolicy.NEXT) == [
            "holiday-moved: Day off on Wednesday, 20 January 2027: Another day (Bulgaria), A day (South Korea). "
            "Meetings on another day (4): Sofia–Sejong, Sofia–Sejong, Sofia–Sejong, Sofia–Sejong"
        ]
        assert self.lines(4, on_holiday=HolidayPolicy.SKIP) == [
            "holiday-skipped: Day off on Wednesday, 20 January 2027: Another day (Bulgaria), A day (South Korea). "
            "Meetings that do not take place (4): Sofia–Sejong, Sofia–Sejong, Sofia–Sejong, Sofia–Sejong"
        ]

    def test_up_to_three_have_a_line_each(self) -> None:
        assert len(self.lines(3)) == 3

    def test_json_has_each_of_them(self) -> None:
        many = [monthly(f"m{each}", at=f"1{each}:00") for each in range(5)]
        found = notices(*many, known=self.KNOWN, last="2027-02-10")
        text = notices_json(FoundNotices(programme=programme(*many), notices=found))

        assert [each["series"] for each in json.loads(text)["notices"] if each["code"] == "holiday-kept"] == [
            "m0",
            "m1",
            "m2",
            "m3",
            "m4",
        ]
