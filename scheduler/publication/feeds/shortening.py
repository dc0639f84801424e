"""Shortens feeds to a size that clients read: above about 1 MB or 1,000 events they drop events silently.

A feed that is too large gives up its past months first, then the months furthest ahead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from scheduler.programme.spans import Month
from scheduler.record.stored import Stored, time_and_uid
from scheduler.record.window import Window

MOST_BYTES = 480_000
MOST_EVENTS = 950
SAFE_BYTES = MOST_BYTES * 3 // 4
"""Meetings of this total size fit into any feed: a header and time zones take far less than the rest."""

SizeOf = Callable[[str], int]
"""The bytes of the piece of a meeting, by its UID."""


def shorten(meetings: Sequence[Stored], size_of: SizeOf, window: Window, room: int) -> Sequence[Stored]:
    """Returns as many of `meetings`, which are in order of time, as fit into `room` bytes.

    Asks only for sizes that matter.
    """
    if len(meetings) <= MOST_EVENTS and _size(meetings, size_of) <= room:
        return meetings
    months, count = _by_month(meetings), len(meetings)
    for month in _months_to_give_up(months, window):
        count -= len(months.pop(month))
        if count <= MOST_EVENTS and _size(chain.from_iterable(months.values()), size_of) <= room:
            break
    # Meetings remain in order of time, which is not that of months: dates in east and west differ.
    in_order = sorted(chain.from_iterable(months.values()), key=time_and_uid)
    return [*_first_that_fit(in_order, size_of, room)]


def month_of(stored: Stored) -> Month:
    """Returns the month in which a meeting starts on its clock."""
    return Month.of(stored.occurrence.timing.starts.date())


def _by_month(meetings: Iterable[Stored]) -> dict[Month, list[Stored]]:
    by_month: defaultdict[tuple[int, int], list[Stored]] = defaultdict(list)
    for stored in meetings:
        starts = stored.occurrence.timing.starts
        by_month[starts.year, starts.month].append(stored)
    return {Month(*month): in_month for month, in_month in by_month.items()}


def _size(meetings: Iterable[Stored], size_of: SizeOf) -> int:
    return sum(size_of(stored.occurrence.uid) for stored in meetings)


def _first_that_fit(meetings: Iterable[Stored], size_of: SizeOf, room: int) -> Iterator[Stored]:
    size = 0
    for stored in islice(meetings, MOST_EVENTS):
        size += size_of(stored.occurrence.uid)
        if size > room:
            return
        yield stored


def _months_to_give_up(months: Collection[Month], window: Window) -> list[Month]:
    """Returns the months in the order in which a feed gives them up; never the first that is not past."""
    past = sorted(month for month in months if month < window.month)
    coming = sorted(month for month in months if month >= window.month)
    return [*past, *reversed(coming)][:-1]
