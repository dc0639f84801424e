"""A plan as Markdown, to paste into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.commands.plan import Proposal
from scheduler.plan.plan import Plan
from scheduler.reports.errors import problem_lines
from scheduler.reports.formats import as_text, markdown
from scheduler.reports.plans.change_groups import (
    first_and_last,
    grouped,
    left_out,
    moved_hours,
    skipped,
    words_of,
)
from scheduler.reports.plans.city_changes import CALL, CityChange, by_city
from scheduler.reports.plans.summary import decisions, notes, other_changes, summary
from scheduler.reports.sentences import sentence
from scheduler.reports.warnings import located
from scheduler.state.revision import StepKind


def plan_markdown(proposal: Proposal, most_lines: int) -> str:
    """Returns the whole plan as one document, with a table for each city.

    More than `most_lines` changes of one kind in a series share a row.
    """
    warnings = _section("Warnings", problem_lines(located(proposal.warnings)))
    return as_text((*_lines(proposal, most_lines), *warnings))


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
        yield ""
        yield f"**Safety limit:** {markdown(sentence(refusal))}."
    yield from _section("To decide", decisions(proposal))
    yield from _tables(proposal, most_lines)
    yield from _section("Notes", notes(plan))


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    items = [f"- {markdown(line)}" for line in lines]
    if items:
        yield from ("", f"## {heading}", "")
    yield from items


def _tables(proposal: Proposal, most_lines: int) -> Iterator[str]:
    plan = proposal.plan
    for city, changes in by_city(plan, proposal.now).items():
        yield from ("", f"## {markdown(city)}", "")
        yield "| what | meeting | before | after | why |"
        yield "|---|---|---|---|---|"
        groups = [*grouped(changes, most_lines)]
        for group in groups:
            yield _row(group[0]) if len(group) == 1 else _row_of_many(group, plan)
        yield from (f"| skip | {markdown(words)} | | | days off |" for words in skipped(groups, plan))


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
