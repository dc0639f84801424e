"""Which entry of a schedule dates a month or a week, when a new entry takes over from an old one.

1. The latest entry with a date in the period on or after its own beginning decides how many keys there are.
2. A key whose date in that entry lies before the beginning keeps the date of the entry before.
3. An entry that began before the period has all of it, its weeks off included.
4. In the period of its beginning a week off of the new entry takes the dates after that beginning away, but a
   week before its rhythm starts (`starting:`) does not: there the entry before decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from scheduler.programme.rules import Weekly
from scheduler.programme.series import ScheduleEntry
from scheduler.programme.spans import Bound, Month, first_day
from scheduler.timetable.recurrence import monday, month_dates, week_date


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, known by its Monday."""

    first: date

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    def __str__(self) -> str:
        year, week, _ = self.first.isocalendar()
        return f"{year:04d}-W{week:02d}"


Period = Month | Week
"""What a key names; `str` writes it as keys do."""

WorksUnder = Callable[[ScheduleEntry, date], bool]
"""Whether all cities of the series work on a day, when they meet on it at the hour of an entry."""

Run = Sequence[tuple[int, ScheduleEntry]]
"""Entries of one form, all monthly or all weekly, each with its index in the schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDate:
    """One key of a period: the `number` that it is `of` so many, its day, and the entry that gave the day."""

    number: int
    of: int
    day: date
    entry: int


def dates_in(period: Period, run: Run, works: WorksUnder) -> list[RuleDate]:
    """The dates of `period` under the entries of `run`, by number."""
    found: dict[int, RuleDate] = {}
    count = 0
    before = date.max
    for index, entry in reversed(run):
        days = _dates(entry, period, works)
        own = {
            n: day for n, day in enumerate(days, 1) if day < before and starts_by(entry.begins, period, day)
        }
        count = count or (len(days) if own else 0)
        for number, day in own.items():
            if number <= count and number not in found:
                found[number] = RuleDate(number=number, of=count, day=day, entry=index)
        if first_day(entry.begins) <= period.first:
            break
        if not days and not _starts_later(entry, period):
            before = first_day(entry.begins)
    return [found[number] for number in sorted(found)]


def starts_by(begins: Bound, period: Period, day: date) -> bool:
    """Whether a date of `period` is not before `begins`: a month is compared with the key, a date with it."""
    if isinstance(begins, Month):
        return key_month(period, day) >= begins
    return day >= begins


def ends_by(until: Bound | None, period: Period, day: date) -> bool:
    """Whether a date of `period` is not after `until`, compared in the same way."""
    if isinstance(until, Month):
        return key_month(period, day) <= until
    return until is None or day <= until


def key_month(period: Period, day: date) -> Month:
    """The month that a key stands for: its own, or for a week that of the date."""
    return period if isinstance(period, Month) else Month.of(day)


def _starts_later(entry: ScheduleEntry, period: Period) -> bool:
    """Whether the rhythm of `entry` has not started by the end of `period`."""
    return isinstance(entry.rule, Weekly) and period.last < entry.rule.anchor


def _dates(entry: ScheduleEntry, period: Period, works: WorksUnder) -> tuple[date, ...]:
    if isinstance(entry.rule, Weekly):
        day = week_date(entry.rule, monday(period.first))
        return () if day is None else (day,)
    return month_dates(entry.rule, Month.of(period.first), partial(works, entry))
