"""Finds the changes in a plan that a person should look at first."""

from __future__ import annotations

from scheduler.commands.plan import Proposal
from scheduler.configuration import Located
from scheduler.reports.plans.city_changes import CALL, is_soon

_SECTIONS = ("meetings", "webinars")


def decisions(proposal: Proposal) -> list[str]:
    """Returns a line for each change within 48 hours, and for each doubt about a series that changes.

    The first publication has none: everything in it is new.
    """
    plan = proposal.plan
    if not plan.base:
        return []
    soon = [
        f"{step.after.content.title.say('en')} ({step.after.key}): within 48 hours; {CALL}"
        for step in plan.steps
        if is_soon(step, proposal.now)
    ]
    changed = {proposal.ids.of_series(step.after.series) for step in plan.steps}
    doubts = [
        f"{warning.field}: {warning.message}"
        for warning in proposal.warnings
        if _series_of(warning) in changed
    ]
    return soon + doubts


def _series_of(warning: Located) -> str:
    """Returns the id of the series that a warning is about; empty if it is about something else."""
    section, _, field = warning.field.partition(".")
    return field.partition(".")[0] if section in _SECTIONS else ""
