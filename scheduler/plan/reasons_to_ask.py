"""The reasons why the safety limit stops a plan, as values: the reports put them into words.

Series and cities are named by their present ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from scheduler.programme.texts import Text
from scheduler.record.feeds import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class ManySeries:
    """Coming meetings of the series `changed` would be cancelled, moved or hidden.

    `total` is the number of series that have coming meetings.
    """

    changed: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptiedCity:
    """A city would lose every coming meeting."""

    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookalikeSeries:
    """The new series `id` looks like the series `old_id`, which left the text.

    `section` is the part of the text that has `id`. `formerly` are the ids to write there, the oldest first.
    `cancelled` meetings of the old series would be cancelled; of the new one `added` would be published,
    `repeated` of them a second time.
    """

    section: str
    id: str
    old_id: str
    formerly: tuple[str, ...]
    cancelled: int
    added: int
    repeated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookalikeFeed:
    """The city, pair or theme of the feed `new` looks like that of `old`, which left the text.

    `formerly` are the ids to write, the oldest first.
    """

    new: Feed
    old: Feed
    formerly: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NightHour:
    """The new hour of a meeting in a city; `ends` is None if the meeting begins at night already."""

    city: Text
    begins: time
    ends: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightMove:
    """Meetings of a series would move into the night.

    `meetings` is their number; `hours` are their new hours, each once.
    """

    series: str
    meetings: int
    hours: tuple[NightHour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLoss:
    """The number of coming meetings that a feed shows, and how many of them it would lose."""

    feed: Feed
    lost: int
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdedFeeds:
    """Feeds would be too large and lose coming meetings; the meeting `key` of `series` adds most bytes."""

    losses: tuple[FeedLoss, ...]
    series: str
    key: str


ReasonToAsk = ManySeries | EmptiedCity | LookalikeSeries | LookalikeFeed | NightMove | CrowdedFeeds
