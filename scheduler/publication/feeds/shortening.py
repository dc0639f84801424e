"""Shortens feeds to a size that clients read: above about 1 MB or 1,000 events they drop events silently.

A feed that is too large gives up its past months first, then the months furthest ahead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from scheduler.programme.spans import Month
from scheduler.record.stored import Stored
from scheduler.record.window import Window

MOST_BYTES = 480_000
MOST_EVENTS = 950
SAFE_BYTES = MOST_BYTES * 3 // 4
"""Meetings of this total size fit into any feed: a header and time zones take far less than the rest."""


def shorten(
    meetings: Sequence[Stored], pieces: Mapping[str, bytes], window: Window, room: int
) -> Sequence[Stored]:
    """Returns as many of `meetings` as fit into `room` bytes; `pieces` has the VEVENT of each by UID."""
    sizes = {uid: len(body) for uid, body in pieces.items()}
    events, size = len(meetings), sum(sizes[stored.occurrence.uid] for stored in meetings)
    if events <= MOST_EVENTS and size <= room:
        return meetings
    months: dict[Month, list[Stored]] = {}
    for stored in meetings:
        months.setdefault(month_of(stored), []).append(stored)
    for month in _months_to_give_up(months, window):
        removed = months.pop(month)
        events, size = events - len(removed), size - sum(sizes[stored.occurrence.uid] for stored in removed)
        if events <= MOST_EVENTS and size <= room:
            break
    # Meetings remain in order of time, which is not that of months: dates in east and west differ.
    remaining = (stored for stored in meetings if month_of(stored) in months)
    return [*_first_that_fit(remaining, sizes, room)]


def month_of(stored: Stored) -> Month:
    """Returns the month in which a meeting starts on its clock."""
    return Month.of(stored.occurrence.timing.starts.date())


def _first_that_fit(meetings: Iterable[Stored], sizes: Mapping[str, int], room: int) -> Iterator[Stored]:
    size = 0
    for stored in islice(meetings, MOST_EVENTS):
        size += sizes[stored.occurrence.uid]
        if size > room:
            return
        yield stored


def _months_to_give_up(months: Collection[Month], window: Window) -> list[Month]:
    """Returns the months in the order in which a feed gives them up; never the month of the window."""
    past = sorted(month for month in months if month < window.month)
    future = sorted(month for month in months if month > window.month)
    return past + future[::-1]
