"""The rows of one city with those that are alike as one, which text and Markdown show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from scheduler.plan.make_plan import Plan
from scheduler.programme.alike import together
from scheduler.programme.english_days import in_short, in_words
from scheduler.programme.english_lists import joined
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.reports.changed_values import NamedDifference
from scheduler.reports.plans.plan_rows import PlanRow
from scheduler.reports.plans.row_groups import grouped, shared_days
from scheduler.state.revision import StepKind


def shared_rows(rows: Sequence[PlanRow], plan: Plan, most: int, today: date) -> Iterator[PlanRow]:
    """Yields the rows of one city; more than `most` changes of one kind in a series share one."""
    recorded = [row for row in rows if row.is_only_recorded]
    if recorded and (len(recorded) > most or not plan.base):
        meetings = "1 meeting that is" if len(recorded) == 1 else f"{len(recorded)} meetings that are"
        yield PlanRow(verb="on record", title=f"{meetings} over")
        rows = [row for row in rows if not row.is_only_recorded]
    groups = grouped(rows, most)
    for group in groups:
        yield _shared(group, plan) if len(group) > 1 else group[0]
    yield from _skipped(groups, plan, today)


def _shared(group: Sequence[PlanRow], plan: Plan) -> PlanRow:
    first = group[0]
    steps, remarks = tuple(row.step for row in group), tuple(_remarks(group))
    if first.moved is not None:
        before, after = _moved(group)
        title = f"{first.title}: {len(group)} meetings from {in_words(first.moved[0])}"
        return replace(first, title=title, steps=steps, before=before, after=after, remarks=remarks)
    span = f"{len(group)} meetings, {_span(group)}{_left_out(group, plan)}"
    before, after = ("", span) if first.after else (span, "")
    return replace(first, steps=steps, before=before, after=after, remarks=remarks)


def _remarks(group: Sequence[PlanRow]) -> Iterator[NamedDifference]:
    """Yields what a group changes, with the values of the first one, and a count if others differ."""
    for same in zip(*(row.remarks for row in group), strict=True):
        words = same[0].words
        is_alike = all(each.words == words for each in same)
        yield same[0] if is_alike else NamedDifference(name=f"{words} (the first of {len(same)})")


def _moved(group: Sequence[PlanRow]) -> tuple[str, str]:
    """Returns `Wednesdays 09:00` and `02:00`, the old and the new times of meetings that move."""
    moves = [row.moved for row in group if row.moved is not None]
    old, new = moves[0]
    by_hours = [*together(moves, lambda move: (move[0].time(), move[1].time()))]
    if len(by_hours) > 1:
        hours = (
            f"{before:%H:%M} → {after:%H:%M} on {joined([_days(*move) for move in those])}"
            for (before, after), those in by_hours
        )
        return "", "; ".join(hours)
    old_days, new_days = shared_days([old for old, _ in moves]), shared_days([new for _, new in moves])
    before, after = group[0].step.before, group[0].step.after
    old_hour = "" if before is not None and before.occurrence.timing.all_day else f" {old:%H:%M}"
    new_hour = "" if after.timing.all_day else f" {new:%H:%M}"
    words = f"{new_days}{new_hour}"
    if old.date() == new.date() and old_hour == new_hour:  # only the end moves
        return "", f"{old_days}{old_hour}"
    if old.date() == new.date() and old_hour and new_hour:
        words = new_hour.strip()
    elif old.date() != new.date() and old_days == new_days:
        words = f"{words}, the first on {in_words(new)}"
    return f"{old_days}{old_hour}", words


def _days(old: datetime, new: datetime) -> str:
    days = in_short(old), in_short(new)
    return " → ".join(dict.fromkeys(days))


def _span(group: Sequence[PlanRow]) -> str:
    """Returns the times of the first and the last meeting of a group; of whole days the first days."""
    first, last = group[0], group[-1]
    timing = first.step.after.timing
    if not (timing.all_day and first.after):
        return f"{first.after or first.before} to {last.after or last.before}"
    days = (timing.ends - timing.starts).days
    length = f", {days} days each" if days > 1 else ""
    return f"{in_short(timing.starts)} to {in_short(last.step.after.timing.starts)}{length}"


def _left_out(group: Sequence[PlanRow], plan: Plan) -> str:
    """Returns `; without 2027-03 (Easter Monday)`: the meetings between new ones that are skipped."""
    if group[0].step.kind is not StepKind.ADD:
        return ""
    named = [words for day, words in _skips(plan, group[0]) if _is_within(day, group)]
    return f"; without {', '.join(named)}" if named else ""


def _skipped(groups: Iterable[Sequence[PlanRow]], plan: Plan, today: date) -> Iterator[PlanRow]:
    """Yields a row for each new or edited series with coming skipped meetings that no group has."""
    edited = {identity for identity, _ in plan.series}
    added = [group for group in groups if group[0].step.kind is StepKind.ADD and group[0].step.after.recurs]
    for series, of_series in together(added, lambda group: group[0].step.after.series):
        first = of_series[0][0]
        skips = _skips(plan, first) if series in edited else ()
        coming = [(day, words) for day, words in skips if day >= today]
        named = [words for day, words in coming if not any(_is_within(day, group) for group in of_series)]
        if named:
            yield PlanRow(verb="left out", title=first.title, after=", ".join(named))


def _skips(plan: Plan, row: PlanRow) -> Iterator[tuple[date, str]]:
    """Yields the day of each skipped meeting of a series, and `2027-03 (Easter Monday)`."""
    for skip in plan.skips:
        if skip.series == row.step.after.series:
            yield skip.day, f"{skip.key} ({reason_in_english(skip.reason)})" if skip.reason else skip.key


def _is_within(day: date, group: Sequence[PlanRow]) -> bool:
    first, last = (row.step.after.planned.date() for row in (group[0], group[-1]))
    return first <= day <= last
