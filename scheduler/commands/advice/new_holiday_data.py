"""Notices about published meetings that new holiday data would move or cancel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.advice.notices.notice import ComingNotice
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.state.revision import Cause


def waiting_steps(plan: Plan) -> Iterator[Step]:
    """Yields the changes of published meetings that only new holiday data would bring."""
    return (step for step in plan.steps if step.cause is Cause.HOLIDAYS and step.before is not None)


def line_to_keep(step: Step) -> str:
    """Returns the line under `changes:` that keeps the published date."""
    old = step.before.occurrence if step.before else step.after
    return f"{old.key}: {{move_to: {old.timing.starts:%Y-%m-%d %H:%M}}}"


def new_data_notices(plan: Plan, last: date) -> Iterator[ComingNotice]:
    """Yields a notice for each of these meetings until the day `last`."""
    for step in waiting_steps(plan):
        old = step.before.occurrence if step.before else step.after
        day, new = old.timing.starts.date(), step.after.timing.starts.date()
        if day <= last:
            yield ComingNotice(
                day=day,
                code="new-holiday-data",
                values={
                    "title": old.content.title,
                    "old": day,
                    "line": f"`{line_to_keep(step)}`",
                    **({} if step.after.cancelled else {"new": new}),
                },
                cities=old.cities(),
                series=old.series,
                key=old.key,
            )
