"""The changes of one city as rows, which text and Markdown show alike: one for each change, or for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from scheduler.plan.plan import Plan
from scheduler.programme.english_days import in_short, in_words
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.reports.alike import together
from scheduler.reports.plans.change_groups import grouped, shared_days
from scheduler.reports.plans.city_changes import CityChange
from scheduler.state.revision import Cause, StepKind

DATA = {Cause.HOLIDAYS: "new holiday data", Cause.ZONES: "new time-zone data", Cause.WINDOW: "new month"}


class PlanRow(Struct, frozen=True, kw_only=True):
    """One change of one meeting or many: what it does, to what, the old and the new times.

    There are both times only if they differ. `remarks` are the other differences and the reasons, `data` is
    the new data that caused it; `calls`: feeds may not show it in time.
    """

    verb: str
    meeting: str
    before: str = ""
    after: str = ""
    remarks: tuple[str, ...] = ()
    data: str = ""
    calls: bool = False


def rows_of(changes: Sequence[CityChange], plan: Plan, most: int) -> Iterator[PlanRow]:
    """Yields the rows of one city; more than `most` changes of one kind in a series share one."""
    recorded = [change for change in changes if change.is_only_recorded]
    if recorded and (len(recorded) > most or not plan.base):
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield PlanRow(verb="on record", meeting=f"{meetings} taken place already")
        changes = [change for change in changes if not change.is_only_recorded]
    groups = grouped(changes, most)
    for group in groups:
        yield _row(group, plan)
    yield from _skipped(groups, plan)


def _row(group: Sequence[CityChange], plan: Plan) -> PlanRow:
    first = group[0]
    meeting = first.title
    if len(group) == 1:
        meeting = f"{first.title} ({first.step.after.key})"
        before, after = first.before if first.before != first.after else "", first.after
    elif first.moved is not None:
        before, after = _moved(group)
    else:
        span = f"{len(group)} meetings, {_span(group)}{_left_out(group, plan)}"
        before, after = ("", span) if first.after else (span, "")
    return PlanRow(
        verb=first.verb,
        meeting=meeting,
        before=before,
        after=after,
        remarks=tuple(_remarks(group)),
        data=DATA.get(first.step.cause, ""),
        calls=first.is_soon,
    )


def _remarks(group: Sequence[CityChange]) -> Iterator[str]:
    """Yields what a group changes, with the values of the first one, and a count if others differ."""
    for same in zip(*(change.remarks for change in group), strict=True):
        words = [difference.words for difference in same]
        yield words[0] if len({*words}) == 1 else f"{words[0]} (the first of {len(words)})"


def _moved(group: Sequence[CityChange]) -> tuple[str, str]:
    """Returns `17 meetings from 17 March 2027: Wednesdays 09:00` and `02:00`, the times of moved ones."""
    moves = [change.moved for change in group if change.moved is not None]
    old, new = moves[0]
    begin = f"{len(moves)} meetings from {in_words(old)}"
    if len({(old.time(), new.time()) for old, new in moves}) > 1:
        return f"{begin}: each to another hour (see --details)", ""
    old_days, new_days = shared_days([old for old, _ in moves]), shared_days([new for _, new in moves])
    before, after = group[0].step.before, group[0].step.after
    old_hour = "" if before is not None and before.occurrence.timing.all_day else f" {old:%H:%M}"
    new_hour = "" if after.timing.all_day else f" {new:%H:%M}"
    words = f"{new_days}{new_hour}"
    if old.date() == new.date() and old_hour == new_hour:  # only the end moves
        words = ""
    elif old.date() == new.date() and old_hour and new_hour:
        words = new_hour.strip()
    elif old.date() != new.date() and old_days == new_days:
        words = f"{words}, the first on {in_words(new)}"
    return f"{begin}: {old_days}{old_hour}", words


def _span(group: Sequence[CityChange]) -> str:
    """Returns the times of the first and the last meeting of a group; of whole days the first days."""
    first, last = group[0], group[-1]
    timing = first.step.after.timing
    if not (timing.all_day and first.after):
        return f"{first.after or first.before} to {last.after or last.before}"
    days = (timing.ends - timing.starts).days
    length = f", {days} days each" if days > 1 else ""
    return f"{in_short(timing.starts)} to {in_short(last.step.after.timing.starts)}{length}"


def _left_out(group: Sequence[CityChange], plan: Plan) -> str:
    """Returns `; without 2027-03 (Easter Monday)`: the meetings between new ones that are skipped."""
    if group[0].step.kind is not StepKind.ADD:
        return ""
    named = [words for day, words in _skips(plan, group[0]) if _is_within(day, group)]
    return f"; without {', '.join(named)}" if named else ""


def _skipped(groups: Iterable[Sequence[CityChange]], plan: Plan) -> Iterator[PlanRow]:
    """Yields a row for each new or edited series whose skipped meetings stand in the row of no group."""
    edited = {identity for identity, _ in plan.series}
    added = [group for group in groups if group[0].step.kind is StepKind.ADD and group[0].step.after.recurs]
    for series, of_series in together(added, lambda group: group[0].step.after.series):
        first = of_series[0][0]
        skips = _skips(plan, first) if series in edited else ()
        named = [words for day, words in skips if not any(_is_within(day, group) for group in of_series)]
        if named:
            yield PlanRow(verb="left out", meeting=first.title, after=", ".join(named))


def _skips(plan: Plan, change: CityChange) -> Iterator[tuple[date, str]]:
    """Yields the day of each skipped meeting of a series, and `2027-03 (Easter Monday)`."""
    for skip in plan.skips:
        if skip.series == change.step.after.series:
            yield skip.day, f"{skip.key} ({reason_in_english(skip.reason)})" if skip.reason else skip.key


def _is_within(day: date, group: Sequence[CityChange]) -> bool:
    first, last = (change.step.after.planned.date() for change in (group[0], group[-1]))
    return first <= day <= last
