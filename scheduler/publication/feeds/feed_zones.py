"""The time zones that feeds describe in VTIMEZONE blocks, and the days for which these blocks are valid."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from itertools import chain

from scheduler.state.feeds import Feed, Feeds, belongs_in
from scheduler.state.occurrences import Occurrences
from scheduler.state.window import Window


def zones_of(occurrences: Occurrences, feeds: Feeds) -> frozenset[str]:
    """Returns the zones that feeds may need a VTIMEZONE for: those of timed meetings and of the feeds."""
    return (occurrences.summary.zones - {"UTC"}) | {*map(_named_for_block, feeds.zones)}


def zones_in(feed: Feed, occurrences: Occurrences) -> Set[str]:
    """Returns the zones of the timed meetings in `feed`, whatever the window is."""
    if feed.kind == "programme":
        return occurrences.summary.zones
    in_feed = (series for series in occurrences.by_series.values() if feed.key in series.feed_keys)
    zones: set[str] = set()
    for stored in chain.from_iterable(series.by_uid.values() for series in in_feed):
        timing = stored.occurrence.timing
        if not timing.all_day and timing.zone not in zones and belongs_in(feed, stored.occurrence):
            zones.add(timing.zone)
    return zones


def zone_of_feed(feed: Feed) -> str:
    """Returns the zone of a feed under a name that a VTIMEZONE can have."""
    return _named_for_block(feed.zone)


def _named_for_block(zone: str) -> str:
    return "Etc/UTC" if zone == "UTC" else zone


def zone_span(window: Window, occurrences: Occurrences) -> tuple[date, date]:
    """Returns the first and last day for which the blocks must be valid: all days that feeds can show.

    From two years before the window's month to three years after it, and to the last of `occurrences`.
    """
    last = max(window.month.plus(36).last, window.edge, occurrences.summary.last_end)
    return min(window.month.plus(-24).first, window.first), last
