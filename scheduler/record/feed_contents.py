"""The meetings that each feed shows."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping

from scheduler.record.feeds import FeedKey, feed_keys
from scheduler.record.stored import Stored, time_and_uid

FeedContents = Mapping[FeedKey, tuple[Stored, ...]]
"""The meetings of each feed, in order of time."""


def contents_of(shown: Iterable[Stored]) -> FeedContents:
    """Returns the meetings of each feed, from all that feeds show."""
    contents: defaultdict[FeedKey, list[Stored]] = defaultdict(list)
    for stored in sorted(shown, key=time_and_uid):
        for feed_key in feed_keys(stored.occurrence):
            contents[feed_key].append(stored)
    return {feed_key: tuple(meetings) for feed_key, meetings in contents.items()}


def contents_after(before: FeedContents, old: Iterable[Stored], shown: Iterable[Stored]) -> FeedContents:
    """Returns `before` without the meetings that were `old`, and with those that are `shown` now.

    Only the feeds of these meetings are listed again.
    """
    uids_by_feed: dict[FeedKey, set[str]] = {}
    for stored in old:
        for feed_key in feed_keys(stored.occurrence):
            uids_by_feed.setdefault(feed_key, set()).add(stored.occurrence.uid)
    changed = {
        feed_key: [stored for stored in before.get(feed_key, ()) if stored.occurrence.uid not in uids]
        for feed_key, uids in uids_by_feed.items()
    }
    for stored in shown:
        for feed_key in feed_keys(stored.occurrence):
            insort(changed.setdefault(feed_key, [*before.get(feed_key, ())]), stored, key=time_and_uid)
    contents = {**before, **{feed_key: tuple(meetings) for feed_key, meetings in changed.items()}}
    return {feed_key: meetings for feed_key, meetings in contents.items() if meetings}
