"""Who asked for which version of a feed, as it is remembered: families of clients, never a person.

No address, no user agent and no token is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.record.feeds import Feed

Family = Literal["google", "outlook", "apple", "thunderbird", "nextcloud", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How often a family asked for one version of a feed in one language, `first` and `last` in UTC.

    `feed` is told by its identity, which stays when it gets another id; `digest` is that of its Mark.
    """

    feed: str
    language: str
    family: Family
    digest: str
    first: datetime
    last: datetime
    count: int


def polled_as(feed: Feed) -> str:
    """The name under which requests for `feed` are counted."""
    return feed.kind if feed.kind == "programme" else f"{feed.kind}/{feed.identity}"
