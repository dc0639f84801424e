"""A plan for the terminal: grouped by city, in everyone's local time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from scheduler.commands.differences import differences
from scheduler.commands.impact import Felt, by_city, summary
from scheduler.plan.notices import gathered
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Cause, Kind, Step

CALL = "feeds may not show this in time: call"
FEW = 3
CAUSES = {
    Cause.CONFIGURATION: "",
    Cause.HOLIDAYS: " [new holiday data]",
    Cause.ZONES: " [new time-zone data]",
    Cause.WINDOW: " [window]",
}
HOUSEKEEPING = {
    "programme": "The programme's own name, address or languages change on every feed.",
    "feeds": "Feeds are added, renamed or retired.",
    "names": "A series is known by a new id; its meetings keep their identity.",
    "window": "The months that feeds show move on.",
}


def plan_text(plan: Plan, now: datetime) -> str:
    """The whole plan in words, its digest last."""
    return "\n".join(_lines(plan, now)) + "\n"


def _lines(plan: Plan, now: datetime) -> Iterator[str]:
    if plan.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
        yield from _notices(plan)
        return
    against = f"Against revision {plan.base}" if plan.base else "The first publication"
    yield f"{against}: {summary(plan) or 'no meeting changes'}."
    for name in plan.housekeeping if plan.base else ():
        yield HOUSEKEEPING[name]
    for city, items in by_city(plan, now).items():
        yield ""
        yield city
        yield from _city(items)
    yield from _notices(plan)
    for reason in plan.fuse:
        yield f"\nUnusually large: {reason}. `twincal apply` refuses this without --allow-large."
    yield f"\nPlan {plan.digest}"


def _city(items: Sequence[Felt]) -> Iterator[str]:
    """One line for each change; new meetings of one series together where there are many."""
    recorded = [item for item in items if _is_record(item)]
    if recorded:
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield f"  on record  {meetings} taken place already"
    told = [item for item in items if not _is_record(item)]
    many = Counter(item.step.after.series for item in told if _is_bulk(item))
    done: set[str] = set()
    for item in told:
        series = item.step.after.series
        if not _is_bulk(item) or many[series] <= FEW:
            yield from _one(item)
        elif series not in done:
            done.add(series)
            yield _many([other for other in told if _is_bulk(other) and other.step.after.series == series])


def _is_record(item: Felt) -> bool:
    """Whether it is only remembered: over before it was ever published."""
    return item.step.before is None and item.over


def _is_bulk(item: Felt) -> bool:
    """Whether it may be told together with the others of its series."""
    return item.step.kind is Kind.ADD and not item.soon


def _many(items: Sequence[Felt]) -> str:
    first, last = items[0], items[-1]
    title = first.step.after.title.say("en")
    cause = CAUSES[first.step.cause]
    return f"  add        {title}: {len(items)} meetings, {first.after} to {last.after}{cause}"


def _one(item: Felt) -> Iterator[str]:
    after = item.step.after
    head = f"  {_verb(item):<10} {after.title.say('en')} ({after.key}): "
    said = (*differences(item.step), *_why(item.step))
    moved = item.before is not None and item.before != item.after
    times = f"{item.before} → {item.after}" if moved else item.after
    yield f"{head}{times}{''.join(f', {words}' for words in said)}{CAUSES[item.step.cause]}"
    if item.soon:
        yield f"             ! {CALL}"


def _why(step: Step) -> Iterator[str]:
    """The reason that the text gives for a move or a cancellation."""
    if step.after.reason is not None and step.kind in (Kind.MOVE, Kind.CANCEL):
        yield step.after.reason.say("en")


def _verb(item: Felt) -> str:
    if item.leaves:
        return "leave"
    if item.joins:
        return "join"
    return item.step.kind.value


def _notices(plan: Plan) -> Iterator[str]:
    if plan.notices:
        yield "\nNotes"
    for notice in gathered(plan.notices):
        yield f"  {notice}"
