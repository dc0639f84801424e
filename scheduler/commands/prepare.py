"""From a directory and a store to a plan: the steps that check, plan, apply and serve share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from scheduler.commands.errors import Invalid, Refused
from scheduler.configuration import Located, Reading, read
from scheduler.plan.compare import Circumstances
from scheduler.plan.plan import Plan, clock_problem, last_day, make_plan, settled_holidays
from scheduler.plan.stored import Memory, Stored
from scheduler.plan.window import Window, window_at
from scheduler.programme.problems import collapsed
from scheduler.programme.programme import Programme
from scheduler.timetable.holidays import Holidays, look_up
from scheduler.timetable.timetable import Timetable, places, timetable, years


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A configuration read and dated: `timetable` by the `holidays` of today, `last` day included."""

    reading: Reading
    programme: Programme
    holidays: Holidays
    timetable: Timetable
    last: date
    window: Window


def date_directory(directory: Path, now: datetime, published: Iterable[Stored] = ()) -> Dated:
    """The configuration in `directory`, dated three years ahead, and as far as anything is `published`.

    Raises Invalid with every error, those of the text and those of its dates, when there is one.
    """
    reading = read(directory)
    programme = reading.programme or reading.partial
    if programme is None:
        raise Invalid(reading.problems)
    window = window_at(programme, now)
    last = last_day(window, published, now)
    holidays = look_up(sorted(places(programme), key=str), years(programme, last))
    dated = timetable(programme, holidays, last)
    problems = (*reading.problems, *reading.locate(dated.problems))
    if reading.programme is None or dated.problems:
        blocked = reading.locate(collapsed(block.problem for block in dated.blocked))
        raise Invalid(in_order((*problems, *blocked)))
    return Dated(
        reading=reading,
        programme=programme,
        holidays=holidays,
        timetable=dated,
        last=last,
        window=window,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan by the holidays of today, and (`steady`) by those the store already knows."""

    dated: Dated
    plan: Plan
    steady: Plan
    steady_holidays: Holidays


def plan_directory(directory: Path, memory: Memory, now: datetime, *, allow_past: bool = False) -> Planned:
    """The plan for `directory` against `memory`.

    Raises Invalid where the text, its dates, or what it asks of published meetings are in error, and
    Refused when the clock cannot be right.
    """
    behind = clock_problem(memory, now)
    if behind is not None:
        raise Refused(behind)
    dated = date_directory(directory, now, memory.occurrences.values())
    known = settled_holidays(memory, dated.holidays)
    fresh = dated.timetable
    settled = fresh if _same(known, dated.holidays) else timetable(dated.programme, known, dated.last)
    circumstances = Circumstances(
        now=now, window=dated.window, cancelled=dated.programme.cancelled, allow_past=allow_past
    )
    plan = make_plan(dated.programme, fresh, settled, memory, circumstances)
    steady = plan
    if settled is not fresh:
        steady = make_plan(dated.programme, settled, settled, memory, circumstances)
    if plan.problems:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(plan.problems)))))
    return Planned(dated=dated, plan=plan, steady=steady, steady_holidays=known)


def _same(one: Holidays, other: Holidays) -> bool:
    """Whether both say the same of every year that `other` speaks of."""
    return all(one.years.get(key) == days for key, days in other.years.items())


def in_order(problems: Iterable[Located]) -> list[Located]:
    """`problems` by file, line and column."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))
