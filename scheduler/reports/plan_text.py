"""A plan for the terminal: grouped by city, in everyone's local time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.commands.plan import Proposal
from scheduler.plan.notices import grouped
from scheduler.plan.plan import Plan
from scheduler.record.revision import StepKind
from scheduler.reports.change_lines import CALL, ChangeLine, change_line
from scheduler.reports.city_changes import CityChange, by_city, summary

FEW = 3
_MONTHS = "Feeds now show {first:%B %Y} to {edge:%B %Y}, the last one not included."
_HOUSEKEEPING = {
    "programme": "What calendars and pages say of the programme, its cities, pairs or themes changes.",
    "address": "The link of every meeting to come changes: their entries are written anew.",
    "series": "A series is new.",
    "names": "A series is known by a new id; its meetings keep their identity.",
    "grounds": "The text words its dates anew; no meeting changes by that.",
    "skips": "Pages tell anew which meetings are skipped for a holiday.",
    "clock": "The last revision was made by a clock that was ahead; from now on this one counts.",
    "window": _MONTHS,
    "new window": _MONTHS,
}


def beside_meetings(plan: Plan) -> Iterator[str]:
    """What changes beside the meetings, a sentence each."""
    for line in plan.calendars:
        yield f"{line[:1].upper()}{line[1:]}."
    for name in plan.other_changes:
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
    for reason in plan.over_limit:
        yield f"Safety limit: {reason}. `twincal apply` refuses this without --allow-large.\n"
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


def _city(items: Sequence[CityChange], plan: Plan) -> Iterator[str]:
    """One line for each change; what happens alike to many meetings of a series together."""
    recorded = [item for item in items if item.is_record]
    if len(recorded) > FEW or not plan.base:
        yield from _records(recorded)
        items = [item for item in items if not item.is_record]
    alike: dict[object, list[ChangeLine]] = {}
    tellings = [change_line(item, plan.profile) for item in items]
    changes = [(_alike(told) or number, told) for number, told in enumerate(tellings)]
    for key, told in changes:
        alike.setdefault(key, []).append(told)
    for key, told in changes:
        group = alike[key]
        if len(group) <= FEW:
            yield from _one(told)
        elif told is group[0]:
            yield _many(group)


def _records(recorded: Sequence[CityChange]) -> Iterator[str]:
    if recorded:
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield f"  on record  {meetings} taken place already"


def _alike(told: ChangeLine) -> object:
    """Equal for what may be told together; None for what each must be told of by itself."""
    item = told.item
    if item.soon or told.verb in (StepKind.MOVE, StepKind.REINSTATE):
        return None
    return (told.verb, item.step.after.series, item.step.cause, told.words, item.over)


def _many(group: Sequence[ChangeLine]) -> str:
    first, last = group[0], group[-1]
    when = f"{len(group)} meetings, {first.time} to {last.time}"
    return f"  {first.verb:<10} {first.title}: {when}{_said(first)}"


def _one(told: ChangeLine) -> Iterator[str]:
    both = told.before and told.after and told.before != told.after
    times = f"{told.before} → {told.after}" if both else told.time
    yield f"  {told.verb:<10} {told.meeting}: {times}{_said(told)}"
    if told.item.soon:
        yield f"             ! {CALL}"


def _said(told: ChangeLine) -> str:
    """What else is to be said of a change, at the end of its line."""
    return "".join(f", {said}" for said in told.words) + (f" [{told.data}]" if told.data else "")


def _notices(plan: Plan) -> Iterator[str]:
    if plan.notices:
        yield "\nNotes"
    for notice in grouped(plan.notices):
        yield f"  {notice}"


def _warnings(proposal: Proposal) -> Iterator[str]:
    if proposal.warnings:
        yield "\nWarnings"
    for warning in proposal.warnings:
        yield f"  {warning}"
