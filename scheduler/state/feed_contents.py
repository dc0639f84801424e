"""The meetings that each feed shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from scheduler.state.feeds import FeedKey, feed_keys
from scheduler.state.stored import Stored, time_and_uid
from scheduler.state.window import Window

FeedContents = Mapping[FeedKey, tuple[Stored, ...]]
"""The meetings of each feed that shows any, in order of time, then of UID."""


def is_in_window(stored: Stored, window: Window) -> bool:
    """Returns whether `stored` is not hidden and ends in `window` or later; see `is_in_feeds`."""
    return stored.shown and window.shows(stored.occurrence.timing.ends)


def is_in_feeds(stored: Stored, window: Window, time: datetime) -> bool:
    """Returns whether feeds show `stored` to any reader after a revision at `time` (aware).

    They hide a meeting that a fast clock published beyond the window until the window reaches it.
    """
    is_early = stored.stamp.created > time and stored.occurrence.timing.starts.date() >= window.edge
    return is_in_window(stored, window) and not is_early


def contents_of(shown: Iterable[Stored]) -> FeedContents:
    """Returns the meetings of each feed, from all that feeds show, in any order."""
    contents: defaultdict[FeedKey, list[Stored]] = defaultdict(list)
    for stored in sorted(shown, key=time_and_uid):
        for feed_key in feed_keys(stored.occurrence):
            contents[feed_key].append(stored)
    return {key: tuple(meetings) for key, meetings in contents.items()}
