"""Finds the rule that gives some days, in the words of `every:`. It proposes; who asks tries each one."""

from __future__ import annotations

from calendar import day_name, month_name, monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import gcd

FEWEST = 3
"""The fewest days that make a rule."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
MOSTLY = 0.75
_WEEK = timedelta(weeks=1)
MONTHLY = timedelta(weeks=4)
"""Days as far apart as this are a rule of months, if they can be."""


def rules_for(days: Sequence[date]) -> Iterator[str]:
    """Yields rules that may give these days, which are in order and different; none for less than three."""
    if len(days) >= FEWEST:
        is_rare = min(later - earlier for earlier, later in pairwise(days)) >= MONTHLY
        yield from (*_monthly(days), *_weekly(days)) if is_rare else (*_weekly(days), *_monthly(days))


def as_planned(days: Sequence[date]) -> list[date]:
    """Returns the days that a weekday of the month plans for these, one a month, if most of them are on it.

    Else it returns the same days. A few were moved: for a holiday, or once.
    """
    (kind, number), *_ = Counter(((day.day - 1) // 7, day.weekday()) for day in days).most_common(1)
    planned = [found for day in days if (found := _nth(day.replace(day=1), *kind)).month == day.month]
    is_monthly = len({*planned}) == len(planned) == len(days) >= FEWEST
    return planned if is_monthly and number >= MOSTLY * len(days) else [*days]


def _nth(first: date, number: int, weekday: int) -> date:
    return first + timedelta(days=(weekday - first.weekday()) % 7) + number * _WEEK


def _weekly(days: Sequence[date]) -> Iterator[str]:
    weekdays = sorted({day.weekday() for day in days})
    mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
    weeks = gcd(*((later - earlier) // _WEEK for earlier, later in pairwise(mondays)))
    names = " and ".join(day_name[each] for each in weekdays)
    if weeks:
        yield f"every {'week' if weeks == 1 else f'{weeks} weeks'} on {names}"


def _monthly(days: Sequence[date]) -> Iterator[str]:
    numbers = [day.year * 12 + day.month - 1 for day in days]
    step = gcd(*(later - earlier for earlier, later in pairwise(numbers)))
    months = sorted({day.month for day in days})
    missing = [month_name[each] for each in range(1, 13) if each not in months]
    which = [""]
    if step > 1:
        which = [f" every {step} months"]
    elif missing:
        which = ["", f" except {' and '.join(missing)}"]
    for day in _days_of_month(days):
        yield from (f"{day}{each}" for each in which)


def _days_of_month(days: Sequence[date]) -> Iterator[str]:
    """Yields what all days are in their months: `third Wednesday`, `last Friday`, `day 15`."""
    if len(names := {day_name[day.weekday()] for day in days}) == 1:
        (name,) = names
        if len(ordinals := {(day.day - 1) // 7 for day in days}) == 1:
            yield f"{_ORDINALS[ordinals.pop()]} {name}"
        if all((day + _WEEK).month != day.month for day in days):
            yield f"last {name}"
    if len(numbers := {day.day for day in days}) == 1 and days[0].day <= 28:
        yield f"day {numbers.pop()}"
    if all(day.day == monthrange(day.year, day.month)[1] for day in days):
        yield "last day"
