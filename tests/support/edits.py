"""A programme that is published on one day, and edited on the next."""

from __future__ import annotations

from scheduler.plan.make_plan import Plan
from scheduler.programme.programme import Programme
from scheduler.reports.sentences import sentence
from support.programmes import now
from support.world import published

FIRST = now("2026-11-25 08:00")
LATER = now("2026-11-26 08:00")


def reasons(before: Programme, after: Programme) -> tuple[str, ...]:
    """The reasons for which the safety limit stops the edit, in words; the text has no errors."""
    plan = published(before, FIRST).plan(after, LATER)
    assert plan.problems == ()
    return reasons_of(plan)


def reasons_of(plan: Plan) -> tuple[str, ...]:
    """The reasons for which the safety limit stops `plan`, in words."""
    return tuple(map(sentence, plan.refusals))
