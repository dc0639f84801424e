"""What the secretariat writes of meetings afterwards is recorded, and no reader sees it."""

from __future__ import annotations

from scheduler.programme.details import NOTHING_WRITTEN, Outcome
from scheduler.programme.series import Change
from support.programmes import change, changed, monthly, now, programme
from support.world import World, published

TODAY = now("2026-11-25")


def monthly_since_september() -> World:
    return published(programme(monthly(begins="2026-09")), TODAY)


def with_change(*changes: Change) -> object:
    return programme(changed(monthly(begins="2026-09"), *changes))


def test_an_outcome_is_recorded_and_changes_no_feed_and_no_page() -> None:
    world = monthly_since_september()
    before, modified = world.site(TODAY).resources, world.state.modified

    plan = world.apply(with_change(change("2026-10", held=False), change("2026-11", present=12)), TODAY)

    assert plan.steps == ()
    assert plan.other_changes == ("outcomes",)
    assert world.stored("monthly", "2026-10").occurrence.outcome == Outcome(held=False)
    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)
    assert world.site(TODAY).resources == before
    assert world.state.modified == modified


def test_an_outcome_comes_with_another_change_of_its_meeting() -> None:
    world = monthly_since_september()

    plan = world.apply(with_change(change("2026-11", present=12, place="Town hall")), TODAY)

    (step,) = plan.steps
    assert step.entry(("en",)).details == ("place",)
    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)


def test_what_is_taken_out_of_the_text_leaves_the_record_but_a_lost_series_takes_nothing_with_it() -> None:
    world = monthly_since_september()
    world.apply(with_change(change("2026-11", present=12)), TODAY)

    world.apply(programme(monthly(id="other")), TODAY)
    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)
    world.apply(programme(monthly(begins="2026-09")), TODAY)
    assert world.stored("monthly", "2026-11").occurrence.outcome == NOTHING_WRITTEN


def test_a_new_meeting_has_its_outcome_at_once() -> None:
    world = published(with_change(change("2026-11", present=12)), TODAY)

    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)
    assert world.plan(with_change(change("2026-11", present=12)), TODAY).is_empty
