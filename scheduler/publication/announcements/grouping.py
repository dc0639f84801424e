"""The times of meetings of one series, for one city: those that are alike are told as one.

1. Meetings with the same hours, and the same hours before, are alike.
2. Days that the city knows are told by spans. Another meeting of the series ends a span.
3. A span is told by its months if no other meeting of the series is in its first and its last month.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby

from msgspec import Struct


class LocalTimes(Struct, frozen=True, kw_only=True):
    """A meeting by the clock of the city: its day and hours, and those that it knew if they change."""

    day: date
    hours: str
    old_day: date | None = None
    old_hours: str | None = None

    @property
    def known_day(self) -> date:
        """The day by which the city knows it."""
        return self.old_day or self.day


class Alike(Struct, frozen=True, kw_only=True):
    """Days on which meetings have the same hours, and had the same before; None if these stay."""

    hours: str
    old_hours: str | None
    days: tuple[date, ...]


class DaySpan(Struct, frozen=True, kw_only=True):
    """The first and the last day of meetings that nothing interrupts; `is_months`: of whole months."""

    first: date
    last: date
    is_months: bool


def alike(meetings: Iterable[LocalTimes]) -> tuple[Alike, ...]:
    """Returns the days of the meetings by their hours, in the order of the first days."""
    by_hours: dict[tuple[str | None, str], list[date]] = {}
    for each in sorted(meetings, key=lambda each: each.day):
        by_hours.setdefault((each.old_hours, each.hours), []).append(each.day)
    return tuple(
        Alike(hours=hours, old_hours=old, days=tuple(days)) for (old, hours), days in by_hours.items()
    )


def spans(days: Collection[date], others: Collection[date]) -> tuple[DaySpan, ...]:
    """Returns the spans of `days`, which those of other meetings end."""
    months = {(day.year, day.month) for day in others}
    runs = [[*run] for is_own, run in groupby(sorted({*days, *others}), lambda day: day in days) if is_own]
    return tuple(
        DaySpan(
            first=run[0],
            last=run[-1],
            is_months=months.isdisjoint((day.year, day.month) for day in (run[0], run[-1])),
        )
        for run in runs
    )
