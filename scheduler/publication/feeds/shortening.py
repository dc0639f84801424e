"""Shortens feeds to a size that clients read: above about 1 MB or 1,000 events they drop events silently.

A feed that is too large gives up its past months first, then the months furthest ahead. So it is filled from
the present month on: what it gives up is not even looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice

from scheduler.programme.spans import Month
from scheduler.state.revision import PieceKey
from scheduler.state.state import Window
from scheduler.state.stored import Stored, time_and_uid

MOST_BYTES = 480_000
MOST_EVENTS = 950

_DAY = timedelta(days=1)

Shown = Mapping[PieceKey, Stored]
"""Meetings by the key of the piece that a feed shows of them, in order of time."""


def shorten(
    months: Iterable[Iterable[tuple[PieceKey, Stored]]], size_of: Callable[[PieceKey], int], room: int
) -> tuple[Shown, bool]:
    """Returns the meetings of the first of `months` that fit into `room` bytes, and whether these are all.

    The last of `months` are given up first. Of the first month, which is never given up, the first meetings
    that fit are shown.
    """
    kept: list[tuple[PieceKey, Stored]] = []
    room_left, is_complete = room, True
    for month in months:
        meetings = [*islice(month, MOST_EVENTS + 1)]
        is_crowded = len(kept) + len(meetings) > MOST_EVENTS
        # A month that is given up for its number is not measured: its pieces may not be written yet.
        room_left -= 0 if kept and is_crowded else sum(size_of(key) for key, _ in meetings)
        if kept and (is_crowded or room_left < 0):
            is_complete = False
            break
        kept += meetings
    # Meetings remain in order of time, which is not that of months: dates in east and west differ.
    kept.sort(key=lambda meeting: time_and_uid(meeting[1]))
    shown = dict(_first_that_fit(kept, size_of, room))
    return shown, is_complete and len(shown) == len(kept)


def month_of(stored: Stored) -> Month:
    """Returns the month in which a meeting starts on its clock."""
    return Month.of(stored.occurrence.timing.starts.date())


def nearest_months(meetings: Sequence[Stored], window: Window) -> Iterator[Iterator[Stored]]:
    """Yields `meetings`, which are in order of time, month by month.

    The months from that of the window on come first, then the past ones, the latest first.
    """
    if not meetings:
        return
    # Of meetings in different zones, the first need not have the earliest date.
    first, last = month_of(meetings[0]).plus(-1), month_of(meetings[-1]).plus(1)
    coming = _months(max(first, window.month), last)
    past = reversed(_months(first, min(last, window.month.plus(-1))))
    yield from (_in_month(meetings, month) for month in chain(coming, past))


def _months(first: Month, last: Month) -> list[Month]:
    return [first.plus(number) for number in range(last.since(first) + 1)]


def _in_month(meetings: Sequence[Stored], month: Month) -> Iterator[Stored]:
    # A date begins and ends less than a day earlier or later in some zone than in UTC.
    begin = bisect_left(meetings, _midnight(month.first) - _DAY, key=_begin)
    end = bisect_left(meetings, _midnight(month.plus(1).first) + _DAY, lo=begin, key=_begin)
    return (stored for stored in meetings[begin:end] if month_of(stored) == month)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _begin(stored: Stored) -> datetime:
    return stored.occurrence.timing.begin_utc


def _first_that_fit(
    meetings: Iterable[tuple[PieceKey, Stored]], size_of: Callable[[PieceKey], int], room: int
) -> Iterator[tuple[PieceKey, Stored]]:
    size = 0
    for key, stored in islice(meetings, MOST_EVENTS):
        size += size_of(key)
        if size > room:
            return
        yield key, stored
