"""A plan for the terminal: grouped by city, in everyone's local time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.commands.differences import differences
from scheduler.commands.impact import Felt, by_city, summary
from scheduler.commands.plan import Proposal
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
_HOUSEKEEPING = {
    "programme": "What calendars and pages say of the programme, its cities, pairs or themes changes.",
    "series": "A series is new.",
    "names": "A series is known by a new id; its meetings keep their identity.",
    "grounds": "The text words its dates anew; no meeting changes by that.",
    "skips": "Pages tell anew which meetings are skipped for a holiday.",
    "window": "Feeds now show {first:%B %Y} to {edge:%B %Y}, the last one not included.",
}


def beside_meetings(plan: Plan) -> Iterator[str]:
    """What changes beside the meetings, a sentence each."""
    for line in plan.calendars:
        yield f"{line[:1].upper()}{line[1:]}."
    for name in plan.housekeeping:
        if name in _HOUSEKEEPING:
            yield _HOUSEKEEPING[name].format(first=plan.window.first, edge=plan.window.edge)


def plan_text(proposal: Proposal) -> str:
    """The whole plan in words, with its digest; what is doubtful about the configuration last."""
    return "\n".join((*_lines(proposal), *_warnings(proposal))) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    plan = proposal.plan
    if proposal.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
        yield from _notices(plan)
        return
    for reason in plan.fuse:
        yield f"Unusually large: {reason}. `twincal apply` refuses this without --allow-large.\n"
    against = f"Against revision {plan.base}" if plan.base else "The first publication"
    yield f"{against}: {summary(plan)}."
    if proposal.zones:
        yield f"Feeds get the time-zone data of today for {', '.join(proposal.zones)}."
    if plan.base:
        yield from beside_meetings(plan)
    for city, items in by_city(plan, proposal.now).items():
        yield ""
        yield city
        yield from _city(items, plan)
    yield from _notices(plan)
    yield f"\nPlan {plan.digest}"
    yield f"To apply exactly this: twincal apply CONFIG --plan {plan.digest}"


def _city(items: Sequence[Felt], plan: Plan) -> Iterator[str]:
    """One line for each change; what happens alike to many meetings of a series together."""
    recorded = [item for item in items if _is_record(item)]
    if len(recorded) > FEW or not plan.base:
        yield from _records(recorded)
        items = [item for item in items if not _is_record(item)]
    alike: dict[object, list[Felt]] = {}
    for number, item in enumerate(items):
        alike.setdefault(_alike(item) or number, []).append(item)
    for group in alike.values():
        if len(group) > FEW:
            yield _many(group)
        else:
            for item in group:
                yield from _one(item)


def _is_record(item: Felt) -> bool:
    """Whether it is only remembered: over before it was ever published."""
    return item.step.before is None and item.over


def _records(recorded: Sequence[Felt]) -> Iterator[str]:
    if recorded:
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield f"  on record  {meetings} taken place already"


def _alike(item: Felt) -> object:
    """Equal for what may be told together; None for what each must be told of by itself."""
    step = item.step
    if item.soon or step.kind in (Kind.MOVE, Kind.REINSTATE):
        return None
    return (_verb(item), step.after.series, step.cause, differences(step), tuple(_why(step)), item.over)


def _many(items: Sequence[Felt]) -> str:
    first, last = items[0], items[-1]
    title = first.step.after.title.say("en")
    when = f"{len(items)} meetings, {first.after} to {last.after}"
    return f"  {_verb(first):<10} {title}: {when}{_said(first)}"


def _one(item: Felt) -> Iterator[str]:
    after = item.step.after
    head = f"  {_verb(item):<10} {after.title.say('en')} ({after.key}): "
    moved = item.before is not None and item.before != item.after and not (item.joins or item.leaves)
    times = f"{item.before} → {item.after}" if moved else item.before if item.leaves else item.after
    yield f"{head}{times}{_said(item)}"
    if item.soon:
        yield f"             ! {CALL}"


def _said(item: Felt) -> str:
    """What else is to be said of a change: what differs, why, and which data are the cause."""
    if item.leaves:
        return ", no longer in this city's calendar; it still takes place"
    taken_place = ("has taken place already",) if _is_record(item) else ()
    cancelled = ("cancelled",) if item.step.after.cancelled and item.step.kind is Kind.CHANGE else ()
    words = (*taken_place, *cancelled, *differences(item.step), *_why(item.step))
    return "".join(f", {said}" for said in words) + CAUSES[item.step.cause]


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


def _warnings(proposal: Proposal) -> Iterator[str]:
    if proposal.warnings:
        yield "\nWarnings"
    for warning in proposal.warnings:
        yield f"  {warning}"
