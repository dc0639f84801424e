"""The dates that one rule gives one month or one week, whatever the series around it says.

A month belongs to a rule by its anchor: "Thursday after the last Tuesday" may fall into the next month
and is still the date of the month whose last Tuesday it follows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from scheduler.programme.rules import LastDay, MonthDay, Monthly, NthWeekday, WeekdayAfter, Weekly, WorkingDay
from scheduler.programme.spans import Month

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)

Works = Callable[[date], bool]
"""Whether all cities of the series work on a day."""


def month_dates(rule: Monthly, month: Month, works: Works) -> tuple[date, ...]:
    """The dates of `rule` in `month`, rising; none only where a working day is asked for and nobody works."""
    match rule:
        case NthWeekday(ordinals, weekday):
            return tuple(_nth(month, ordinal, weekday) for ordinal in ordinals)
        case WeekdayAfter(weekday, ordinal, anchor):
            after = relativedelta(days=1, weekday=_WEEKDAYS[weekday](1))
            return (_nth(month, ordinal, anchor) + after,)
        case MonthDay(day):
            return (month.first.replace(day=day),)
        case LastDay():
            return (month.last,)
        case WorkingDay(position):
            days = _days(month) if position == 1 else reversed(_days(month))
            return tuple(islice(filter(works, days), 1))


def week_date(rule: Weekly, week_monday: date) -> date | None:
    """The date of `rule` in the week that begins on `week_monday`.

    None in its weeks off, and before the week of its anchor, which is the first.
    """
    weeks, _ = divmod((week_monday - monday(rule.anchor)).days, 7)
    if weeks < 0 or weeks % rule.interval:
        return None
    return week_monday + timedelta(days=rule.weekday)


def monday(day: date) -> date:
    """The Monday of the ISO week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def _nth(month: Month, ordinal: int, weekday: int) -> date:
    edge = month.first if ordinal > 0 else month.last
    return edge + relativedelta(weekday=_WEEKDAYS[weekday](ordinal))


def _days(month: Month) -> list[date]:
    return [month.first.replace(day=number) for number in range(1, month.last.day + 1)]
