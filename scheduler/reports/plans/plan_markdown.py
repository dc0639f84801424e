"""A plan as Markdown, to paste into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.commands.plan import Proposal
from scheduler.plan.plan import Plan
from scheduler.reports.alike import MOST_LINES
from scheduler.reports.plans.change_groups import (
    first_and_last,
    grouped,
    left_out,
    moved_hours,
    skipped,
    words_of,
)
from scheduler.reports.plans.city_changes import CALL, CityChange, by_city
from scheduler.reports.plans.decisions import decisions, other_notices
from scheduler.reports.plans.other_changes import other_changes
from scheduler.reports.plans.plan_text import summary
from scheduler.reports.printable import markdown
from scheduler.reports.problem_lines import problem_lines
from scheduler.reports.sentences import finding_lines, sentence
from scheduler.reports.warnings import located
from scheduler.state.revision import StepKind


def plan_markdown(proposal: Proposal, most_lines: int = MOST_LINES) -> str:
    """Returns the whole plan as one document, with a table for each city.

    More than `most_lines` changes of one kind in a series share a row.
    """
    return "\n".join((*_lines(proposal, most_lines), *_warnings(proposal))) + "\n"


def _lines(proposal: Proposal, most_lines: int) -> Iterator[str]:
    plan = proposal.plan
    yield f"# Plan {plan.digest}"
    yield ""
    if proposal.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
    else:
        yield f"Compared with revision {plan.base}: {summary(plan)}."
    if proposal.zones:
        yield f"- Feeds get the time-zone data of today for {', '.join(proposal.zones)}."
    if plan.base:
        for line in other_changes(plan):
            yield f"- {markdown(line)}"
    for refusal in plan.refusals:
        yield f"\n**Safety limit:** {markdown(sentence(refusal))}."
    lines = decisions(proposal)
    if lines:
        yield "\n## To decide\n"
    yield from (f"- {markdown(line)}" for line in lines)
    yield from _tables(proposal, most_lines)
    notices = other_notices(plan)
    if notices:
        yield "\n## Notes\n"
    for line in finding_lines(notices):
        yield f"- {markdown(line)}"


def _tables(proposal: Proposal, most_lines: int) -> Iterator[str]:
    plan = proposal.plan
    for city, changes in by_city(plan, proposal.now).items():
        yield f"\n## {markdown(city)}\n"
        yield "| what | meeting | before | after | why |"
        yield "|---|---|---|---|---|"
        groups = [*grouped(changes, most_lines)]
        for group in groups:
            yield _row(group[0]) if len(group) == 1 else _row_of_many(group, plan)
        yield from (f"| skip | {markdown(words)} | | | days off |" for words in skipped(groups, plan))


def _warnings(proposal: Proposal) -> Iterator[str]:
    lines = [*problem_lines(located(proposal.warnings))]
    if lines:
        yield "\n## Warnings\n"
    for line in lines:
        yield f"- {markdown(line)}"


def _row(change: CityChange) -> str:
    after = " ".join(filter(None, (markdown(change.after or ""), f"**{CALL}**" if change.is_soon else "")))
    before = markdown(change.before or "")
    return (
        f"| {change.verb} | {markdown(change.meeting)} | {before} | {after} | {markdown(_why((change,)))} |"
    )


def _row_of_many(group: Sequence[CityChange], plan: Plan) -> str:
    first = group[0]
    meetings = f"{first.title}: {len(group)} meetings"
    if first.verb == StepKind.MOVE:
        before, _, after = moved_hours(group).partition(" → ")
    else:
        before, after = "", f"{first_and_last(group)}{left_out(group, plan)}"
    cells = (meetings, before, after, _why(group))
    return f"| {first.verb} | {' | '.join(map(markdown, cells))} |"


def _why(group: Sequence[CityChange]) -> str:
    first = group[0]
    return ", ".join(filter(None, (*words_of(group), first.data))) or first.step.cause.value
