"""One key, one meeting: new rules move meetings, and never add or lose one silently."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.plan.doubtful_dates import NewRhythm
from scheduler.plan.left_as_is import UsedUpKey
from scheduler.programme.rules import MonthDay, NthWeekday
from scheduler.programme.series import Series
from scheduler.state.revision import StepKind
from support.programmes import (
    MON,
    SAT,
    SUN,
    TUE,
    WED,
    change,
    entry,
    meeting,
    monthly,
    now,
    programme,
    weekly,
    when,
)
from support.world import World, published

FIRST = now("2026-09-01 08:00")
NOW = now("2026-12-03 08:00")
FIRST_MONDAY = NthWeekday((1,), MON)
SECOND_AND_FOURTH = NthWeekday((2, 4), TUE)


def changed_to(
    before: Series, after: Series, at: str = "2026-12-03 08:00"
) -> tuple[World, dict[str, StepKind]]:
    """Returns the kind of step of each key from December 2026 to March 2027."""
    world = published(programme(before), FIRST)
    plan = world.apply(programme(after), now(at))
    return world, {
        step.after.key: step.kind
        for step in plan.steps
        if step.after.key[:7] in MONTHS or "W" in step.after.key
    }


MONTHS = ("2026-12", "2027-01", "2027-02", "2027-03")


class TestARuleFromADate:
    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            pytest.param(monthly(), meeting(entry("2026-01"), entry("2027-03", FIRST_MONDAY, "11:00")), {"2027-03": StepKind.MOVE}, id="a new rule is a move"),
            pytest.param(monthly(), meeting(entry("2026-01"), entry("2027-03", SECOND_AND_FOURTH)), {"2027-03": StepKind.MOVE, "2027-03.2": StepKind.ADD}, id="twice a month adds the second"),
            pytest.param(monthly(every=SECOND_AND_FOURTH), meeting(entry("2026-01", SECOND_AND_FOURTH), entry("2027-03")), {"2027-03": StepKind.MOVE, "2027-03.2": StepKind.CANCEL}, id="once a month again cancels it"),
            pytest.param(
                monthly(until="2027-03"), meeting(entry("2026-01"), entry("2027-03-01", weekly(MON, 2, "2027-03-01")), until="2027-03"),
                {"2027-03": StepKind.CANCEL, **dict.fromkeys(("2027-W09", "2027-W11", "2027-W13"), StepKind.ADD)}, id="from months to weeks identity cannot carry over",
            ),
            pytest.param(monthly(every=MonthDay(1)), monthly(), dict.fromkeys(("2027-01", "2027-02", "2027-03"), StepKind.MOVE), id="but not a meeting that took place"),
        ],
    )  # fmt: skip
    def test_moves_adds_and_cancels(
        self, before: Series, after: Series, expected: dict[str, StepKind]
    ) -> None:
        assert changed_to(before, after)[1] == expected

    @pytest.mark.parametrize(
        ("begins", "expected"),
        [
            pytest.param("2027-03-10", "20270317T100000", id="its own date is before: the old rule"),
            pytest.param("2027-03-01", "20270301T100000", id="its own date is that day"),
            pytest.param("2027-03", "20270301T100000", id="a month has all of it"),
        ],
    )
    def test_the_latest_entry_whose_own_date_is_on_or_after_its_from(
        self, begins: str, expected: str
    ) -> None:
        new = meeting(entry("2026-01"), entry(begins, FIRST_MONDAY))

        world, _ = changed_to(monthly(), new)

        assert f":{expected}" in world.piece("monthly", "2027-03")
        assert world.keys("monthly").count("2027-03") == 1

    def test_of_which_the_plan_speaks_in_the_order_of_time(self) -> None:
        hours = {"e": "09:00", "d": "10:00", "c": "11:00", "b": "12:00", "a": "13:00"}
        until = "2027-01"
        before = programme(*(monthly(id, at=at, until=until) for id, at in hours.items()))
        rule, begins = weekly(WED, 2, "2026-12-30"), "2026-12-30"
        after = programme(
            *(meeting(entry(begins, rule, at), id=id, until=until) for id, at in sorted(hours.items()))
        )

        plan = published(before, FIRST).plan(after, NOW)

        assert plan.notes == tuple(
            NewRhythm(series=id, old="monthly", new="weekly", cancelled=2, added=3) for id in hours
        )


class TestANewWeekdayInTheMiddleOfAWeek:
    """It is Thursday, 3 December 2026, in week 49; meetings were on Sundays until now."""

    def on(self, weekday: int, at: str = "10:00") -> Series:
        rule = weekly(weekday, 1, "2026-11-22")
        return monthly(every=rule, at=at, begins="2026-11-22", until="2026-12-20")

    @property
    def before(self) -> Series:
        return self.on(SUN)

    def test_the_old_coming_meeting_is_cancelled_if_the_new_day_is_over_until_the_old_rule_is_back(
        self,
    ) -> None:
        world, kinds = changed_to(self.before, self.on(TUE))

        assert kinds == {
            "2026-W49": StepKind.CANCEL,
            "2026-W50": StepKind.MOVE,
            "2026-W51": StepKind.MOVE,
        }
        assert "STATUS:CANCELLED" in world.piece("monthly", "2026-W49")
        assert "DTSTART;TZID=Europe/Sofia:20261206T100000" in world.piece("monthly", "2026-W49")

        assert world.plan(programme(self.on(TUE)), now("2026-12-04 08:00")).steps == ()
        assert world.plan(programme(self.on(TUE)), now("2026-12-08 12:00")).steps == ()

        back = world.apply(programme(self.before), now("2026-12-03 09:00"))
        assert ("2026-W49", StepKind.REINSTATE) in [(step.after.key, step.kind) for step in back.steps]

    def test_it_moves_if_the_new_day_is_still_to_come(self) -> None:
        world, kinds = changed_to(self.before, self.on(SAT))

        assert kinds["2026-W49"] is StepKind.MOVE
        assert "DTSTART;TZID=Europe/Sofia:20261205T100000" in world.piece("monthly", "2026-W49")

    def test_it_stays_if_only_an_hour_of_today_is_over(self) -> None:
        """It is 09:30 on Sunday in Sofia; the new rule says 08:00."""
        _, kinds = changed_to(self.before, self.on(SUN, "08:00"), at="2026-12-06 07:30")

        assert "2026-W49" not in kinds


class TestAKeyThatIsUsedUp:
    """The meeting of December took place on the 1st; the new rule plans another one on the 16th."""

    BEFORE, AFTER = monthly(every=MonthDay(1)), monthly()

    def test_there_is_no_second_one_and_the_plan_says_so_until_its_date_is_past(self) -> None:
        world = published(programme(self.BEFORE), FIRST)
        made = programme(self.AFTER)

        (notice,) = world.apply(made, NOW).notes

        assert notice == UsedUpKey(
            series="monthly", key="2026-12", day=date(2026, 12, 1), was_cancelled=False
        )
        assert "20261201T100000" in world.piece("monthly", "2026-12")
        assert world.keys("monthly").count("2026-12") == 1
        assert world.plan(made, now("2026-12-10 08:00")).notes == (notice,)
        assert world.plan(made, now("2026-12-20 08:00")).notes == ()

    def test_the_notice_says_that_a_cancelled_one_was_cancelled(self) -> None:
        world = published(
            programme(monthly(every=MonthDay(1), changes=(change("2026-12", cancel="x"),))), FIRST
        )

        (notice,) = world.apply(programme(monthly()), NOW).notes

        assert notice == UsedUpKey(series="monthly", key="2026-12", day=date(2026, 12, 1), was_cancelled=True)

    def test_naming_another_date_for_it_is_no_rule(self) -> None:
        world = published(programme(self.BEFORE), FIRST)
        made = programme(monthly(every=MonthDay(1), changes=(change("2026-12", "2026-12-18"),)))

        plan = world.plan(made, NOW, allow_past=True)

        assert plan.notes == ()
        assert plan.steps[0].after.timing.starts == when("2026-12-18 10:00")
