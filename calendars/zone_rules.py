"""Finds the two yearly rules, if any, that the clock changes of a zone follow.

A rule is a weekday in a fixed run of seven days of one month, at one wall time: "the last Sunday of March",
"the second Sunday of March", or "the Sunday from the 2nd to the 8th", because some laws count hours from
another day. The run follows from the changes in the span and in the years around it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from calendars.zone_changes import EARLIEST_YEAR, ClockChange, changes_in

_LAST = -1
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_COUNTED = (1, 8, 15, 22)
_RUNS = (_LAST, *_COUNTED, *(day for day in range(2, 25) if day not in _COUNTED))
_YEARS_TO_KNOW = 12  # within these years a weekday falls on every day of its run


class YearlyRule(Struct, frozen=True, kw_only=True):
    """One change each year; `run` is the first of its seven days, -1 for the last seven of the month."""

    month: int
    run: int
    weekday: int
    clock: time
    before: timedelta
    after: timedelta
    name: str

    def matches(self, change: ClockChange) -> bool:
        """Returns whether `change` follows this rule."""
        local = change.local
        return (
            (local.month, local.weekday(), local.time()) == (self.month, self.weekday, self.clock)
            and (change.before, change.after, change.name) == (self.before, self.after, self.name)
            and 0 <= local.day - self._first_day(local.year) < 7
        )

    def rrule(self) -> str:
        """Returns the rule as an RRULE value, if possible in the form that Outlook reads."""
        weekday = _WEEKDAYS[self.weekday]
        if self.run == _LAST:
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY=-1{weekday}"
        if self.run in _COUNTED:
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={_COUNTED.index(self.run) + 1}{weekday}"
        days = ",".join(str(day) for day in range(self.run, self.run + 7))
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={days};BYDAY={weekday}"

    def _first_day(self, year: int) -> int:
        return monthrange(year, self.month)[1] - 6 if self.run == _LAST else self.run


class RuleInForce(Struct, frozen=True, kw_only=True):
    """One of two yearly rules, and its first change since both have held without a break."""

    rule: YearlyRule
    since: ClockChange


def yearly_rules(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[RuleInForce, ...]:
    """Returns the two rules that all changes of these years follow, in calendar order, or nothing."""
    rules = _rules_of(zone, first_year, last_year)
    if rules:
        rules = _rules_of(zone, first_year, last_year + _YEARS_TO_KNOW) or rules
    since = first_year
    while rules and since > EARLIEST_YEAR and _follow(rules, changes_in(zone, since - 1)):
        since -= 1
    return tuple(
        RuleInForce(rule=rule, since=change)
        for rule, change in zip(rules, changes_in(zone, since), strict=False)
    )


def _rules_of(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[YearlyRule, ...]:
    years = [changes_in(zone, year) for year in range(first_year, last_year + 1)]
    if any(len(changes) != 2 for changes in years):
        return ()
    rules = tuple(rule for column in zip(*years, strict=True) if (rule := _rule_for(column)))
    return rules if len(rules) == 2 and rules[0].before == rules[1].after else ()


def _rule_for(changes: Sequence[ClockChange]) -> YearlyRule | None:
    """Returns the rule that all of `changes`, one a year, follow; of several, the form that laws use most."""
    sample = changes[0]
    for run in _RUNS:
        rule = YearlyRule(
            month=sample.local.month,
            run=run,
            weekday=sample.local.weekday(),
            clock=sample.local.time(),
            before=sample.before,
            after=sample.after,
            name=sample.name,
        )
        if all(map(rule.matches, changes)):
            return rule
    return None


def _follow(rules: tuple[YearlyRule, ...], changes: tuple[ClockChange, ...]) -> bool:
    return len(changes) == len(rules) and all(
        rule.matches(change) for rule, change in zip(rules, changes, strict=True)
    )
