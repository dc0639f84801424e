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

DATA = {Cause.HOLIDAYS: "new holiday data", Cause.ZONES: "new time-zone data", Cause.WINDOW: "window"}


class Row(Struct, frozen=True, kw_only=True):
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


def rows_of(changes: Sequence[CityChange], plan: Plan, most: int) -> Iterator[Row]:
    """Yields the rows of one city; more than `most` changes of one kind in a series share one."""
    recorded = [change for change in changes if change.is_only_recorded]
    if recorded and (len(recorded) > most or not plan.base):
        meetings = "1 meeting that has" if len(recorded) == 1 else f"{len(recorded)} meetings that have"
        yield Row(verb="on record", meeting=f"{meetings} taken place already")
        changes = [change for change in changes if not change.is_only_recorded]
    groups = grouped(changes, most)
    for group in groups:
        yield _row(group, plan)
    yield from _skipped(groups, plan)


def _row(group: Sequence[CityChange], plan: Plan) -> Row:
    first = group[0]
    meeting = first.title
    if len(group) == 1:
        meeting = f"{first.title} ({first.step.after.key})"
        before, after = first.before if first.before != first.after else "", first.after
    elif first.verb == StepKind.MOVE:
        before, after = _moved(group)
    else:
        span = f"{len(group)} meetings, {_span(group)}{_left_out(group, plan)}"
        before, after = ("", span) if first.after else (span, "")
    return Row(
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
    first = group[0]
    before, old, new = first.step.before, first.old_start, first.new_start
    if before is None or old is None or new is None:
        raise ValueError("only a meeting that was known moves")
    begin = f"{len(group)} meetings from {in_words(old)}"
    if len({(c.old_start and c.old_start.time(), c.new_start and c.new_start.time()) for c in group}) > 1:
        return "", f"{begin}: each to another hour (see --details)"
    old_days, new_days = shared_days(c.old_start for c in group), shared_days(c.new_start for c in group)
    old_hour = "" if before.occurrence.timing.all_day else f"{old:%H:%M}"
    new_hour = "" if first.step.after.timing.all_day else f"{new:%H:%M}"
    old_time, new_time = f"{old_days} {old_hour}".rstrip(), f"{new_days} {new_hour}".rstrip()
    if old.date() == new.date():  # if even the hour stays, only the end moves
        after = "" if old_hour == new_hour else new_hour if old_hour and new_hour else new_time
    elif old_days == new_days:
        after = f"{new_time}, the first on {in_words(new)}"
    else:
        after = new_time
    return f"{begin}: {old_time}", after


def _span(group: Sequence[CityChange]) -> str:
    """Returns the times of the first and the last meeting of a group; of whole days the first days."""
    first, last = group[0], group[-1]
    timing = first.step.after.timing
    if timing.all_day and first.new_start is not None and last.new_start is not None:
        days = (timing.ends - timing.starts).days
        length = f", {days} days each" if days > 1 else ""
        return f"{in_short(first.new_start)} to {in_short(last.new_start)}{length}"
    return f"{first.after or first.before} to {last.after or last.before}"


def _left_out(group: Sequence[CityChange], plan: Plan) -> str:
    """Returns `; without 2027-03 (Easter Monday)`: the meetings between new ones that are skipped."""
    if group[0].step.kind is not StepKind.ADD:
        return ""
    named = [words for day, words in _skips(plan, group[0]) if _is_within(day, group)]
    return f"; without {', '.join(named)}" if named else ""


def _skipped(groups: Iterable[Sequence[CityChange]], plan: Plan) -> Iterator[Row]:
    """Yields a row for each new or edited series whose skipped meetings stand in the row of no group."""
    edited = {identity for identity, _ in plan.series}
    added = [group for group in groups if group[0].step.kind is StepKind.ADD and group[0].step.after.recurs]
    for series, of_series in together(added, lambda group: group[0].step.after.series):
        first = of_series[0][0]
        skips = _skips(plan, first) if series in edited else ()
        named = [words for day, words in skips if not any(_is_within(day, group) for group in of_series)]
        if named:
            yield Row(verb="skip", meeting=first.title, after=", ".join(named))


def _skips(plan: Plan, change: CityChange) -> Iterator[tuple[date, str]]:
    """Yields the day of each skipped meeting of a series, and `2027-03 (Easter Monday)`."""
    for skip in plan.skips:
        if skip.series == change.step.after.series:
            yield skip.day, f"{skip.key} ({reason_in_english(skip.reason)})" if skip.reason else skip.key


def _is_within(day: date, group: Sequence[CityChange]) -> bool:
    first, last = (change.step.after.planned.date() for change in (group[0], group[-1]))
    return first <= day <= last
