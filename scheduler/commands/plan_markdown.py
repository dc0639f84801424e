"""A plan as Markdown, to be pasted into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.differences import differences
from scheduler.commands.impact import Felt, by_city, summary
from scheduler.commands.plan import Proposal
from scheduler.commands.plan_text import CALL, beside_meetings
from scheduler.plan.notices import gathered


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
            yield _row(item)
    if plan.notices:
        yield "\n## Notes\n"
    for notice in gathered(plan.notices):
        yield f"- {_cell(str(notice))}"
    for reason in plan.fuse:
        yield f"\n**Unusually large:** {reason}."


def _warnings(proposal: Proposal) -> Iterator[str]:
    if proposal.warnings:
        yield "\n## Warnings\n"
    for warning in proposal.warnings:
        yield f"- {_cell(str(warning))}"


def _row(item: Felt) -> str:
    step = item.step
    title = _cell(f"{step.after.title.say('en')} ({step.after.key})")
    said = [*differences(step), *([step.after.reason.say("en")] if step.after.reason else [])]
    why = ", ".join(said) or step.cause.value
    soon = f" **{CALL}**" if item.soon else ""
    return f"| {step.kind.value} | {title} | {item.before or ''} | {item.after}{soon} | {_cell(why)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
