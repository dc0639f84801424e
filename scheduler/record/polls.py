"""Counts of requests for feeds, by family of calendar programs; never by person.

No IP address, user agent or token is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.record.feeds import Feed

Family = Literal["google", "outlook", "apple", "thunderbird", "nextcloud", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How often a family asked for one version of a feed in one language; `first` and `last` in UTC.

    `feed` holds its identity, which stays if it gets another id. `digest` is that of its FeedVersion.
    """

    feed: str
    language: str
    family: Family
    digest: str
    first: datetime
    last: datetime
    count: int


def poll_name(feed: Feed) -> str:
    """Returns the name under which requests for `feed` are counted."""
    return feed.kind if feed.kind == "programme" else f"{feed.kind}/{feed.identity}"
