"""Finds the changes in a plan that a person should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scheduler.commands.plan import Proposal
from scheduler.findings.finding import Finding
from scheduler.plan.plan import Plan
from scheduler.reports.plans.city_changes import CALL, is_soon, names_of_cities, title_of
from scheduler.reports.sentences import finding_lines
from scheduler.reports.warnings import located
from scheduler.state.revision import StepKind
from scheduler.timetable.occurrence import Occurrence

MOST_DOUBTS = 12
"""The most doubts about times that a plan names as decisions."""


def decisions(proposal: Proposal) -> list[str]:
    """Returns a line for each series that the text lost, each change within 48 hours, and each doubt.

    Doubts are those about the times that the plan brings, and about new meetings that are over. Of the former
    there are at most `MOST_DOUBTS`, because the warnings have them all.
    """
    plan = proposal.plan
    over = finding_lines(notice for notice in plan.notices if notice.asks)
    soon = [
        f"{title_of(step.after)} ({step.after.key}): within 48 hours; {CALL}"
        for step in plan.steps
        if is_soon(step, proposal.now)
    ]
    doubts = [f"{warning.field}: {warning.message}" for warning in located(proposal.doubts)]
    more = len(doubts) - MOST_DOUBTS
    rest = (
        [f"{more} more {'doubt' if more == 1 else 'doubts'} about times: see the warnings"]
        if more > 0
        else []
    )
    return [*_lost(proposal), *soon, *over, *doubts[:MOST_DOUBTS], *rest]


def other_notices(plan: Plan) -> list[Finding]:
    """Returns the notices of which `decisions` has no line."""
    return [notice for notice in plan.notices if not notice.asks]


def _lost(proposal: Proposal) -> Iterator[str]:
    """Yields a line for each series that loses coming meetings: the files, or its dates, leave them out."""
    steps = [step for step in proposal.plan.steps if step.kind is StepKind.CANCEL]
    removed = [step.after for step in steps if step.after.trace.removed]
    undated = [step.after for step in steps if step.after.trace.undated]
    yield from _lost_lines(removed, "your files no longer have {them}")
    yield from _lost_lines(undated, "the dates of the series leave {them} out")
    skipped = [step.after for step in steps if _is_skipped(step.after)]
    if len(skipped) > 1:
        number = len({occurrence.series for occurrence in skipped})
        series = "1 series" if number == 1 else f"{number} series"
        yield f"{len(skipped)} coming meetings of {series} are cancelled, because of days off"


def _is_skipped(occurrence: Occurrence) -> bool:
    """Returns whether a holiday policy cancels the meeting."""
    trace = occurrence.trace
    return bool(trace.obstacles) and not (trace.removed or trace.undated or trace.change)


def _lost_lines(lost: Sequence[Occurrence], reason: str) -> Iterator[str]:
    titles = {occurrence.series: title_of(occurrence) for occurrence in lost}
    with_this_title = Counter(titles.values())
    cities = {occurrence.series: names_of_cities(occurrence) for occurrence in lost}
    for series, count in Counter(occurrence.series for occurrence in lost).items():
        number, they = (
            ("1 coming meeting is", "it") if count == 1 else (f"{count} coming meetings are", "them")
        )
        of_cities = f" of {cities[series]}" if with_this_title[titles[series]] > 1 else ""
        yield f"{titles[series]}{of_cities}: {number} cancelled, because {reason.format(them=they)}"
