"""A change finds its meeting by key or by a date in its period, and the meeting keeps its UID."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.programme.rules import LastDay, NthWeekday, Rule, WeekdayAfter
from scheduler.programme.series import Change, Series
from scheduler.programme.texts import Text
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.occurrence import Occurrence, uid
from scheduler.timetable.timetable import Timetable
from support.dated import LAST, problems_of, starts, wanted
from support.programmes import (
    FRI,
    MON,
    SUN,
    TUE,
    change,
    entry,
    extra,
    meeting,
    monthly,
    programme,
    visit,
    webinar,
    weekly,
)

SECOND_AND_FOURTH = NthWeekday((2, 4), TUE)
MONDAY_AFTER_LAST_FRIDAY = WeekdayAfter(MON, -1, FRI)
EVERY_MONDAY = weekly(MON, 1, "2026-01-05")


def date_all(series: Series, last: date = LAST) -> Timetable:
    return date_programme(programme(series), NO_HOLIDAYS, last)


def titled(series: Series, last: date = LAST) -> list[str]:
    """The keys of the meetings that a change called `Trams`."""
    timetable = date_all(series, last)
    assert problems_of(timetable) == []
    return [i.occurrence.key for i in timetable.wanted if i.occurrence.content.title.say("en") == "Trams"]


class TestMatching:
    @pytest.mark.parametrize(
        ("rule", "key", "expected"),
        [
            pytest.param(LastDay(), "2026-12-05", "2026-12", id="any date in the month"),
            pytest.param(SECOND_AND_FOURTH, "2026-12.2", "2026-12.2", id="the second of two"),
            pytest.param(EVERY_MONDAY, "2026-12-10", "2026-W50", id="any date in the week"),
            pytest.param(MONDAY_AFTER_LAST_FRIDAY, "2026-08-03", "2026-07", id="the date it is planned for"),
        ],
    )  # fmt: skip
    def test_a_change_names_a_key_or_a_date_in_its_period(self, rule: Rule, key: str, expected: str) -> None:
        series = monthly(every=rule, changes=(change(key, title="Trams"),))

        assert titled(series) == [expected]

    @pytest.mark.parametrize(
        ("rule", "key"),
        [
            pytest.param(LastDay(), "2031-05", id="a month"),
            pytest.param(MONDAY_AFTER_LAST_FRIDAY, "2030-08", id="a month whose date lies in the next"),
            pytest.param(EVERY_MONDAY, "2031-W20", id="a week"),
        ],
    )
    def test_a_change_far_ahead_finds_its_meeting(self, rule: Rule, key: str) -> None:
        series = monthly(every=rule, changes=(change(key, title="Trams"),))

        assert titled(series, last=date(2026, 6, 30)) == [key]

    def test_extras_and_series_of_one_have_keys_of_their_own(self) -> None:
        several = monthly(
            extras=(extra("trams", "2026-11-10 10:00"),), changes=(change("extra.trams", title="Trams"),)
        )
        once = visit("visit", "2027-05-10", days=3, changes=(change("once", title="Trams"),))

        assert titled(several) == ["extra.trams"]
        assert titled(once) == ["once"]


class TestAChangeThatMatchesNothing:
    @pytest.mark.parametrize(
        ("series", "message"),
        [
            pytest.param(
                monthly(changes=(change("2025-12", cancel="x"),)),
                "monthly has no meeting for 2025-12; the nearest is 2026-01 (Wednesday 21 January 2026)",
                id="before from",
            ),
            pytest.param(
                monthly(until="2026-11", changes=(change("2026-12", cancel="x"),)),
                "monthly has no meeting for 2026-12; the nearest is 2026-11 (Wednesday 18 November 2026)",
                id="after until",
            ),
            pytest.param(
                monthly(changes=(change("2026-W50", cancel="x"),)),
                "monthly has no meeting for 2026-W50; the nearest is 2026-12 (Wednesday 16 December 2026)",
                id="a week of a monthly meeting",
            ),
            pytest.param(
                monthly(every=weekly(MON, 2, "2026-01-05"), changes=(change("2026-W03", cancel="x"),)),
                "monthly has no meeting for 2026-W03; the nearest is 2026-W04 (Monday 19 January 2026)",
                id="a week off",
            ),
            pytest.param(
                visit("visit", "2027-05-10", days=3, changes=(change("2027-05", cancel="x"),)),
                "visit takes place once; its only keys are: once",
                id="a month of a visit",
            ),
            pytest.param(
                monthly(changes=(change("extra.trams", cancel="x"),)),
                "this series has no extra meeting `trams`; extra meetings are declared under `extra:`",
                id="an extra of a series without",
            ),
            pytest.param(
                monthly(
                    extras=(extra("trams", "2026-11-10 10:00"),),
                    changes=(change("extra.tram", title="Trams"),),
                ),
                "this series has no extra meeting `tram`; did you mean `extra.trams`?",
                id="a misspelt extra",
            ),
            pytest.param(
                monthly(
                    extras=(extra("trams", "2026-11-10 10:00"), extra("walk", "2026-11-11 10:00")),
                    changes=(change("extra.bus", title="Bus"),),
                ),
                "this series has no extra meeting `bus`; its extra meetings are `trams`, `walk`",
                id="none of the extras",
            ),
        ],
    )
    def test_is_an_error_that_names_the_nearest_meeting(self, series: Series, message: str) -> None:
        (problem,) = problems_of(date_all(series))

        assert problem.message == message
        assert problem.path == (series.section, series.id, "changes", series.changes[0].key)
        assert problem.at == "key"

    def test_two_changes_for_one_meeting_are_an_error_at_the_second(self) -> None:
        series = monthly(changes=(change("2026-12", title="A"), change("2026-12-16", title="B")))

        (problem,) = problems_of(date_all(series))

        assert problem.message == (
            "2026-12-16 and 2026-12 are the same meeting (2026-12); write one change for it"
        )
        assert problem.path[-1] == "2026-12-16"


class TestEffect:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            pytest.param("2026-12-09 11:00", "2026-12-09 11:00 Europe/Sofia", id="date and hour"),
            pytest.param("2026-12-09", "2026-12-09 10:00 Europe/Sofia", id="a date: the hour of the rule"),
            pytest.param("11:30", "2026-12-16 11:30 Europe/Sofia", id="an hour: the day of the rule"),
            pytest.param("2027-03-01", "2027-03-01 10:00 Europe/Sofia", id="another month"),
        ],
    )
    def test_move_to(self, written: str, expected: str) -> None:
        occurrence = wanted(monthly(changes=(change("2026-12", move_to=written),)), "2026-12").occurrence

        assert starts(occurrence) == expected
        assert f"{occurrence.planned}" == "2026-12-16 10:00:00"
        assert occurrence.uid == uid("cities", "monthly", "2026-12")

    @pytest.mark.parametrize(
        ("series", "key", "expected", "planned"),
        [
            pytest.param(monthly(changes=(change("2026-12", clock_of="sejong"),)), "2026-12", "2026-12-16 10:00 Asia/Seoul", "17:00", id="keeps the hour on that clock, which is a move"),
            pytest.param(monthly(changes=(change("2026-12", "17:00", clock_of="sejong"),)), "2026-12", "2026-12-16 17:00 Asia/Seoul", "17:00", id="at the same instant is no move"),
            pytest.param(webinar("talk", "2026-12-16 10:00", "sofia", changes=(change("once", clock_of="sejong"),)), "once", "2026-12-16 10:00 Asia/Seoul", "17:00", id="of a meeting that happens once"),
            pytest.param(
                monthly(at={"sofia": "10:00", "sejong": "17:00"}, clock_of="alternate", changes=(change("2026-12", clock_of="utc"),)),
                "2026-12", "2026-12-16 10:00 UTC", "08:00", id="without a city takes the first of several hours",
            ),
        ],
    )  # fmt: skip
    def test_another_clock(self, series: Series, key: str, expected: str, planned: str) -> None:
        """The planned hour is shown as that clock showed it."""
        occurrence = wanted(series, key).occurrence

        assert starts(occurrence) == expected
        assert f"{occurrence.planned:%H:%M}" == planned
        assert occurrence.moved is (planned not in expected)

    def test_length_title_place_and_a_cancellation_with_its_reason(self) -> None:
        longer = change("2026-12", duration=timedelta(hours=2), title="Trams", place="Depot", cancel="Snow")
        occurrence = wanted(monthly(changes=(longer,)), "2026-12").occurrence

        assert f"{occurrence.timing.ends}" == "2026-12-16 12:00:00"
        assert occurrence.cancelled
        content = occurrence.content
        assert (content.title, content.place, content.reason) == tuple(
            map(Text.plain, ("Trams", "Depot", "Snow"))
        )

    def test_without_a_city_the_others_meet(self) -> None:
        occurrence = wanted(monthly(changes=(change("2026-12", without=("sofia",)),)), "2026-12").occurrence

        assert occurrence.cities() == ("sejong",)
        assert occurrence.clock_name is not None
        assert occurrence.clock_name.say("en") == "Sofia"


class TestIdentity:
    def identities(self, series: Series) -> dict[str, str]:
        return {i.occurrence.key: i.occurrence.uid for i in date_all(series).wanted}

    @pytest.mark.parametrize(
        "edited",
        [
            pytest.param(monthly(at="15:00"), id="another hour"),
            pytest.param(monthly(clock_of="sejong"), id="another clock"),
            pytest.param(monthly(every=LastDay()), id="another rule"),
            pytest.param(monthly(title="Trams"), id="another title"),
            pytest.param(monthly(changes=(change("2026-12", "2027-01-05 09:00"),)), id="one moved"),
            pytest.param(monthly(id="renamed", formerly=("monthly",)), id="renamed with formerly"),
        ],
    )
    def test_uid_comes_from_series_and_key_alone(self, edited: Series) -> None:
        assert self.identities(edited) == self.identities(monthly())

    def test_keys_carry_over_to_a_new_rule(self) -> None:
        new = meeting(entry("2026-01"), entry("2026-06", SECOND_AND_FOURTH))

        assert self.identities(monthly()).items() <= self.identities(new).items()


class TestDoubtfulHours:
    """Sofia's clocks skip 03:00 to 04:00 on 29 March 2026 and repeat it on 25 October."""

    LAST_SUNDAY = NthWeekday((-1,), SUN)

    def blocked(self, *changes: Change, **parts: object) -> Timetable:
        series = monthly(**({"every": self.LAST_SUNDAY, "at": "03:30"} | parts), changes=changes)  # type: ignore[arg-type]
        return date_all(series, date(2026, 12, 31))

    def test_the_problem_names_the_nearest_good_times(self) -> None:
        march, october = self.blocked().blocked

        assert (march.key, october.key) == ("2026-03", "2026-10")
        assert "does not exist" in march.problem.message
        assert "02:45 or 04:00" in march.problem.message
        assert "happens twice" in october.problem.message
        assert march.problem.path == ("meetings", "monthly", "at")

    def test_a_doubtful_end_blocks_the_meeting_too(self) -> None:
        """An hour and a half from 02:30 is 05:00 on the clock in March, and a repeated 03:00 in October."""
        (october,) = self.blocked(at="02:30", minutes=90).blocked

        assert october.key == "2026-10"

    @pytest.mark.parametrize(
        ("march", "is_there"),
        [
            pytest.param(change("2026-03", "05:00"), True, id="moved to a good hour"),
            pytest.param(change("2026-03", cancel="no such hour"), False, id="cancelled, so it has no hour"),
        ],
    )
    def test_a_change_unblocks_it(self, march: Change, is_there: bool) -> None:
        timetable = self.blocked(march, change("2026-10", "2026-10-26"))

        assert timetable.blocked == ()
        assert ("2026-03" in {i.occurrence.key for i in timetable.wanted}) is is_there

    @pytest.mark.parametrize(
        ("written", "parts", "field"),
        [
            pytest.param(change("2026-03", "03:15"), {"at": "10:00"}, "move_to", id="its hour"),
            pytest.param(change("2026-03", clock_of="sofia"), {"clock_of": "sejong"}, "clock", id="its clock"),
            pytest.param(change("2026-10", duration=timedelta(minutes=210)), {"at": "00:00"}, "duration", id="its duration"),
            pytest.param(
                change("2026-03", "03:15", clock_of="sofia", duration=timedelta(hours=9)),
                {"clock_of": "sejong"},
                "move_to",
                id="its hour before all",
            ),
        ],
    )  # fmt: skip
    def test_the_error_stands_at_the_field_that_leads_to_the_hour(
        self, written: Change, parts: dict[str, str], field: str
    ) -> None:
        (blocked,) = self.blocked(written, **parts).blocked

        assert blocked.explicit is (field == "move_to")
        assert blocked.problem.path == ("meetings", "monthly", "changes", written.key, field)

    @pytest.mark.parametrize(
        ("clock", "written", "path"),
        [
            pytest.param("utc", change("once", clock_of="sofia"), ("changes", "once", "clock"), id="a clock"),
            pytest.param("sofia", change("once", title="Trams"), ("starts",), id="a title is not blamed"),
        ],
    )
    def test_the_same_holds_for_a_series_of_one(
        self, clock: str, written: Change, path: tuple[str, ...]
    ) -> None:
        (blocked,) = date_all(webinar("talk", "2026-03-29 03:30", clock, changes=(written,))).blocked

        assert blocked.problem.path == ("webinars", "talk", *path)

    def test_with_several_entries_the_entry_is_named(self) -> None:
        series = meeting(
            entry("2026-01", self.LAST_SUNDAY), entry("2026-02", self.LAST_SUNDAY, "03:30"), until="2026-03"
        )

        (blocked,) = date_all(series).blocked

        assert blocked.problem.path == ("meetings", "monthly", "schedule", 1, "at")


def test_dating_further_ahead_changes_no_occurrence() -> None:
    series = monthly(on_holiday="next working day", changes=(change("2026-12", "2026-12-09"),))

    def until(last: date) -> list[Occurrence]:
        return [i.occurrence for i in date_all(series, last).wanted]

    assert until(date(2026, 6, 30)) == until(date(2027, 6, 30))[: len(until(date(2026, 6, 30)))]
