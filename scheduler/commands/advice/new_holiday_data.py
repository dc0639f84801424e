"""Notices about published meetings that new holiday data would move or cancel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.findings.finding import Finding
from scheduler.findings.search import FindingSearch
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


def new_data_notices(search: FindingSearch, plan: Plan) -> Iterator[Finding]:
    """Yields a finding for each of these meetings until the last day of the search."""
    for step in waiting_steps(plan):
        old = step.before.occurrence if step.before else step.after
        day = old.timing.starts.date()
        values: dict[str, Any] = {"old": day, "line": f"`{line_to_keep(step)}`"}
        if not step.after.cancelled:
            values["new"] = step.after.timing.starts.date()
        if day <= search.last:
            yield search.finding("new-holiday-data", old, **values)
