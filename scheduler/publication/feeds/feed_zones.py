"""The time zones that feeds describe in VTIMEZONE blocks, and the days for which these blocks are valid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date

from scheduler.state.feeds import Feed
from scheduler.state.stored import Stored
from scheduler.state.window import Window


def zones_of(occurrences: Iterable[Stored], feeds: Sequence[Feed]) -> Set[str]:
    """Returns the zones that feeds may need a VTIMEZONE for: those of timed meetings and of the feeds."""
    return (zones_in(occurrences) - {"UTC"}) | {*map(zone_of_feed, feeds)}


def zones_in(occurrences: Iterable[Stored]) -> Set[str]:
    """Returns the zones of timed meetings."""
    timings = (stored.occurrence.timing for stored in occurrences)
    return {timing.zone for timing in timings if not timing.all_day}


def zone_of_feed(feed: Feed) -> str:
    """Returns the zone of a feed under a name that a VTIMEZONE can have."""
    return "Etc/UTC" if feed.zone == "UTC" else feed.zone


def zone_span(window: Window, occurrences: Iterable[Stored]) -> tuple[date, date]:
    """Returns the first and last day for which the blocks must be valid: all days that feeds can show.

    From two years before the window's month to three years after it, and to the last of `occurrences`.
    """
    ends = (stored.occurrence.timing.ends.date() for stored in occurrences)
    last = max(window.month.plus(36).last, window.edge, *ends)
    return min(window.month.plus(-24).first, window.first), last
