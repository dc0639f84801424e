"""The local days of meetings. They say which months a page shows before any meeting is listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.sides import first_side
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

MAX_MEETINGS = 400
"""The most coming meetings on one page, and the most past ones, both rounded up to whole months.

A phone cannot load more, and nobody reads more. The pages of the cities and pairs have the others.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDays:
    """The first and the last day of `occurrence` for the readers of a page.

    `place` is the first city of their side; None for whole days.
    """

    occurrence: Occurrence
    first: date
    last: date
    place: Text | None

    def is_within(self, first: date, last: date) -> bool:
        """Returns whether one of the days lies between two days, both included."""
        return self.first <= last and self.last >= first


def local_days(occurrence: Occurrence, city: str | None) -> LocalDays:
    """Returns the days of `occurrence` for the readers of `city` (an identity), or of its clock."""
    side = None if occurrence.timing.all_day else first_side(occurrence, city)
    times = side or occurrence.timing
    return LocalDays(
        occurrence=occurrence,
        first=times.starts.date(),
        last=(times.ends - timedelta(microseconds=1)).date(),
        place=side.names[0] if side is not None else None,
    )


def by_month(meetings: Iterable[LocalDays], window: Window) -> Mapping[Month, Sequence[LocalDays]]:
    """Returns the meetings by the month that lists them, in order.

    There are all months of the window, and later months to which a meeting was moved.
    """
    first = Month.of(window.first)
    months: dict[Month, list[LocalDays]] = {
        first.plus(number): [] for number in range(Month.of(window.edge).since(first))
    }
    for meeting in meetings:
        months.setdefault(Month.of(max(meeting.first, window.first)), []).append(meeting)
    return {month: months[month] for month in sorted(months)}


def nearest_months(months: Mapping[Month, Sequence[object]], month: Month) -> tuple[list[Month], list[Month]]:
    """Returns the past and the coming months that a page shows; `month` is the first coming one."""
    past = {key: len(group) for key, group in reversed([*months.items()]) if key < month}
    coming = {key: len(group) for key, group in months.items() if key >= month}
    return [*_until_full(past)][::-1], [*_until_full(coming)]


def _until_full(counts: Mapping[Month, int]) -> Iterator[Month]:
    """Yields months until the page is full."""
    total = 0
    for month, count in counts.items():
        if total >= MAX_MEETINGS:
            return
        total += count
        yield month
