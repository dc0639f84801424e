"""The meetings that each feed shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from scheduler.record.feeds import FeedKey, feed_keys
from scheduler.record.ordered_meetings import NO_MEETINGS, OrderedMeetings
from scheduler.record.shared_mapping import SharedMapping
from scheduler.record.stored import Stored, time_and_uid

FeedContents = SharedMapping[FeedKey, OrderedMeetings]
"""The meetings of each feed that shows any."""


def contents_of(shown: Iterable[Stored]) -> FeedContents:
    """Returns the meetings of each feed, from all that feeds show."""
    contents: defaultdict[FeedKey, list[Stored]] = defaultdict(list)
    for stored in sorted(shown, key=time_and_uid):
        for feed_key in feed_keys(stored.occurrence):
            contents[feed_key].append(stored)
    return SharedMapping((key, OrderedMeetings.of(meetings)) for key, meetings in contents.items())


def contents_after(
    before: FeedContents, old: Iterable[Stored], shown: Iterable[Stored]
) -> tuple[FeedContents, Set[FeedKey]]:
    """Returns `before` without the meetings that were `old`, and with those that are `shown` now.

    Only the feeds of these meetings are listed again; also returns their keys.
    """
    removed, added = _by_feed(old), _by_feed(shown)
    changed = removed.keys() | added.keys()
    lists = {
        key: before.get(key, NO_MEETINGS).with_changes(removed.get(key, ()), added.get(key, ()))
        for key in changed
    }
    return before.with_changes({key: meetings or None for key, meetings in lists.items()}), changed


def _by_feed(meetings: Iterable[Stored]) -> Mapping[FeedKey, list[Stored]]:
    by_feed: defaultdict[FeedKey, list[Stored]] = defaultdict(list)
    for stored in meetings:
        for feed_key in feed_keys(stored.occurrence):
            by_feed[feed_key].append(stored)
    return by_feed
