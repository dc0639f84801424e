"""A plan as Markdown, to paste into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.plan import Proposal
from scheduler.reports.notices import notice_lines
from scheduler.reports.plans.city_changes import CALL, CityChange, by_city
from scheduler.reports.plans.other_changes import other_changes
from scheduler.reports.plans.plan_text import summary
from scheduler.reports.reasons_to_ask import reason_to_ask_text


def plan_markdown(proposal: Proposal) -> str:
    """Returns the whole plan as one document, with a table for each city."""
    return "\n".join((*_lines(proposal), *_warnings(proposal))) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    plan = proposal.plan
    yield f"# Plan {plan.digest}"
    yield ""
    if proposal.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
    else:
        yield f"Against revision {plan.base}: {summary(plan)}."
    if proposal.zones:
        yield f"- Feeds get the time-zone data of today for {', '.join(proposal.zones)}."
    if plan.base:
        for line in other_changes(plan):
            yield f"- {_cell(line)}"
    for city, changes in by_city(plan, proposal.now).items():
        yield f"\n## {_cell(city)}\n"
        yield "| what | meeting | before | after | why |"
        yield "|---|---|---|---|---|"
        for change in changes:
            yield _row(change)
    if plan.notices:
        yield "\n## Notes\n"
    for line in notice_lines(plan.notices):
        yield f"- {_cell(line)}"
    for reason in plan.reasons_to_ask:
        yield f"\n**Safety limit:** {reason_to_ask_text(reason)}."


def _warnings(proposal: Proposal) -> Iterator[str]:
    if proposal.warnings:
        yield "\n## Warnings\n"
    for warning in proposal.warnings:
        yield f"- {_cell(str(warning))}"


def _row(change: CityChange) -> str:
    why = ", ".join(filter(None, (*change.words, change.data))) or change.step.cause.value
    after = " ".join(filter(None, (_cell(change.after or ""), f"**{CALL}**" if change.is_soon else "")))
    before = _cell(change.before or "")
    return f"| {change.verb} | {_cell(change.meeting)} | {before} | {after} | {_cell(why)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
