"""A plan as text: grouped by city, in local times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.commands.plan import Proposal
from scheduler.plan.plan import Plan
from scheduler.reports.alike import MOST_LINES
from scheduler.reports.errors import problem_lines
from scheduler.reports.formats import as_text
from scheduler.reports.plans.change_groups import (
    first_and_last,
    grouped,
    left_out,
    moved_hours,
    skipped,
    words_of,
)
from scheduler.reports.plans.city_changes import CALL, CityChange, by_city
from scheduler.reports.plans.summary import cities_to_tell, decisions, notes, other_changes, summary
from scheduler.reports.sentences import sentence
from scheduler.reports.warnings import located
from scheduler.state.revision import StepKind


def plan_text(proposal: Proposal, command: str, most_lines: int = MOST_LINES) -> str:
    """Returns the whole plan with its digest, and the warnings about the configuration last.

    More than `most_lines` changes of one kind in a series share a line. `command` is the one that applies the
    plan. If it is empty, because the plan is about one edit, the digest is left out, and so are the warnings:
    those about this edit are among the decisions, and the others would hide it.
    """
    warnings = _section("Warnings", problem_lines(located(proposal.warnings))) if command else ()
    soon = cities_to_tell(proposal.plan, proposal.now) if command else None
    lines = (*_lines(proposal, command, most_lines), *warnings, *(("", soon) if soon is not None else ()))
    return as_text(lines)


def _lines(proposal: Proposal, command: str, most_lines: int) -> Iterator[str]:
    plan = proposal.plan
    if proposal.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
        yield from _section("Notes", notes(plan))
        return
    for refusal in plan.refusals:
        yield f"Safety limit: {sentence(refusal)}. `twincal apply` refuses this without --allow large."
        yield ""
    base = f"Compared with revision {plan.base}" if plan.base else "The first publication"
    yield f"{base}: {summary(plan)}."
    if proposal.zones:
        yield f"Feeds get the time-zone data of today for {', '.join(proposal.zones)}."
    if plan.base:
        yield from other_changes(plan)
    yield from _section("To decide", decisions(proposal))
    for city, changes in by_city(plan, proposal.now).items():
        yield ""
        yield city
        yield from _city(changes, plan, most_lines)
    yield from _section("Notes", notes(plan))
    if not command:
        return
    yield ""
    yield f"Plan {plan.digest}"
    consent = " --allow large" if plan.refusals else ""
    yield f"To apply exactly this: {command}{consent} --plan {plan.digest}"


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    indented = [f"  {line}" for line in lines]
    if indented:
        yield ""
        yield heading
    yield from indented


def _city(changes: Sequence[CityChange], plan: Plan, most_lines: int) -> Iterator[str]:
    """Yields one line for each change; the same change to many meetings of a series is one line."""
    recorded = [change for change in changes if change.is_only_recorded]
    if len(recorded) > most_lines or not plan.base:
        yield from _recorded(recorded)
        changes = [change for change in changes if not change.is_only_recorded]
    groups = [*grouped(changes, most_lines)]
    for group in groups:
        if len(group) == 1:
            yield from _change_lines(group[0])
        else:
            yield _group_line(group, plan)
    yield from (f"  {'skip':<10} {words}" for words in skipped(groups, plan))


def _recorded(recorded: Sequence[CityChange]) -> Iterator[str]:
    if recorded:
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield f"  on record  {meetings} taken place already"


def _group_line(group: Sequence[CityChange], plan: Plan) -> str:
    first = group[0]
    if first.verb == StepKind.MOVE:
        when = f"{len(group)} meetings {moved_hours(group)}"
    else:
        when = f"{len(group)} meetings, {first_and_last(group)}"
    return f"  {first.verb:<10} {first.title}: {when}{_remarks(group)}{left_out(group, plan)}"


def _change_lines(change: CityChange) -> Iterator[str]:
    is_new_time = change.before and change.after and change.before != change.after
    times = f"{change.before} → {change.after}" if is_new_time else change.time
    yield f"  {change.verb:<10} {change.meeting}: {times}{_remarks((change,))}"
    if change.is_soon:
        yield f"             ! {CALL}"


def _remarks(group: Sequence[CityChange]) -> str:
    data = group[0].data
    return "".join(f", {words}" for words in words_of(group)) + (f" [{data}]" if data else "")
