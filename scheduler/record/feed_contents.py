"""The meetings that each feed shows."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

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


def contents_after(
    before: FeedContents, old: Iterable[Stored], shown: Iterable[Stored]
) -> tuple[FeedContents, Set[FeedKey]]:
    """Returns `before` without the meetings that were `old`, and with those that are `shown` now.

    Only the feeds of these meetings are listed again; also returns their keys.
    """
    changed: dict[FeedKey, list[Stored]] = {}
    for stored in old:
        for feed_key in feed_keys(stored.occurrence):
            meetings = changed.setdefault(feed_key, [*before.get(feed_key, ())])
            place = bisect_left(meetings, time_and_uid(stored), key=time_and_uid)
            if meetings[place : place + 1] == [stored]:  # feeds may have hidden it
                del meetings[place]
    for stored in shown:
        for feed_key in feed_keys(stored.occurrence):
            insort(changed.setdefault(feed_key, [*before.get(feed_key, ())]), stored, key=time_and_uid)
    contents = {**before, **{feed_key: tuple(meetings) for feed_key, meetings in changed.items()}}
    for feed_key in changed:
        if not contents[feed_key]:
            del contents[feed_key]
    return contents, changed.keys()
