"""A plan as Markdown, to be pasted into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.plan import Proposal
from scheduler.plan.notices import grouped
from scheduler.reports.change_lines import CALL, ChangeLine, change_line
from scheduler.reports.city_changes import by_city, summary
from scheduler.reports.plan_text import beside_meetings


def plan_markdown(proposal: Proposal) -> str:
    """The whole plan as one document, a table for each city."""
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
        for line in beside_meetings(plan):
            yield f"- {_cell(line)}"
    for city, items in by_city(plan, proposal.now).items():
        yield f"\n## {_cell(city)}\n"
        yield "| what | meeting | before | after | why |"
        yield "|---|---|---|---|---|"
        for item in items:
            yield _row(change_line(item, plan.profile))
    if plan.notices:
        yield "\n## Notes\n"
    for notice in grouped(plan.notices):
        yield f"- {_cell(str(notice))}"
    for reason in plan.over_limit:
        yield f"\n**Safety limit:** {reason}."


def _warnings(proposal: Proposal) -> Iterator[str]:
    if proposal.warnings:
        yield "\n## Warnings\n"
    for warning in proposal.warnings:
        yield f"- {_cell(str(warning))}"


def _row(told: ChangeLine) -> str:
    why = ", ".join(filter(None, (*told.words, told.data))) or told.item.step.cause.value
    after = " ".join(filter(None, (_cell(told.after or ""), f"**{CALL}**" if told.item.soon else "")))
    return f"| {told.verb} | {_cell(told.meeting)} | {_cell(told.before or '')} | {after} | {_cell(why)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
