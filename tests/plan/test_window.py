"""Which months feeds show; published meetings stay (rule 3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from scheduler.plan.feed_changes import NewWindow
from scheduler.plan.make_plan import Plan
from scheduler.programme.rules import WeekdayAfter
from scheduler.programme.spans import Length, Month
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import Window, window_at
from support.programmes import FRI, MON, change, extra, monthly, now, programme, webinar
from support.world import World, published

FIRST = now("2026-11-25 08:00")
NEXT_MONTH = now("2026-12-02 08:00")
HALF_A_YEAR = {"ahead": Length(months=6)}


class TestTheWindow:
    @pytest.mark.feed_rule(48)
    @pytest.mark.parametrize(
        ("past", "ahead", "first", "edge"),
        [
            pytest.param(Length(days=90), Length(months=18), date(2026, 8, 1), date(2028, 6, 1), id="the default"),
            pytest.param(Length(), Length(months=1), date(2026, 11, 1), date(2027, 1, 1), id="small"),
            pytest.param(Length(months=12), Length(days=10), date(2025, 11, 1), date(2026, 12, 1), id="days"),
        ],
    )  # fmt: skip
    def test_starts_and_ends_with_a_month(self, past: Length, ahead: Length, first: date, edge: date) -> None:
        made = programme(monthly(), past=past, ahead=ahead)

        assert window_at(made, FIRST) == Window(month=Month(2026, 11), first=first, edge=edge)

    def test_stands_still_for_a_month(self) -> None:
        made = programme(monthly())

        assert window_at(made, now("2026-11-01 00:00")) == window_at(made, now("2026-11-30 23:59"))
        assert window_at(made, now("2026-11-30 23:59")) != window_at(made, now("2026-12-01 00:00"))


class TestRolling:
    @pytest.mark.feed_rule(50)
    def test_is_a_revision_that_rewrites_no_piece(self) -> None:
        world = World()
        made = programme(monthly())
        world.apply(made, FIRST)
        before = dict(world.state.pieces)

        plan = world.apply(made, NEXT_MONTH)

        assert world.state.revision == 2
        assert plan.only_moves_on
        assert before.items() <= dict(world.state.pieces).items()

    def test_adds_the_new_month_because_of_the_window(self) -> None:
        world = World()
        made = programme(monthly(), webinar("talk", "2028-06-05 15:00"))
        world.apply(made, FIRST)
        assert "talk" not in {item.occurrence.series for item in world.state.occurrences.values()}

        plan = world.apply(made, NEXT_MONTH)

        assert [(step.after.series, step.after.key, step.kind, step.cause) for step in plan.steps] == [
            ("talk", "once", StepKind.ADD, Cause.WINDOW),
            ("monthly", "2028-06", StepKind.ADD, Cause.WINDOW),
        ]
        assert plan.only_moves_on

    def test_months_that_were_slept_through_are_added_too(self) -> None:
        """Twincal did not run for three years; the meetings in between took place."""
        world = World()
        made = programme(monthly())
        world.apply(made, FIRST)

        plan = world.apply(made, now("2029-11-25 08:00"))

        assert plan.notes == ()
        assert {step.cause for step in plan.steps} == {Cause.WINDOW}
        assert "2028-07" in world.keys("monthly")
        assert len(world.keys("monthly")) == len(set(world.keys("monthly"))) == 65

    def test_a_series_that_begins_beyond_the_edge_comes_with_the_window(self) -> None:
        world = World()
        made = programme(monthly(begins="2028-06"))
        world.apply(made, FIRST)

        plan = world.apply(made, NEXT_MONTH)

        assert [(step.after.key, step.cause) for step in plan.steps] == [("2028-06", Cause.WINDOW)]

    def test_an_extra_written_today_is_configuration_whatever_the_month(self) -> None:
        world = published(programme(monthly()), FIRST)

        plan = world.apply(programme(monthly(extras=(extra("trams", "2027-02-02 10:00"),))), FIRST)

        assert [step.cause for step in plan.steps] == [Cause.CONFIGURATION]
        assert not plan.only_moves_on


class TestAnotherWindowInTheText:
    """January 2026 to May 2028 are published; feeds show them from August 2026."""

    def planned(self, moment: datetime = FIRST, **parts: Any) -> Plan:
        world = published(programme(monthly()), FIRST)
        return world.plan(programme(monthly(), **parts), moment)

    @pytest.mark.parametrize(
        ("parts", "more", "fewer"),
        [
            pytest.param({"past": Length(days=30)}, 0, 2, id="less of the past"),
            pytest.param({"past": Length(months=4)}, 1, 0, id="more of the past"),
            pytest.param({"ahead": Length(months=24)}, 6, 0, id="more to come"),
            pytest.param({"past": Length(), "ahead": Length(months=20)}, 2, 3, id="both"),
        ],
    )
    def test_is_for_a_person_to_decide_and_counts_what_feeds_show(
        self, parts: dict[str, Length], more: int, fewer: int
    ) -> None:
        plan = self.planned(**parts)

        assert plan.feed_changes == (NewWindow(more_meetings=more, fewer=fewer),)
        assert plan.other_changes == ("new window",)
        assert not plan.only_moves_on
        assert {step.cause for step in plan.steps} <= {Cause.CONFIGURATION}

    def test_in_another_month_is_one_all_the_same(self) -> None:
        plan = self.planned(NEXT_MONTH, ahead=Length(months=24))

        assert plan.feed_changes == (NewWindow(more_meetings=7, fewer=1),)
        assert not plan.only_moves_on

    def test_once_applied_moves_on_by_itself(self) -> None:
        world = published(programme(monthly()), FIRST)
        world.apply(programme(monthly(), **HALF_A_YEAR), FIRST)

        plan = world.plan(programme(monthly(), **HALF_A_YEAR), NEXT_MONTH)

        assert (plan.other_changes, plan.feed_changes) == (("window",), ())
        assert plan.only_moves_on


class TestPublishedStays:
    def test_when_it_is_moved_beyond_the_far_edge(self) -> None:
        world = published(programme(monthly()), FIRST)

        world.apply(programme(monthly(changes=(change("2026-12", "2029-05-02 10:00"),))), FIRST)

        assert world.shows("programme.ics", "monthly", "2026-12")
        assert "20290502T100000" in world.piece("monthly", "2026-12")

    def test_but_one_that_is_not_published_yet_waits_for_the_window(self) -> None:
        made = programme(monthly(changes=(change("2026-12", "2029-05-02 10:00"),)))
        world = published(made, FIRST)
        assert "2026-12" not in world.keys("monthly")

        world.apply(made, now("2027-12-01 08:00"))

        assert world.shows("programme.ics", "monthly", "2026-12")

    def test_when_ahead_shrinks(self) -> None:
        world = published(programme(monthly()), FIRST)

        plan = world.apply(programme(monthly(), **HALF_A_YEAR), FIRST)

        assert plan.steps == ()
        assert world.shows("programme.ics", "monthly", "2028-05")
        assert not world.stored("monthly", "2028-05").occurrence.cancelled

    def test_when_ahead_shrinks_from_further_than_three_years(self) -> None:
        world = published(programme(monthly(), ahead=Length(months=60)), FIRST)

        world.apply(programme(monthly(), **HALF_A_YEAR), FIRST)

        assert world.shows("programme.ics", "monthly", "2031-11")
        assert not world.stored("monthly", "2031-11").occurrence.cancelled

    def test_a_rule_that_dates_the_last_month_beyond_the_edge_moves_it(self) -> None:
        """The Monday after the last Friday of May 2028 lies in June, where the window ends."""
        world = published(programme(monthly(), ahead=Length(months=36)), FIRST)

        later = monthly(every=WeekdayAfter(MON, -1, FRI))
        plan = world.apply(programme(later, ahead=Length(months=36)), FIRST)

        assert {step.kind for step in plan.steps} == {StepKind.MOVE}
        assert plan.steps[-1].after.key == "2029-11"
