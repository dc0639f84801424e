"""Why there is no meeting: what holidays took away before it was published, for the pages of its sides."""

from __future__ import annotations

from scheduler.record.feeds import Feed
from scheduler.record.revision import Published
from scheduler.record.stored import SkippedMeeting


def skips_of(published: Published, feed: Feed) -> tuple[SkippedMeeting, ...]:
    """The skipped meetings that would stand in `feed`, in order of time; a theme's calendar tells none."""
    return tuple(skip for skip in published.skips if _would_stand_in(feed, skip))


def _would_stand_in(feed: Feed, skip: SkippedMeeting) -> bool:
    if feed.kind == "programme":
        return True
    sides = {"cities": skip.cities, "pairs": skip.pairs}.get(feed.kind, ())
    return feed.identity in sides
