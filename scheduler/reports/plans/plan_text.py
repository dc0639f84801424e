"""A plan as text: grouped by city, in local times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from scheduler.commands.plan import Proposal
from scheduler.configuration import Located
from scheduler.plan.plan import Plan
from scheduler.publication.languages.day_off_reasons import reason_text
from scheduler.record.revision import Cause, StepKind
from scheduler.reports.notices import notice_lines
from scheduler.reports.plans.city_changes import CALL, CityChange, by_city, is_soon
from scheduler.reports.plans.other_changes import other_changes
from scheduler.reports.reasons_to_ask import reason_to_ask_text

SECTIONS = ("meetings", "webinars")
MOST_LINES = 3
"""The most changes of one kind in a series that get a line each."""


def summary(plan: Plan) -> str:
    """Returns `2 to add, 1 to move`: the number of steps, or the purpose of a plan without steps."""
    if plan.is_empty:
        return "no meeting changes, time-zone data renewed"
    counts = [(kind, sum(step.kind is kind for step in plan.steps)) for kind in StepKind]
    steps = ", ".join(f"{count} to {kind}" for kind, count in counts if count)
    if not steps:
        return (
            "the link of every meeting changes" if "address" in plan.other_changes else "no meeting changes"
        )
    is_window = all(step.cause is Cause.WINDOW for step in plan.steps)
    return steps + " as the window moves on" if is_window else steps


def plan_text(proposal: Proposal, command: str, most_lines: int = MOST_LINES) -> str:
    """Returns the whole plan with its digest, and the warnings about the configuration last.

    More than `most_lines` changes of one kind in a series share a line. `command` is the one that applies the
    plan.
    """
    return "\n".join((*_lines(proposal, command, most_lines), *_warnings(proposal))) + "\n"


def _lines(proposal: Proposal, command: str, most_lines: int) -> Iterator[str]:
    plan = proposal.plan
    if proposal.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
        yield from _notices(plan)
        return
    for reason in plan.reasons_to_ask:
        words = reason_to_ask_text(reason)
        yield f"Safety limit: {words}. `twincal apply` refuses this without --allow-large.\n"
    base = f"Against revision {plan.base}" if plan.base else "The first publication"
    yield f"{base}: {summary(plan)}."
    if proposal.zones:
        yield f"Feeds get the time-zone data of today for {', '.join(proposal.zones)}."
    if plan.base:
        yield from other_changes(plan)
        yield from _to_decide(proposal)
    for city, changes in by_city(plan, proposal.now).items():
        yield ""
        yield city
        yield from _city(changes, plan, most_lines)
    yield from _notices(plan)
    yield f"\nPlan {plan.digest}"
    yield f"To apply exactly this: {command} --plan {plan.digest}"


def _to_decide(proposal: Proposal) -> Iterator[str]:
    """Yields what a person should look at before all else: what is soon, and doubts about what changes."""
    plan = proposal.plan
    lines = [
        f"{step.after.content.title.say('en')} ({step.after.key}): within 48 hours; {CALL}"
        for step in plan.steps
        if is_soon(step, proposal.now)
    ]
    changed = {proposal.ids.of_series(step.after.series) for step in plan.steps}
    lines += [
        f"{warning.field}: {warning.message}"
        for warning in proposal.warnings
        if _series_of(warning) in changed
    ]
    if lines:
        yield "\nTo decide"
    yield from (f"  {line}" for line in lines)


def _series_of(warning: Located) -> str:
    """Returns the id of the series that a warning is about; empty if it is about something else."""
    section, _, field = warning.field.partition(".")
    return field.partition(".")[0] if section in SECTIONS else ""


def _city(changes: Sequence[CityChange], plan: Plan, most_lines: int) -> Iterator[str]:
    """Yields one line for each change; the same change to many meetings of a series is one line."""
    recorded = [change for change in changes if change.is_only_recorded]
    if len(recorded) > most_lines or not plan.base:
        yield from _recorded(recorded)
        changes = [change for change in changes if not change.is_only_recorded]
    groups: dict[object, list[CityChange]] = {}
    for number, change in enumerate(changes):
        groups.setdefault(_group_key(change) or number, []).append(change)
    for number, change in enumerate(changes):
        group = groups[_group_key(change) or number]
        if len(group) <= most_lines:
            yield from _change_lines(change)
        elif change is group[0]:
            yield _group_line(group, plan)


def _recorded(recorded: Sequence[CityChange]) -> Iterator[str]:
    if recorded:
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield f"  on record  {meetings} taken place already"


def _group_key(change: CityChange) -> object:
    """Returns the key of the changes that share a line; None for a change that needs its own line."""
    if change.is_soon or change.verb == StepKind.REINSTATE:
        return None
    hours = _weekday_and_hour(change.old_start), _weekday_and_hour(change.new_start)
    is_same_day = _date(change.old_start) == _date(change.new_start)
    move = (hours, is_same_day) if change.verb == StepKind.MOVE else None
    return (change.verb, change.step.after.series, change.step.cause, change.words, change.is_past, move)


def _weekday_and_hour(start: datetime | None) -> tuple[int, time] | None:
    return None if start is None else (start.weekday(), start.time())


def _date(start: datetime | None) -> date | None:
    return None if start is None else start.date()


def _group_line(group: Sequence[CityChange], plan: Plan) -> str:
    first, last = group[0], group[-1]
    if first.verb == StepKind.MOVE:
        when = f"{len(group)} meetings{_moved_hours(first)}"
    else:
        when = f"{len(group)} meetings, {first.time} to {last.time}"
    return f"  {first.verb:<10} {first.title}: {when}{_remarks(first)}{_left_out(group, plan)}"


def _moved_hours(change: CityChange) -> str:
    """Returns ` from 17 March 2027: Wednesdays 09:00 → 02:00` for many that move as `change` does."""
    old, new = change.old_start, change.new_start
    if old is None or new is None:
        return ""
    if change.step.after.timing.all_day:
        return f" from {old:%-d %B %Y}: {old:%A}s → {new:%A}s"
    if old == new:  # only the end moves
        return f" from {old:%-d %B %Y}: {old:%A}s {old:%H:%M}"
    if old.date() == new.date():
        target = f"{new:%H:%M}"
    else:
        target = f"{'other ' if old.weekday() == new.weekday() else ''}{new:%A}s {new:%H:%M}"
    return f" from {old:%-d %B %Y}: {old:%A}s {old:%H:%M} → {target}"


def _left_out(group: Sequence[CityChange], plan: Plan) -> str:
    """Returns the meetings between new ones that are skipped, with the reason."""
    if group[0].step.kind is not StepKind.ADD:
        return ""
    series = group[0].step.after.series
    first, last = (change.step.after.planned.date() for change in (group[0], group[-1]))
    skipped = [skip for skip in plan.skips if skip.series == series and first <= skip.day <= last]
    languages = plan.profile.languages
    named = (
        f"{skip.key} ({reason_text(skip.reason, languages).say('en')})" if skip.reason else skip.key
        for skip in skipped
    )
    return f"; without {', '.join(named)}" if skipped else ""


def _change_lines(change: CityChange) -> Iterator[str]:
    is_new_time = change.before and change.after and change.before != change.after
    times = f"{change.before} → {change.after}" if is_new_time else change.time
    yield f"  {change.verb:<10} {change.meeting}: {times}{_remarks(change)}"
    if change.is_soon:
        yield f"             ! {CALL}"


def _remarks(change: CityChange) -> str:
    return "".join(f", {words}" for words in change.words) + (f" [{change.data}]" if change.data else "")


def _notices(plan: Plan) -> Iterator[str]:
    if plan.notices:
        yield "\nNotes"
    for line in notice_lines(plan.notices):
        yield f"  {line}"


def _warnings(proposal: Proposal) -> Iterator[str]:
    if proposal.warnings:
        yield "\nWarnings"
    for warning in proposal.warnings:
        yield f"  {warning}"
