"""The local days of meetings, by which a calendar is divided into pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.state.window import Window
from scheduler.timetable.clocks.meeting_clock import clock_offset
from scheduler.timetable.occurrence import Occurrence

MAX_WHOLE = 200
"""The most meetings of a calendar that has one page. A phone cannot load many more, and nobody reads more."""

MAX_MEETINGS = 100
"""The most meetings on a page of a calendar that has several. Those that a holiday removed count as well."""


class LocalDays(Struct, frozen=True, kw_only=True):
    """The first and the last day of `occurrence` for the readers of a page."""

    occurrence: Occurrence
    first: date
    last: date

    def is_within(self, first: date, last: date) -> bool:
        """Returns whether one of the days lies between two days, both included."""
        return self.first <= last and self.last >= first


def in_order(occurrences: Iterable[Occurrence], city: str | None) -> Sequence[LocalDays]:
    """Returns the meetings as the readers of `city` (an identity) see them, or those of each clock."""
    return sorted((_local_days(occurrence, city) for occurrence in occurrences), key=order)


def order(days: LocalDays) -> tuple[date, datetime, str]:
    """Returns the key by which pages sort meetings: their first local day, their start, their UID."""
    return days.first, days.occurrence.timing.begin_utc, days.occurrence.uid


def _local_days(occurrence: Occurrence, city: str | None) -> LocalDays:
    timing = occurrence.timing
    starts, ends = timing.starts, timing.ends
    own = occurrence.participant(city) if city is not None and not timing.all_day else None
    if own is not None and own.offset != clock_offset(occurrence):
        starts, ends = own.local(timing.begin_utc), own.local(timing.end_utc)
    return LocalDays(
        occurrence=occurrence, first=starts.date(), last=(ends - timedelta(microseconds=1)).date()
    )


def by_month(meetings: Iterable[LocalDays], window: Window) -> Mapping[Month, Sequence[LocalDays]]:
    """Returns the meetings by the month that lists them, in order.

    There are all months of the window, and later months to which a meeting was moved.
    """
    months: dict[Month, list[LocalDays]] = {month: [] for month in months_of(window)}
    for meeting in meetings:
        months.setdefault(listing_month(meeting, window), []).append(meeting)
    return {month: months[month] for month in sorted(months)}


def months_of(window: Window) -> list[Month]:
    """Returns all months of the window."""
    first = Month.of(window.first)
    return [first.plus(number) for number in range(Month.of(window.edge).since(first))]


def listing_month(meeting: LocalDays, window: Window) -> Month:
    """Returns the month that lists a meeting: that of its first day, or the first one of the window."""
    return Month.of(max(meeting.first, window.first))


def by_day(meetings: Iterable[LocalDays], window: Window) -> Mapping[date, Sequence[LocalDays]]:
    """Returns the meetings by the day that lists them, in order."""
    days: dict[date, list[LocalDays]] = {}
    for meeting in meetings:
        days.setdefault(max(meeting.first, window.first), []).append(meeting)
    return days


def first_page(numbers: Mapping[Month, int], month: Month) -> list[Month]:
    """Returns the months that fit on one page from `month` on; the first with meetings always does.

    `numbers` are those of their meetings.
    """
    shown: list[Month] = []
    total = 0
    for coming, number in numbers.items():
        if coming >= month:
            if total and total + number > MAX_MEETINGS:
                break
            shown.append(coming)
            total += number
    return shown
