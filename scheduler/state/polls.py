"""Counts of requests for feeds by family of calendar programs, never by person.

They hold no IP address, user agent or token.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from scheduler.state.feeds import Feed

Family = Literal["google", "outlook", "apple", "thunderbird", "nextcloud", "other"]


class Poll(Struct, frozen=True, kw_only=True):
    """The number of requests of a family for one version of a feed in one language.

    `feed` is the `poll_name` of the feed, `digest` that of its FeedVersion. `first` and `last` are in UTC.
    """

    feed: str
    language: str
    family: Family
    digest: str
    first: datetime
    last: datetime
    count: int


def poll_name(feed: Feed) -> str:
    """Returns the name under which requests for `feed` are counted, which never changes."""
    return feed.kind if feed.kind == "programme" else f"{feed.kind}/{feed.identity}"
