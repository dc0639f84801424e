"""`twincal reach`: which client families have fetched the last change, and which have not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.commands.lookup import find_feed, read_published, require_active
from scheduler.publication.reach import Reach, current_versions, reach
from scheduler.record.identities import PresentIds, present_ids
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachReport:
    """The reach of each feed and language at the time `now`.

    Reports show times in `zone`, the host's; `ids` are the present ids of series and cities.
    """

    reaches: tuple[Reach, ...]
    now: datetime
    zone: ZoneInfo
    ids: PresentIds


def reach_report(store: Store, name: str | None, now: datetime) -> ReachReport:
    """Returns which clients have fetched the current versions of all feeds, or of the one called `name`.

    Raises Refused if nothing was ever applied, or the feed is unknown or retired.
    """
    published = read_published(store)
    feed = require_active(find_feed(published, name), name) if name is not None else None
    reaches = reach(current_versions(published), store.polls(), now)
    return ReachReport(
        reaches=tuple(feed_reach for feed_reach in reaches if feed in (None, feed_reach.version.feed)),
        now=now,
        zone=ZoneInfo(published.profile.zone),
        ids=present_ids(store.series_ids(), published.feeds),
    )
