"""Cancelled meetings are shown (rule 6); skipped ones only if they were published; a meeting put back is the same."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy, Status
from scheduler.programme.series import Change, Series
from scheduler.state.revision import Cause, StepKind
from support.edits import FIRST, LATER
from support.programmes import (
    WED,
    change,
    days,
    extra,
    holidays,
    monthly,
    now,
    programme,
    visit,
    webinar,
    weekly,
)
from support.world import published

OFF = monthly(changes=(change("2026-12", cancel="Snow"),))
HOLIDAY = holidays("BG 2026-12-16 Day of Rest")
NO_HOLIDAY = holidays("BG 2026-01-01 New Year")


class TestIsShown:
    @pytest.mark.feed_rule(32)
    def test_with_status_prefix_reason_and_its_last_time(self) -> None:
        world = published(programme(monthly()), FIRST)

        (step,) = world.apply(programme(OFF), LATER).steps

        assert step.kind is StepKind.CANCEL
        piece = world.piece("monthly", "2026-12")
        assert "STATUS:CANCELLED" in piece
        assert "SEQUENCE:1" in piece
        assert "SUMMARY:CANCELLED: Monthly" in piece
        assert "Cancelled: Snow" in piece
        assert "DTSTART;TZID=Europe/Sofia:20261216T100000" in piece
        assert world.shows("programme.ics", "monthly", "2026-12")

    @pytest.mark.parametrize(
        ("edited", "english", "bulgarian"),
        [
            pytest.param((monthly(until="2027-01"),), "the series ends", "поредицата приключва", id="until"),
            pytest.param((monthly(pauses=(days("2027-02-01..2027-02-28"),)),), "the series pauses", "поредицата прекъсва временно", id="a pause"),
            pytest.param(
                (monthly(every=weekly(3, 1, "2026-06-03")),),
                "the dates of the series have changed",
                "датите на поредицата са променени",
                id="another rule",
            ),
            pytest.param((), "removed from the programme", "премахната от програмата", id="no series"),
            pytest.param((monthly(until="2027-01", reason="Budget"),), "Budget", "Budget", id="own words"),
            pytest.param(
                (monthly(until="2027-01", reason="Budget", visibility="private"),),
                "the series ends",
                "поредицата приключва",
                id="own words of a series that is private now",
            ),
        ],
    )  # fmt: skip
    def test_with_the_change_of_its_series_as_the_reason(
        self, edited: tuple[Series, ...], english: str, bulgarian: str
    ) -> None:
        world = published(
            programme(monthly(), webinar("talk", "2027-03-01 10:00"), languages=("en", "bg")), FIRST
        )

        after = programme(*edited, webinar("talk", "2027-03-01 10:00"), languages=("en", "bg"))
        world.apply(after, LATER)

        assert f"DESCRIPTION:Cancelled: {english}\\n" in world.piece("monthly", "2027-02")
        assert f"DESCRIPTION:Отменено: {bulgarian}\\n" in world.piece("monthly", "2027-02", "bg")
        page = world.site().resources[f"/occurrences/{world.stored('monthly', '2027-02').occurrence.uid}"]
        assert f"Reason: {english}" in page.body.decode()
        assert world.plan(after, LATER).is_empty

    def test_without_the_reason_of_a_series_that_is_private_now(self) -> None:
        """Its public meetings have no date any more, so they stay public."""
        world = published(programme(monthly()), FIRST)
        off = (change("2026-12", cancel="Secret talks"),)

        world.apply(programme(monthly(visibility="private", until="2026-11", changes=off)), LATER)

        assert "STATUS:CANCELLED" in world.piece("monthly", "2026-12")
        assert "Secret talks" not in world.piece("monthly", "2026-12")

    def test_with_no_reason_if_an_older_release_gave_none(self) -> None:
        """A new release rewrites no piece."""
        ended = programme(monthly(until="2027-01"))
        world = published(programme(monthly()), FIRST)
        world.apply(ended, LATER)
        stored = world.stored("monthly", "2027-02")
        content = replace(stored.occurrence.content, reason=None)
        world._published_as(replace(stored, occurrence=replace(stored.occurrence, content=content)))

        assert world.plan(ended, LATER).is_empty

    def test_it_keeps_the_time_it_was_moved_to(self) -> None:
        world = published(programme(monthly(changes=(change("2026-12", "2026-12-17 15:00"),))), FIRST)

        world.apply(programme(OFF), LATER)

        assert "20261217T150000" in world.piece("monthly", "2026-12")

    def test_new_zone_data_leave_its_wall_time_and_give_it_the_hours_of_all_cities(self) -> None:
        world = published(programme(OFF), FIRST)
        world.planned_by_other_zone_data("Europe/Sofia", 60)

        world.apply(programme(OFF), LATER)

        piece = world.piece("monthly", "2026-12")
        assert "DTSTART;TZID=Europe/Sofia:20261216T100000" in piece
        assert "10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)" in piece

    @pytest.mark.parametrize(
        "edited",
        [
            pytest.param(replace(OFF, schedule=monthly(at="15:00").schedule), id="another hour"),
            pytest.param(replace(OFF, schedule=monthly(clock_of="host").schedule), id="another clock"),
            pytest.param(replace(OFF, schedule=monthly(clock_of="sejong").schedule), id="the other city's"),
            pytest.param(replace(OFF, schedule=monthly(minutes=90).schedule), id="another length"),
        ],
    )
    def test_and_no_new_rule_moves_it(self, edited: Series) -> None:
        world = published(programme(monthly()), FIRST)
        world.apply(programme(OFF), LATER)
        before = world.piece("monthly", "2026-12")

        plan = world.apply(programme(edited), LATER)

        assert "2026-12" not in {step.after.key for step in plan.steps}
        assert world.piece("monthly", "2026-12") == before

    @pytest.mark.feed_rule(32)
    def test_until_the_past_edge_of_the_window(self) -> None:
        always = programme(OFF, cancelled=CancelledPolicy("show"))
        world = published(always, FIRST)

        for moment, shown in (("2027-03-31 08:00", True), ("2027-04-01 08:00", False)):
            world.apply(always, now(moment))

            assert world.shows("programme.ics", "monthly", "2026-12") is shown

    def test_other_edits_still_reach_its_words(self) -> None:
        world = published(programme(OFF), FIRST)

        world.apply(programme(replace(OFF, details=monthly(title="Trams").details)), LATER)

        assert "SUMMARY:CANCELLED: Trams" in world.piece("monthly", "2026-12")


class TestReinstating:
    def test_at_the_time_the_text_says_by_now(self) -> None:
        world = published(programme(OFF), FIRST)

        world.apply(programme(monthly(at="15:00")), LATER)

        assert "20261216T150000" in world.piece("monthly", "2026-12")


class TestRemovedFromTheText:
    TALK = webinar("talk", "2026-12-01 15:00")

    @pytest.mark.feed_rule(33)
    def test_is_cancelled_and_put_back_it_is_the_same(self) -> None:
        made = programme(monthly(), self.TALK)
        world = published(made, FIRST)
        (step,) = world.apply(programme(monthly()), LATER).steps
        assert (step.kind, step.cause) == (StepKind.CANCEL, Cause.CONFIGURATION)
        assert "STATUS:CANCELLED" in world.piece("talk")

        (step,) = world.apply(made, LATER).steps

        assert (step.kind, step.after.uid) == (StepKind.REINSTATE, world.stored("talk").occurrence.uid)
        assert "SEQUENCE:2" in world.piece("talk")

    def test_the_reason_of_an_earlier_move_is_no_reason_for_it(self) -> None:
        moved = visit("visit", "2026-12-01 10:00", changes=(change("once", "2026-12-02", reason="room"),))
        world = published(programme(monthly(), moved), FIRST)

        world.apply(programme(monthly()), LATER)

        assert "room" not in world.piece("visit")

    def test_a_month_beyond_an_earlier_until(self) -> None:
        world = published(programme(monthly()), FIRST)

        plan = world.apply(programme(monthly(until="2028-03")), LATER)

        assert [(step.after.key, step.kind) for step in plan.steps] == [
            ("2028-04", StepKind.CANCEL),
            ("2028-05", StepKind.CANCEL),
        ]

    def test_a_series_never_published_leaves_nothing(self) -> None:
        world = published(programme(monthly(), webinar("talk", "2029-12-01 15:00")), FIRST)

        assert world.apply(programme(monthly()), LATER).steps == ()


class TestNeverPublishedBefore:
    def test_a_cancelled_one_is_shown_with_sequence_1(self) -> None:
        """A store made again from the text equals the first one."""
        anew = published(programme(OFF), FIRST)
        lived = published(programme(monthly()), FIRST)
        lived.apply(programme(OFF), LATER)

        assert anew.stored("monthly", "2026-12").stamp.sequence == 1
        assert anew.stored("monthly", "2026-12").occurrence == lived.stored("monthly", "2026-12").occurrence
        assert anew.stored("monthly", "2026-12").cancelled_at == FIRST

    def test_a_webinar_written_as_cancelled(self) -> None:
        world = published(programme(webinar("talk", "2026-12-01 15:00", status=Status.CANCELLED)), FIRST)

        assert "STATUS:CANCELLED" in world.piece("talk")
        assert "SEQUENCE:1" in world.piece("talk")


class TestSkipped:
    SKIPPING = programme(monthly(on_holiday="skip"))

    def test_published_before_cancelled_with_the_holiday_as_reason(self) -> None:
        world = published(self.SKIPPING, FIRST, NO_HOLIDAY)

        (step,) = world.apply(self.SKIPPING, LATER, HOLIDAY).steps

        assert (step.kind, step.cause) == (StepKind.CANCEL, Cause.HOLIDAYS)
        assert "Cancelled: Day of Rest (Sofia)" in world.piece("monthly", "2026-12")
        assert "SEQUENCE:1" in world.piece("monthly", "2026-12")
        assert world.apply(self.SKIPPING, LATER, HOLIDAY).is_empty

    def test_unskipped_it_is_the_same(self) -> None:
        world = published(self.SKIPPING, FIRST)
        world.apply(self.SKIPPING, LATER, HOLIDAY)

        unskipped = programme(monthly(on_holiday="skip", changes=(change("2026-12", on_holiday="keep"),)))
        (step,) = world.apply(unskipped, LATER, HOLIDAY).steps

        assert step.kind is StepKind.REINSTATE
        assert "SEQUENCE:2" in world.piece("monthly", "2026-12")
        assert "Day of Rest" not in world.piece("monthly", "2026-12")


class TestThePolicyOfTheProgramme:
    def shown(self, policy: CancelledPolicy, moment: str) -> bool:
        world = published(programme(OFF, cancelled=policy), FIRST)
        world.apply(programme(OFF, cancelled=policy), now(moment))
        return world.shows("programme.ics", "monthly", "2026-12")

    @pytest.mark.parametrize(
        ("policy", "moment", "expected"),
        [
            pytest.param(CancelledPolicy("show"), "2027-02-01 08:00", True, id="show"),
            pytest.param(CancelledPolicy("hide"), "2026-11-25 08:00", False, id="hide"),
            pytest.param(CancelledPolicy("days", 30), "2026-12-25 07:59", True, id="within 30 days"),
            pytest.param(CancelledPolicy("days", 30), "2026-12-25 08:00", False, id="after 30 days"),
            pytest.param(
                programme().cancelled, "2026-12-25 08:00", False, id="after 30 days if nothing is said"
            ),
        ],
    )
    def test_decides_how_long(self, policy: CancelledPolicy, moment: str, expected: bool) -> None:
        assert self.shown(policy, moment) is expected

    def test_hiding_when_its_days_are_over_is_time_moving_on(self) -> None:
        made = programme(OFF, cancelled=CancelledPolicy("days", 3))
        world = published(made, FIRST)
        before = world.piece("monthly", "2026-12")

        plan = world.apply(made, now("2026-11-28 08:00"))

        assert [step.cause for step in plan.steps] == [Cause.WINDOW]
        assert plan.only_moves_on
        assert world.piece("monthly", "2026-12") == before
        assert world.apply(made, now("2026-11-29 08:00")).is_empty

    def test_changing_the_policy_is_configuration(self) -> None:
        world = published(programme(OFF), FIRST)

        plan = world.apply(programme(OFF, cancelled=CancelledPolicy("hide")), LATER)

        assert [step.cause for step in plan.steps] == [Cause.CONFIGURATION]
        assert not plan.only_moves_on

    def test_showing_again_is_the_same_vevent(self) -> None:
        world = published(programme(OFF), FIRST)
        before = world.piece("monthly", "2026-12")
        world.apply(programme(OFF, cancelled=CancelledPolicy("hide")), LATER)

        world.apply(programme(OFF), LATER)

        assert world.shows("programme.ics", "monthly", "2026-12")
        assert world.piece("monthly", "2026-12") == before

    @pytest.mark.parametrize("moment", ["2026-11-28 08:00", "2026-12-28 08:00"], ids=["coming", "past"])
    def test_a_hidden_one_whose_text_is_deleted_stays_hidden(self, moment: str) -> None:
        kept, shown = monthly("kept"), CancelledPolicy("show")
        world = published(programme(OFF, kept, cancelled=CancelledPolicy("hide")), FIRST)
        world.apply(programme(OFF, kept, cancelled=CancelledPolicy("hide")), now(moment))
        world.apply(programme(kept, cancelled=CancelledPolicy("hide")), now(moment))

        world.apply(programme(kept, cancelled=shown), now(moment))

        assert not world.stored("monthly", "2026-12").shown
        assert world.apply(programme(kept, cancelled=shown), now(moment)).is_empty

    def test_a_hidden_one_that_takes_place_after_all_is_shown(self) -> None:
        hiding = CancelledPolicy("hide")
        world = published(programme(OFF, cancelled=hiding), FIRST)

        world.apply(programme(monthly(), cancelled=hiding), LATER)

        assert world.shows("programme.ics", "monthly", "2026-12")


class TestThePolicyOfOneMeeting:
    HIDE = CancelledPolicy("hide")

    def test_of_a_change_is_for_that_meeting_alone(self) -> None:
        off = monthly(
            changes=(change("2026-12", cancel="Snow"), change("2027-01", cancel="Ice", cancelled=self.HIDE))
        )
        world = published(programme(off), FIRST)

        assert world.shows("programme.ics", "monthly", "2026-12")
        assert not world.shows("programme.ics", "monthly", "2027-01")

    def test_of_a_series_is_for_its_meetings(self) -> None:
        other = monthly("other", changes=(change("2026-12", cancel="Snow"),))
        world = published(
            programme(replace(OFF, details=replace(OFF.details, cancelled=self.HIDE)), other), FIRST
        )

        assert not world.shows("programme.ics", "monthly", "2026-12")
        assert world.shows("programme.ics", "other", "2026-12")

    def test_of_a_change_is_nearer_than_that_of_its_series(self) -> None:
        shown = change("2026-12", cancel="Snow", cancelled=CancelledPolicy("show"))
        world = published(programme(monthly(changes=(shown,), cancelled=self.HIDE)), FIRST)

        assert world.shows("programme.ics", "monthly", "2026-12")

    def test_takes_a_webinar_that_was_published_by_mistake_out_of_all_feeds(self) -> None:
        world = published(programme(webinar("talk", "2026-12-10 10:00")), FIRST)
        mistake = webinar("talk", "2026-12-10 10:00", status=Status.CANCELLED, cancelled=self.HIDE)

        (step,) = world.apply(programme(mistake), LATER).steps

        assert (step.kind, step.shown) == (StepKind.CANCEL, False)
        for name in ("programme.ics", "cities/sofia.ics", "cities/sejong.ics"):
            assert not world.shows(name, "talk")

    def test_of_a_series_is_also_for_meetings_that_left_the_text(self) -> None:
        more = extra("kick-off", "2026-12-03 09:00")
        world = published(programme(monthly(extras=(more,), cancelled=self.HIDE)), FIRST)

        world.apply(programme(monthly(cancelled=self.HIDE)), LATER)

        assert not world.shows("programme.ics", "monthly", "extra.kick-off")


HIDE = CancelledPolicy("hide")


class TestAMeetingWithoutADateInTheText:
    """A weekly rule was published by mistake, and the monthly one is back."""

    @pytest.mark.parametrize(
        ("slip", "key"),
        [
            pytest.param(monthly(every=weekly(WED, 1, "2026-01-07")), "2026-W52", id="a rule"),
            pytest.param(monthly(extras=(extra("talk", "2026-12-02 10:00"),)), "extra.talk", id="an extra"),
            pytest.param(visit("monthly", "2026-12-02 16:00"), "once", id="a single date"),
        ],
    )
    def test_a_change_that_cancels_it_hides_it(self, slip: Series, key: str) -> None:
        world = published(programme(slip), FIRST)
        cured = programme(monthly(changes=(change(key, cancel="Mistake", cancelled=HIDE),)))

        plan = world.apply(cured, LATER)

        (step,) = (each for each in plan.steps if each.after.key == key)
        assert (step.kind, step.shown) == (StepKind.CANCEL, False)
        assert not world.shows("programme.ics", "monthly", key)
        assert world.plan(cured, LATER).is_empty
        assert world.plan(programme(monthly()), LATER).is_empty

    def test_also_if_it_was_cancelled_before(self) -> None:
        world = published(programme(monthly(extras=(extra("talk", "2026-12-02 10:00"),))), FIRST)
        world.apply(programme(monthly()), FIRST)
        assert world.shows("programme.ics", "monthly", "extra.talk")

        world.apply(programme(monthly(changes=(change("extra.talk", cancel="x", cancelled=HIDE),))), LATER)

        assert not world.shows("programme.ics", "monthly", "extra.talk")

    def test_without_hide_it_shows_the_reason(self) -> None:
        world = published(programme(monthly(extras=(extra("talk", "2026-12-02 10:00"),))), FIRST)

        world.apply(programme(monthly(changes=(change("extra.talk", cancel="Mistake"),))), LATER)

        assert "Cancelled: Mistake" in world.piece("monthly", "extra.talk")

    def test_a_past_one_asks_for_allow_past_as_any_other_does(self) -> None:
        world = published(programme(monthly()), FIRST)
        off = programme(monthly(begins="2027-01", changes=(change("2026-12", cancel="x", cancelled=HIDE),)))
        later = now("2026-12-20 08:00")

        (problem,) = world.plan(off, later).problems
        world.apply(off, later, allow_past=True)

        assert problem.path == ("meetings", "monthly", "changes", "2026-12", "cancel")
        assert problem.message.endswith(
            "it took place on 16 December 2026; its status changes only with --allow-past"
        )
        assert not world.shows("programme.ics", "monthly", "2026-12")

    @pytest.mark.parametrize(
        "edited",
        [
            pytest.param(change("2026-W50", cancel="x", cancelled=HIDE), id="never published"),
            pytest.param(change("extra.talk", cancel="x", title="Talk"), id="cancelled and more"),
            pytest.param(change("extra.talk", "2026-12-03 10:00"), id="moved"),
        ],
    )
    def test_anything_else_is_an_error(self, edited: Change) -> None:
        world = published(programme(monthly(extras=(extra("talk", "2026-12-02 10:00"),))), FIRST)

        (problem,) = world.plan(programme(monthly(changes=(edited,))), LATER).problems

        assert problem.path == ("meetings", "monthly", "changes", edited.key)
