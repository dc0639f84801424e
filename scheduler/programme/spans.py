"""Months, days in a row, lengths of time; and spans between instants, in sorted tuples without overlaps."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Self

from msgspec import Struct


class Month(Struct, frozen=True, order=True):
    """One calendar month, e.g. December 2026."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"no month {self.month}")

    @classmethod
    def of(cls, day: date) -> Self:
        """Returns the month that `day` lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """Returns the month that is `months` later, or earlier if negative."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def since(self, other: Month) -> int:
        """Returns the number of months from `other` to this one."""
        return (self.year - other.year) * 12 + self.month - other.month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


Bound = Month | date
"""A `from` or `until`: a month is compared with the key, a date with the planned date."""


def first_day(bound: Bound) -> date:
    """Returns the first day of a `from`."""
    return bound.first if isinstance(bound, Month) else bound


def last_day(bound: Bound) -> date:
    """Returns the last day of an `until`."""
    return bound.last if isinstance(bound, Month) else bound


class Days(Struct, frozen=True):
    """Days in a row, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Length(Struct, frozen=True, kw_only=True):
    """A length of time in whole months and days ("18 months", "90 days")."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Returns the day this much later. Months count first; a day that a month lacks becomes its last."""
        return _shift(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """Returns the day this much earlier, in the same way."""
        return _shift(day, -self.months) - timedelta(days=self.days)


def _shift(day: date, months: int) -> date:
    month = Month.of(day).plus(months)
    return month.first.replace(day=min(day.day, month.last.day))


class TimeSpan(Struct, frozen=True, order=True):
    """The time from `begin` to `end`, aware instants; `end` is not part of it."""

    begin: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.begin:
            raise ValueError(f"a span ends after it begins: {self.begin} to {self.end}")


def merged(spans: Iterable[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Returns the time that any of `spans` covers."""
    found: list[TimeSpan] = []
    for span in sorted(spans):
        if found and span.begin <= found[-1].end:
            found[-1] = TimeSpan(found[-1].begin, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def common(first: Sequence[TimeSpan], second: Sequence[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Returns the time that both cover; each is sorted and without overlaps."""
    found: list[TimeSpan] = []
    at, other = 0, 0
    while at < len(first) and other < len(second):
        begin = max(first[at].begin, second[other].begin)
        end = min(first[at].end, second[other].end)
        if begin < end:
            found.append(TimeSpan(begin, end))
        if first[at].end <= second[other].end:
            at += 1
        else:
            other += 1
    return tuple(found)


def without(spans: Sequence[TimeSpan], taken: Sequence[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Returns the time that `spans` cover and `taken` do not; both are sorted and without overlaps."""
    found: list[TimeSpan] = []
    for span in spans:
        begin = span.begin
        for other in taken:
            if other.end <= begin or other.begin >= span.end:
                continue
            if begin < other.begin:
                found.append(TimeSpan(begin, other.begin))
            begin = other.end
        if begin < span.end:
            found.append(TimeSpan(begin, span.end))
    return tuple(found)
