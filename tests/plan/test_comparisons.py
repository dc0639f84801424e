"""A plan compares the text with what is published now, also when an older store was put back."""

from __future__ import annotations

from scheduler.state.revision import StepKind
from support.programmes import monthly, now, programme, webinar
from support.world import published

FIRST = now("2026-09-01 08:00")
LATER = now("2026-09-01 09:00")
TALK = webinar("talk", "2026-12-10 15:00")


def test_a_store_that_was_put_back_gets_later_series_again() -> None:
    world = published(programme(monthly()), FIRST)
    earlier = world.state
    world.apply(programme(monthly(), TALK), LATER)
    assert world.plan(programme(monthly(), TALK), LATER).is_empty
    world.state = earlier

    plan = world.plan(programme(monthly(), TALK), LATER)

    assert [(step.after.series, step.kind) for step in plan.steps] == [("talk", StepKind.ADD)]
