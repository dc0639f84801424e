"""A plan as Markdown, to be pasted into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler.commands.differences import differences
from scheduler.commands.impact import Felt, by_city, summary
from scheduler.commands.plan_text import CALL, HOUSEKEEPING
from scheduler.plan.notices import gathered
from scheduler.plan.plan import Plan


def plan_markdown(plan: Plan, now: datetime) -> str:
    """The whole plan as one document, a table for each city."""
    return "\n".join(_lines(plan, now)) + "\n"


def _lines(plan: Plan, now: datetime) -> Iterator[str]:
    yield f"# Plan {plan.digest}"
    yield ""
    yield f"Against revision {plan.base}: {summary(plan) or 'no meeting changes'}."
    for name in plan.housekeeping:
        yield f"- {HOUSEKEEPING[name].format(first=plan.window.first, edge=plan.window.edge)}"
    for city, items in by_city(plan, now).items():
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


def _row(item: Felt) -> str:
    step = item.step
    title = _cell(f"{step.after.title.say('en')} ({step.after.key})")
    said = [*differences(step), *([step.after.reason.say("en")] if step.after.reason else [])]
    why = ", ".join(said) or step.cause.value
    soon = f" **{CALL}**" if item.soon else ""
    return f"| {step.kind.value} | {title} | {item.before or ''} | {item.after}{soon} | {_cell(why)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
