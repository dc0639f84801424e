"""`twincal optimise`: better hours for all series of a year, and the patch that writes them."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from time import monotonic

from msgspec import Struct

from scheduler.advice.optimise.options import (
    Decision,
    FixedMeetings,
    MonthRange,
    Option,
    OptionSearch,
    may_change,
    with_entry,
    with_hour,
)
from scheduler.advice.optimise.solve import Limits, Solution, Totals, solve, totals
from scheduler.busy.busy_times import find_busy_times
from scheduler.commands.advice.dated_text import date_text
from scheduler.commands.errors import Refused
from scheduler.configuration import Reading, read
from scheduler.configuration.new_hours import NewHours, write_new_hours
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday, Rule, Weekly
from scheduler.programme.series import Series
from scheduler.programme.spans import Month
from scheduler.timetable.date_programme import timetable_basis
from scheduler.timetable.workdays import FARTHEST


class YearWish(Struct, frozen=True, kw_only=True):
    """The year to plan from `now` on; `days`: weekdays may change as well as hours.

    The folder `state` holds copies of calendars with busy times.
    """

    year: int
    now: datetime
    state: Path
    days: bool
    limits: Limits


class Optimised(Struct, frozen=True, kw_only=True):
    """The best choice that was found in `seconds`, beside the present hours.

    `reading` is the text. `before` is None if a series clashes with fixed meetings at its present hour.
    `kept` are the ids of series that stay as they are, because several rules date their year.
    """

    reading: Reading
    programme: Programme
    period: MonthRange
    decisions: tuple[Decision, ...]
    before: Totals | None
    solution: Solution
    cost_of_move: int
    kept: tuple[str, ...]
    seconds: float

    @property
    def cost(self) -> int:
        """The cost of the choice: burden, spread, and moves."""
        return self.solution.totals.cost(self.cost_of_move)


def optimise(directory: Path, wish: YearWish, on_improvement: Callable[[int, int], None]) -> Optimised:
    """Finds better hours for the series of `directory` in the months of a year that have not begun.

    Raises Invalid if the configuration has errors, Refused if there is nothing to plan, if a series clashes
    with fixed meetings at every hour, or if no choice is found.
    """
    began = monotonic()
    period = _period(wish)
    last = period.last.last + FARTHEST
    dated = date_text(directory, period.first.first - FARTHEST, last)
    programme, holidays = dated.programme, dated.workdays.holidays
    search = OptionSearch(programme, timetable_basis(programme, holidays, last, None), period)
    recurring = [series for series in programme.series.values() if series.schedule]
    changing = [series for series in recurring if may_change(series, period)]
    if not changing:
        raise Refused(f"no series has one rule for {wish.year} that could have another hour")
    busy = find_busy_times(programme, directory, wish.state, wish.now)
    fixed = search.fixed(changing, busy.spans)
    decisions = tuple(
        decision for series in changing for decision in search.decisions(series, fixed, days=wish.days)
    )
    stuck = dict.fromkeys(decision.series.id for decision in decisions if not decision.options)
    if stuck:
        raise Refused(
            f"at every hour these series clash with meetings that cannot move: {', '.join(stuck)}",
            "`twincal check` names the meetings; move or cancel one of them",
        )
    try:
        solution = solve(decisions, fixed, wish.limits, on_improvement)
    except ModuleNotFoundError:
        raise Refused("OR-Tools is missing", "install it with `pip install 'twincal[optimise]'`") from None
    if solution is None:
        raise Refused("no choice of hours without a clash was found", "allow more time with --seconds")
    return Optimised(
        reading=dated.reading,
        programme=programme,
        period=period,
        decisions=decisions,
        before=_before(decisions, fixed),
        solution=solution,
        cost_of_move=wish.limits.cost_of_move,
        kept=tuple(series.id for series in recurring if series not in changing),
        seconds=monotonic() - began,
    )


def _period(wish: YearWish) -> MonthRange:
    first, last = Month(wish.year, 1), Month(wish.year, 12)
    next_month = Month.of(wish.now.date()).plus(1)
    if next_month > last:
        raise Refused(f"the months of {wish.year} have all begun", "name a later year")
    return MonthRange(max(first, next_month), last)


def _before(decisions: Sequence[Decision], fixed: FixedMeetings) -> Totals | None:
    """Returns the totals of the present hours; None if these clash."""
    present: list[Option] = []
    for decision in decisions:
        if decision.present is None:
            return None
        present.append(decision.options[decision.present])
    return totals(present, fixed)


class Patch(Struct, frozen=True, kw_only=True):
    """A unified diff of the files, and the series (ids) with new hours that it does not have."""

    text: str
    unwritten: tuple[str, ...]


def better_series(found: Optimised) -> dict[str, Series]:
    """Returns the series that change, by id, with their new hours."""
    chosen: dict[str, list[tuple[Decision, Option]]] = {}
    for decision, option in zip(found.decisions, found.solution.chosen, strict=True):
        chosen.setdefault(decision.series.id, []).append((decision, option))
    better = {}
    for id, of_series in chosen.items():
        series, entry = of_series[0][0].series, of_series[0][1].entry
        members = found.programme.members(series)
        for decision, option in of_series:
            if decision.city is not None:
                entry = with_hour(entry, members, decision.city, option.entry.hour_of(decision.city))
        if entry != series.schedule[-1]:
            better[id] = with_entry(series, entry, found.period.first)
    return better


def write_patch(found: Optimised) -> Patch:
    """Returns the patch of the text that gives the series their new hours.

    The changed files are read again: a series whose text does not say the new hours then is unwritten.
    """
    better = better_series(found)
    texts = write_new_hours(
        found.reading, (_new_hours(found.programme.series[id], series) for id, series in better.items())
    )
    after = _read_again(texts)
    unwritten = tuple(
        id for id, series in better.items() if after is None or after.series[id].schedule != series.schedule
    )
    diffs = (_diff(file.digest.name, file.text, texts[file.digest.name]) for file in found.reading.files)
    return Patch(text="" if after is None else "".join(diffs), unwritten=unwritten)


def save_patch(patch: Patch, file: Path) -> None:
    """Writes a patch to `file`; raises Refused if that is impossible."""
    try:
        file.write_text(patch.text, encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from error


def _new_hours(before: Series, after: Series) -> NewHours:
    old, new = before.schedule[-1], after.schedule[-1]
    at = new.hours
    return NewHours(
        series=before.id,
        begins=new.begins if len(after.schedule) > len(before.schedule) else None,
        at=at if isinstance(at, time) else dict(at),
        clock=new.clock.name if new.clock != old.clock else None,
        weekday=_weekday(new.rule) if new.rule != old.rule else None,
    )


def _weekday(rule: Rule) -> int | None:
    match rule:
        case NthWeekday(_, weekday):
            return weekday
        case Weekly(weekdays, _, _):
            return weekdays[0]
    return None


def _read_again(texts: Mapping[str, str]) -> Programme | None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        return read(Path(folder)).programme


def _diff(name: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
