"""Causes of changes: zones, holidays, window or text; and what is held back instead of refused (rules 7 and 9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.plan.computer_clock import clock_problem
from scheduler.plan.left_as_is import HeldBack
from scheduler.programme.programme import Programme
from scheduler.programme.rules import MonthDay, NthWeekday
from scheduler.programme.series import Series
from scheduler.state.profile import RecordedSeries, SeriesBounds
from scheduler.state.revision import Cause, StepKind
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from support.edits import FIRST, LATER
from support.programmes import (
    DUBLIN,
    SEJONG,
    SEOUL,
    SOFIA,
    SUN,
    change,
    entry,
    extra,
    holidays,
    meeting,
    monthly,
    now,
    pair,
    programme,
    visit,
    webinar,
)
from support.world import World, published

KNOWN = holidays("BG 2026-01-01 New Year", "KR 2026-01-01 New Year")
NEW_DATA = holidays("BG 2026-01-01 New Year", "KR 2026-01-01 New Year", "BG 2026-12-16 Day of Rest")


class TestZoneData:
    """Meaning 19: the wall time stays."""

    BOTH = programme(
        monthly(),
        monthly("late", clock_of="sejong", at="17:00"),
        monthly("other", pair="dublin-seoul", clock_of="host"),
    )

    def changed(self, zone: str = "Europe/Sofia") -> World:
        """Returns a world whose new time-zone data put `zone` an hour further east."""
        world = published(self.BOTH, FIRST)
        world.planned_by_other_zone_data(zone, 60)
        return world

    @pytest.mark.feed_rule(22)
    def test_move_the_instant_on_that_clock_and_change_the_text_of_a_partner(self) -> None:
        world = self.changed()
        past = world.stored("monthly", "2026-10")

        steps = world.apply(self.BOTH, LATER).steps

        assert {(step.after.series, step.kind, step.cause) for step in steps} == {
            ("monthly", StepKind.MOVE, Cause.ZONES),
            ("late", StepKind.CHANGE, Cause.ZONES),
        }
        assert world.plan(self.BOTH, LATER).steps == ()
        assert "DTSTART;TZID=Europe/Sofia:20261216T100000" in world.piece("monthly", "2026-12")
        assert "SEQUENCE:1" in world.piece("monthly", "2026-12")
        assert world.stored("late", "2026-12").stamp.sequence == 0
        assert world.stored("late", "2026-12").stamp.modified == LATER
        assert "10:00 Sofia (UTC+2)" in world.piece("late", "2026-12")
        assert world.stored("monthly", "2026-10") == past

    def test_together_with_an_edit_is_an_edit(self) -> None:
        world = self.changed()

        plan = world.plan(programme(monthly(at="11:00"), *list(self.BOTH.series.values())[1:]), LATER)

        assert {step.cause for step in plan.steps if step.after.series == "monthly"} == {Cause.CONFIGURATION}

    def test_moves_whole_days_without_a_word(self) -> None:
        made = programme(visit("visit", "2027-05-10", "sofia", days=2))
        world = published(made, FIRST)
        world.planned_by_other_zone_data("Europe/Sofia", 60)

        (step,) = world.apply(made, LATER).steps

        assert step.cause is Cause.ZONES
        assert "DTSTART;VALUE=DATE:20270510" in world.piece("visit")


class TestHolidayData:
    FOLLOWING = programme(monthly(on_holiday="next working day"))

    @pytest.mark.parametrize(
        ("edited", "data", "keys"),
        [
            pytest.param(FOLLOWING, NEW_DATA, ["2026-12"], id="what only new data asks for"),
            pytest.param(
                programme(monthly(on_holiday="next working day", changes=(change("2026-12", "2026-12-16 10:00"),))), NEW_DATA, [], id="the old date can be pinned",
            ),
        ],
    )  # fmt: skip
    def test_moves_with_its_cause(self, edited: Programme, data: Holidays, keys: list[str]) -> None:
        steps = published(self.FOLLOWING, FIRST, KNOWN).plan(edited, LATER, data).steps

        assert [step.after.key for step in steps] == keys
        assert {(step.kind, step.cause) for step in steps} <= {(StepKind.MOVE, Cause.HOLIDAYS)}

    def test_what_the_text_asks_for_is_configuration_on_the_same_day(self) -> None:
        world = published(self.FOLLOWING, FIRST, KNOWN)
        edited = programme(monthly(at="11:00", on_holiday="next working day"))

        causes = {step.after.key: step.cause for step in world.plan(edited, LATER, NEW_DATA).steps}

        assert causes["2026-12"] is Cause.HOLIDAYS
        assert set(causes.values()) == {Cause.HOLIDAYS, Cause.CONFIGURATION}
        assert causes["2027-01"] is Cause.CONFIGURATION

    def test_writing_the_policy_is_configuration(self) -> None:
        world = published(programme(monthly()), FIRST, NEW_DATA)

        (step,) = world.plan(self.FOLLOWING, LATER, NEW_DATA).steps

        assert step.cause is Cause.CONFIGURATION

    def test_a_target_is_never_before_now(self) -> None:
        """New data on the 15th at noon make the 16th a holiday; 10:00 on the 15th is over."""
        made = programme(monthly(on_holiday="previous working day"))
        world = published(made, FIRST, KNOWN)

        plan = world.apply(made, now("2026-12-15 12:00"), NEW_DATA)

        assert [step for step in plan.steps if step.cause is not Cause.WINDOW] == []
        assert [(notice.key, notice.code, notice.day) for notice in plan.notes] == [
            ("2026-12", "rule-day-past", date(2026, 12, 15))
        ]
        assert "20261216T100000" in world.piece("monthly", "2026-12")

    def test_a_day_that_was_past_at_first_is_no_news_later(self) -> None:
        """The policy would have put the meeting on the 15th at once, which was over when it was published."""
        made = programme(monthly(on_holiday="previous working day"))
        world = published(made, now("2026-12-15 12:00"), NEW_DATA)

        assert world.plan(made, now("2026-12-15 13:00"), NEW_DATA).notes == ()

    def test_data_beyond_the_window_move_nothing_that_lies_within_by_themselves(self) -> None:
        """A holiday moves the meeting from the first day after the window into it; then the holiday is removed."""
        made = programme(monthly(every=MonthDay(1), on_holiday="previous working day"))
        world = published(made, FIRST, holidays("BG 2028-06-01 Day of Rest"))
        assert world.state.window is not None
        assert world.state.window.edge.isoformat() == "2028-06-01"
        assert "20280531T100000" in world.piece("monthly", "2028-06")

        (step,) = world.plan(made, LATER, holidays("BG 2028-01-01 New Year")).steps

        assert (step.after.key, step.cause) == ("2028-06", Cause.HOLIDAYS)


class TestHeldBack:
    """Sofia's clocks skip 03:00 to 04:00 on the last Sunday of March, and repeat it in October."""

    SUNDAYS = NthWeekday((-1,), SUN)

    def accepted(self) -> tuple[World, Series]:
        """Returns a world in which all such hours within three years are changed; 2030 is further away."""
        fine = [
            change(f"{year}-{month}", "05:00") for year in (2026, 2027, 2028, 2029) for month in ("03", "10")
        ]
        series = monthly(every=self.SUNDAYS, at="03:30", begins="2026-09", changes=tuple(fine[1:]))
        world = published(programme(series), FIRST)
        return world, series

    @pytest.mark.feed_rule(21)
    def test_is_a_notice_when_waiting_brings_it_and_the_rest_goes_on(self) -> None:
        world, series = self.accepted()

        for moment in ("2028-10-01 08:00", "2028-10-02 08:00", "2028-11-01 08:00", "2030-02-01 08:00"):
            plan = world.apply(programme(series), now(moment))

            assert plan.problems == ()
        assert {notice.key for notice in plan.notes} >= {"2030-03", "2030-10"}
        assert {notice.code for notice in plan.notes} == {"not-published"}
        assert "2030-03" not in world.keys("monthly")
        assert "2030-04" in world.keys("monthly")

    @pytest.mark.feed_rule(21)
    @pytest.mark.parametrize(
        ("before", "after", "path"),
        [
            pytest.param(webinar("talk", "2027-01-01 10:00"), monthly(every=SUNDAYS, at="03:30", begins="2026-09"), ("at",), id="a new series"),
            pytest.param(monthly(), meeting(entry("2026-01"), entry("2028-06", SUNDAYS, at="03:30")), ("schedule", 1, "at"), id="a rule of which nothing is published yet"),
        ],
    )  # fmt: skip
    def test_is_an_error_when_it_is_written(
        self, before: Series, after: Series, path: tuple[str | int, ...]
    ) -> None:
        problems = published(programme(before), FIRST).plan(programme(after), LATER).problems

        assert len(problems) > 1
        assert {problem.path for problem in problems} == {("meetings", "monthly", *path)}

    def far(self, **parts: Any) -> Series:
        """Returns a rule whose doubtful hours of 2030 were accepted, because they were too far away."""
        return meeting(entry("2026-01"), entry("2030-01", self.SUNDAYS, at="03:30"), **parts)

    @pytest.mark.parametrize(
        "edited",
        [
            pytest.param({"series": {}}, id="none"),
            pytest.param({"series": {"until": "2030-12"}}, id="a series that ends"),
            pytest.param({"series": {"title": "Other"}}, id="another title"),
            pytest.param({"series": {"pair": "p"}, "pairs": (pair("sofia", "sejong", id="p"),)}, id="another pair"),
        ],
    )  # fmt: skip
    def test_another_edit_makes_no_error_of_what_was_accepted(self, edited: dict[str, Any]) -> None:
        world = published(programme(self.far()), FIRST)
        rest = {name: part for name, part in edited.items() if name != "series"}

        plan = world.plan(programme(self.far(**edited["series"]), **rest), now("2029-10-01 08:00"))

        assert plan.problems == ()
        assert "2030-03" in {notice.key for notice in plan.notes}

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param(monthly(every=SUNDAYS), monthly(every=SUNDAYS, changes=(change("2027-03", "2027-03-28 03:15"),)), id="a change"),
            pytest.param(monthly(every=SUNDAYS), monthly(every=SUNDAYS, extras=(extra("x", "2027-03-28 03:15"),)), id="an extra"),
            pytest.param(monthly(every=SUNDAYS, until="2027-04"), monthly(every=SUNDAYS, until="2027-04", at="03:30"), id="a rule"),
            pytest.param(webinar("w", "2027-03-28 03:30", "sejong"), webinar("w", "2027-03-28 03:30", "sofia"), id="clock"),
            pytest.param(
                webinar("w", "2027-03-28 02:30", "sofia", ends="2027-03-28 02:45"),
                webinar("w", "2027-03-28 02:30", "sofia", ends="2027-03-28 03:15"),
                id="end",
            ),
            pytest.param(
                monthly(every=SUNDAYS, at="03:30", until="2027-03", begins="2027-03", changes=(change("2027-03", "05:00"),)),
                monthly(every=SUNDAYS, at="03:30", until="2027-03", begins="2027-03"),
                id="a change taken back",
            ),
        ],
    )  # fmt: skip
    def test_an_edit_that_leads_there_is_an_error(self, before: Series, after: Series) -> None:
        world = published(programme(before), FIRST)

        (problem,) = world.plan(programme(after), LATER).problems

        assert "does not exist" in problem.message

    def test_so_is_another_zone_of_the_city_whose_clock_it_keeps(self) -> None:
        series, moved = webinar("w", "2027-03-28 03:30", "sejong"), replace(SEJONG, zone="Europe/Sofia")
        world = published(programme(series), FIRST)

        (problem,) = world.plan(programme(series, cities=(SOFIA, moved, DUBLIN, SEOUL)), LATER).problems

        assert "does not exist" in problem.message

    def test_a_published_hour_that_zone_data_takes_away_stays_with_a_notice(self) -> None:
        """As if the meeting of 28 March had been published before Sofia's clocks were to change that day."""
        world = World()
        made = programme(webinar("talk", "2027-03-28 02:30", "Europe/Sofia"), monthly())
        world.apply(made, FIRST)
        gap = programme(webinar("talk", "2027-03-28 03:30", "Europe/Sofia"), monthly())
        _pretend_it_starts_an_hour_later(world, gap)

        plan = world.plan(gap, LATER)

        assert plan.problems == ()
        (notice,) = plan.notes
        assert isinstance(notice, HeldBack)
        assert notice.error.startswith("2027-03-28 03:30 does not exist")
        assert world.plan(gap, now("2027-04-02 08:00")).problems == ()


def _pretend_it_starts_an_hour_later(world: World, text: Programme) -> None:
    """Makes `world` believe that it applied `text`, with the meeting an hour later."""
    stored = world.stored("talk")
    timing = stored.occurrence.timing
    hour = timedelta(hours=1)
    later = replace(timing, starts=timing.starts + hour, ends=timing.ends + hour)
    moved = replace(stored, occurrence=replace(stored.occurrence, timing=later, planned=later.starts))
    world.state = replace(
        world.state,
        occurrences={**world.state.occurrences, moved.occurrence.uid: moved},
        series={
            identity: RecordedSeries(dated.series.id, dated.hours, SeriesBounds())
            for identity, dated in date_programme(text, NO_HOLIDAYS, LATER.date()).series.items()
        },
    )


class TestTheDigest:
    TALK = webinar("talk", "2026-12-10 15:00")
    MADE = programme(monthly(), TALK)

    def test_does_not_change_by_waiting_but_with_the_store(self) -> None:
        digest = World().plan(self.MADE, FIRST).digest

        assert World().plan(self.MADE, LATER).digest == digest
        assert published(programme(monthly()), FIRST).plan(self.MADE, FIRST).digest != digest

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(programme(monthly()), id="a series less"),
            pytest.param(programme(monthly(at="11:00"), TALK), id="an hour"),
            pytest.param(programme(monthly(), webinar("talk", "2026-12-10 15:00", title="T")), id="a word"),
            pytest.param(programme(monthly(), TALK, languages=("bg",)), id="a language"),
            pytest.param(programme(monthly("renamed", title="Monthly", formerly=("monthly",)), TALK), id="a name"),
            pytest.param(
                programme(monthly(pair="p"), TALK, pairs=(pair("sofia", "sejong", id="p", formerly=("sofia-sejong",)), pair("dublin", "seoul"))), id="an address",
            ),
        ],
    )  # fmt: skip
    def test_is_another_for_another_text(self, other: Programme) -> None:
        assert World().plan(other, FIRST).digest != World().plan(self.MADE, FIRST).digest


class TestTheClockOfTheRun:
    """Meaning 18."""

    @pytest.mark.parametrize(
        ("behind", "refused"),
        [
            pytest.param(timedelta(0), False, id="right"),
            pytest.param(timedelta(minutes=10), False, id="ten minutes behind"),
            pytest.param(timedelta(minutes=10, seconds=1), True, id="more"),
            pytest.param(timedelta(days=-60), False, id="sixty days ahead"),
            pytest.param(timedelta(days=-60, seconds=-1), True, id="more ahead"),
        ],
    )
    def test_far_from_the_last_revision_nothing_is_written(self, behind: timedelta, refused: bool) -> None:
        world = published(programme(monthly()), FIRST)

        assert (clock_problem(world.state, FIRST - behind) is not None) is refused
        assert clock_problem(World().state, FIRST - behind) is None


def test_steps_are_in_order_of_time() -> None:
    made = programme(webinar("z", "2026-12-20 15:00"), monthly(), webinar("a", "2026-12-01 15:00"))

    begins = [step.after.timing.begin_utc for step in World().plan(made, FIRST).steps]

    assert begins == sorted(begins)
