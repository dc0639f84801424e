"""The dates that the rules of a schedule give in a month or a week.

The anchor of a rule decides the month: "Thursday after the last Tuesday" may fall into the next month, but is
a date of the month whose last Tuesday it follows. When a new entry takes over from an old one:

1. The latest entry with a date in the period on or after its own beginning decides how many keys there are.
2. A key whose date in that entry lies before the beginning keeps the date of the entry before.
3. An entry that began before the period has all of it, the months and weeks that it leaves out included.
4. In the period of its beginning, a month or week that the new entry leaves out removes the dates from that
   beginning on. But a week before its rhythm starts (`starting:`) removes none: there the entry before
   decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache, partial
from itertools import islice

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from msgspec import Struct

from scheduler.programme.rules import (
    EVERY_MONTH,
    ByWeek,
    CalendarRule,
    LastDay,
    MonthDay,
    Monthly,
    NthWeekday,
    NumberedWeeks,
    WeekdayAfter,
    Weekly,
    WorkingDay,
)
from scheduler.programme.series import ScheduleEntry
from scheduler.programme.spans import Bound, Month, first_day

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)


class Week(Struct, frozen=True, order=True):
    """One ISO week, known by its Monday."""

    first: date

    @classmethod
    def of(cls, day: date) -> Week:
        """Returns the week that `day` lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def number(self) -> int:
        """Its number in the ISO year, 1 to 53."""
        return self.first.isocalendar().week

    def __str__(self) -> str:
        return f"{self.first.isocalendar().year:04d}-W{self.number:02d}"


Period = Month | Week
"""The month or week that a key names; `str` writes it as in keys."""

Works = Callable[[date], bool]
"""Whether all cities of the series work on a day."""

WorksUnder = Callable[[ScheduleEntry, date], bool]
"""Whether all cities of the series work on a day, when they meet on it at the hour of an entry."""

Run = Sequence[tuple[int, ScheduleEntry]]
"""Neighbouring entries that are all monthly or all weekly, each with its index in the schedule."""


class RuleDate(Struct, frozen=True, kw_only=True):
    """One date of a period: its `number` among the dates there, and the entry that gave the day."""

    number: int
    day: date
    entry: int


def dates_in(period: Period, run: Run, works: WorksUnder) -> list[RuleDate]:
    """Returns the dates of `period` under the entries of `run`, in the order of their numbers."""
    index, latest = run[-1]
    if first_day(latest.begins) <= period.first:
        days = _days_of_rule(latest, period, works)
        return [
            RuleDate(number=number, day=day, entry=index) for number, day in _numbered(latest, period, days)
        ]
    return _dates_of_several(period, run, works)


def _dates_of_several(period: Period, run: Run, works: WorksUnder) -> list[RuleDate]:
    """Returns the dates of a `period` in which, or after which, the latest entry of `run` begins."""
    dates: dict[int, RuleDate] = {}
    count = 0
    removed_from = date.max
    for index, entry in reversed(run):
        days = _days_of_rule(entry, period, works)
        numbered = _numbered(entry, period, days)
        begins = first_day(entry.begins)
        by_number = {
            number: day
            for number, day in numbered
            if day < removed_from and starts_by(entry.begins, period, day)
        }
        count = count or (len(days) if by_number else 0)
        for number, day in by_number.items():
            if number <= count and number not in dates:
                dates[number] = RuleDate(number=number, day=day, entry=index)
        if begins <= period.first:
            break
        if not numbered and not _starts_later(entry, period):
            removed_from = begins
    return [dates[number] for number in sorted(dates)]


def starts_by(begins: Bound, period: Period, day: date) -> bool:
    """Returns whether `day`, a date of `period`, is not before `begins`; a month is compared with the key."""
    if isinstance(begins, Month):
        return key_month(period, day) >= begins
    return day >= begins


def ends_by(until: Bound | None, period: Period, day: date) -> bool:
    """Returns whether `day`, a date of `period`, is not after `until`, compared in the same way."""
    if isinstance(until, Month):
        return key_month(period, day) <= until
    return until is None or day <= until


def key_month(period: Period, day: date) -> Month:
    """Returns the month to compare `from` and `until` with: that of the key, or for a week that of `day`."""
    return period if isinstance(period, Month) else Month.of(day)


def month_dates(rule: Monthly, month: Month, works: Works) -> tuple[date, ...]:
    """Returns the dates of `rule` in `month`, in order; none if it needs a working day and there is none."""
    if isinstance(rule, WorkingDay):
        days = _days(month) if rule.position == 1 else reversed(_days(month))
        return tuple(islice(filter(works, days), 1))
    return _calendar_dates(rule, month)


@cache
def _calendar_dates(rule: CalendarRule, month: Month) -> tuple[date, ...]:
    """Returns the dates of `rule` in `month`; they are remembered because many series have the same rule."""
    match rule:
        case NthWeekday(ordinals, weekday):
            return tuple(_nth(month, ordinal, weekday) for ordinal in ordinals)
        case WeekdayAfter(weekday, ordinal, anchor):
            return (_nth(month, ordinal, anchor) + timedelta(days=1) + _to_weekday(weekday, 1),)
        case MonthDay(day):
            return (month.first.replace(day=day),)
        case LastDay():
            return (month.last,)


def week_dates(rule: ByWeek, week: Week) -> tuple[date, ...]:
    """Returns the dates of `rule` in `week`, in the order of its weekdays.

    There are none in its weeks off, and before the week of its anchor.
    """
    match rule:
        case Weekly(weekdays, interval, anchor):
            weeks, _ = divmod((week.first - Week.of(anchor).first).days, 7)
            is_off = weeks < 0 or weeks % interval != 0
        case NumberedWeeks(weekdays, odd):
            is_off = week.number % 2 != odd
    return () if is_off else tuple(week.first + timedelta(days=weekday) for weekday in weekdays)


def _starts_later(entry: ScheduleEntry, period: Period) -> bool:
    """Returns whether the rhythm of `entry` has not started by the end of `period`."""
    return isinstance(entry.rule, Weekly) and period.last < entry.rule.anchor


def _days_of_rule(entry: ScheduleEntry, period: Period, works: WorksUnder) -> tuple[date, ...]:
    """Returns the dates of the rule of `entry` in `period`, whatever its months and its end are."""
    if isinstance(period, Month):
        assert not isinstance(entry.rule, ByWeek)
        return month_dates(entry.rule, period, partial(works, entry)) if period.month in entry.months else ()
    assert isinstance(entry.rule, ByWeek)
    return week_dates(entry.rule, period)


def _numbered(entry: ScheduleEntry, period: Period, days: Sequence[date]) -> list[tuple[int, date]]:
    """Returns those of the `days` in the months of `entry` and before its end, with their numbers."""
    numbered = [*enumerate(days, 1)]
    if isinstance(period, Week) and entry.months != EVERY_MONTH:
        numbered = [(number, day) for number, day in numbered if day.month in entry.months]
    if entry.until is not None:
        numbered = [(number, day) for number, day in numbered if ends_by(entry.until, period, day)]
    return numbered


def _nth(month: Month, ordinal: int, weekday: int) -> date:
    """Returns the weekday number `ordinal` of a month, counted from its end if negative."""
    edge = month.first if ordinal > 0 else month.last
    return edge + _to_weekday(weekday, ordinal)


def _to_weekday(weekday: int, ordinal: int) -> relativedelta:
    """Returns the way to the weekday number `ordinal` from a day on, that day included; back if negative."""
    return relativedelta(weekday=_WEEKDAYS[weekday](ordinal))


def _days(month: Month) -> list[date]:
    return [month.first.replace(day=number) for number in range(1, month.last.day + 1)]
