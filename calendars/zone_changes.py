"""Finds the clock changes of a zone in zoneinfo, which has no list of them, and the yearly rules behind them.

Reads the offset at a wall time every few days, and searches for the moment of change between two that differ.
Caches by zone object: a zone that was loaded again is searched again.

A rule is a weekday in a fixed run of seven days of one month, at one wall time: "the last Sunday of March",
"the second Sunday of March", or "the Sunday from the 2nd to the 8th", because some laws count hours from
another day. The run follows from the changes in the span and, if the rules last, in the years after it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

EARLIEST_YEAR = 1971
"""The first year searched: clients need none before, and some zones had offsets with seconds then."""

# Two changes of one zone were never less than 7 days apart, and none are expected.
_STEP = timedelta(days=5)
_SECOND = timedelta(seconds=1)
_HALVES = tuple(timedelta(seconds=2**power) for power in reversed(range(19)))
"""From the half of six days, which are more than a step, to a second."""


class ClockChange(Struct, frozen=True, kw_only=True):
    """A clock change: from offset `before` to `after` at the moment `at` (UTC); `name` holds from then on."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def local(self) -> datetime:
        """The naive wall time of the change, on a clock that has not changed yet."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def is_forward(self) -> bool:
        """Whether clocks go forward."""
        return self.after > self.before


@lru_cache(maxsize=8192)
def changes_in(zone: ZoneInfo, year: int) -> tuple[ClockChange, ...]:
    """Returns the changes of offset in a year of UTC, in order; a new abbreviation alone is none."""
    walls = [*_walls(year)]
    # At a wall time the offset takes a tenth of the time that it takes at an instant.
    offsets = map(zone.utcoffset, walls)
    changes = [
        _change_after(zone, low)
        for (low, before), (_, after) in pairwise(zip(walls, offsets, strict=True))
        if before != after
    ]
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return tuple(change for change in changes if begin < change.at <= end)


def changes_between(zone: ZoneInfo, begin: datetime, end: datetime) -> list[ClockChange]:
    """Returns the changes of offset after `begin` up to `end`, in order."""
    years = range(begin.year, end.year + 1)
    return [change for year in years for change in changes_in(zone, year) if begin < change.at <= end]


def last_change_before(zone: ZoneInfo, year: int) -> ClockChange | None:
    """Returns the latest change before `year`, or None if there was none since 1971."""
    for earlier in range(year - 1, EARLIEST_YEAR - 1, -1):
        if changes := changes_in(zone, earlier):
            return changes[-1]
    return None


def offset_at(zone: ZoneInfo, at: datetime) -> timedelta:
    """Returns how far the zone is ahead of UTC at a moment."""
    return at.astimezone(zone).utcoffset() or timedelta(0)


def name_at(zone: ZoneInfo, at: datetime) -> str:
    """Returns the abbreviation in use at a moment, such as EET or +03."""
    return at.astimezone(zone).tzname() or zone.key


def _walls(year: int) -> Iterator[datetime]:
    wall, end = datetime(year, 1, 1) - _STEP, datetime(year + 1, 1, 1) + 2 * _STEP  # noqa: DTZ001
    while wall < end:
        yield wall
        wall += _STEP


def _change_after(zone: ZoneInfo, wall: datetime) -> ClockChange:
    """Returns the change in the step that begins at `wall`, found by halving down to the second."""
    before = _offset(zone, wall)
    for half in _HALVES:
        if zone.utcoffset(wall + half) == before:
            wall += half
    after = _offset(zone, wall + _SECOND)
    # All wall times that a change skips or repeats count as before it (PEP 495).
    at = (wall + _SECOND - max(before, after)).replace(tzinfo=UTC)
    return ClockChange(at=at, before=before, after=after, name=name_at(zone, at))


def _offset(zone: ZoneInfo, wall: datetime) -> timedelta:
    return zone.utcoffset(wall) or timedelta()


_LAST = -1
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_COUNTED = (1, 8, 15, 22)
_RUNS = (_LAST, *_COUNTED, *(day for day in range(2, 25) if day not in _COUNTED))
_TIME_TO_KNOW = timedelta(days=12 * 366)  # within these years a weekday falls on every day of its run


class YearlyRule(Struct, frozen=True, kw_only=True):
    """One change each year; `run` is the first of its seven days, -1 for the last seven of the month."""

    month: int
    run: int
    weekday: int
    clock: time
    before: timedelta
    after: timedelta
    name: str

    def change_in(self, year: int) -> ClockChange:
        """Returns the change that this rule makes in `year`."""
        first = date(year, self.month, monthrange(year, self.month)[1] - 6 if self.run == _LAST else self.run)
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        at = datetime.combine(day, self.clock, UTC) - self.before
        return ClockChange(at=at, before=self.before, after=self.after, name=self.name)

    def rrule(self) -> str:
        """Returns the rule as an RRULE value, if possible in the form that Outlook reads."""
        weekday = _WEEKDAYS[self.weekday]
        if self.run == _LAST:
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY=-1{weekday}"
        if self.run in _COUNTED:
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={_COUNTED.index(self.run) + 1}{weekday}"
        days = ",".join(str(day) for day in range(self.run, self.run + 7))
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={days};BYDAY={weekday}"


class RuleInForce(Struct, frozen=True, kw_only=True):
    """One of two yearly rules, and its change in the year in which both begin."""

    rule: YearlyRule
    since: ClockChange


def yearly_rules(zone: ZoneInfo, begin: datetime, end: datetime) -> tuple[RuleInForce, ...]:
    """Returns the two rules that make all changes after `begin` up to `end`, in calendar order, or nothing.

    They begin in the first year since which both have held without a break, or in an earlier year, so that a
    change lies before `begin`. That change need not have taken place.
    """
    rules = _rules_of(zone, begin, end + _TIME_TO_KNOW) or _rules_of(zone, begin, end)
    if not rules:
        return ()
    since = begin.year + 1
    while since > EARLIEST_YEAR and _changes_by(rules, since - 1) == changes_in(zone, since - 1):
        since -= 1
    while rules[0].change_in(since).at > begin:
        since -= 1
    return tuple(RuleInForce(rule=rule, since=rule.change_in(since)) for rule in rules)


def _changes_by(rules: list[YearlyRule], year: int) -> tuple[ClockChange, ...]:
    return tuple(rule.change_in(year) for rule in rules)


def _rules_of(zone: ZoneInfo, begin: datetime, end: datetime) -> list[YearlyRule]:
    changes = changes_between(zone, begin, end)
    forward = [change for change in changes if change.is_forward]
    back = [change for change in changes if not change.is_forward]
    rules = [rule for kind in (forward, back) if (rule := _rule_for(kind, begin, end))]
    return sorted(rules, key=lambda rule: rule.change_in(begin.year).at) if len(rules) == 2 else []


def _rule_for(changes: list[ClockChange], begin: datetime, end: datetime) -> YearlyRule | None:
    """Returns the rule that makes exactly `changes` in a span; of several, the form that laws use most."""
    if len(changes) < 2:  # one change shows no rule
        return None
    sample = changes[0]
    years = range(begin.year, end.year + 1)
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
        if changes == [change for change in map(rule.change_in, years) if begin < change.at <= end]:
            return rule
    return None
