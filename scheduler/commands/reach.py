"""The verb that tells how far a change has come: whose calendars have fetched it, whose have not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, published
from scheduler.publication.reach import Reach, reach, versions
from scheduler.record.feeds import Feed
from scheduler.record.identities import PresentIds, present_ids
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachReport:
    """How far the feeds have come, by `now`: a Reach for each feed and language.

    Times are told on the clock of `zone`, the host's; `ids` are what the text calls things now.
    """

    reaches: tuple[Reach, ...]
    now: datetime
    zone: ZoneInfo
    ids: PresentIds


def reach_report(store: Store, name: str | None, now: datetime) -> ReachReport:
    """How far the present versions have come, of all feeds or of the one that is named.

    Raises Refused where there is no such feed.
    """
    everything = published(store)
    only = find_feed(everything, name) if name is not None else None
    if only is not None and only.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    found = reach(versions(everything), store.polls(), now)
    return ReachReport(
        reaches=tuple(item for item in found if only is None or _is_same(item.version.feed, only)),
        now=now,
        zone=ZoneInfo(everything.profile.zone),
        ids=present_ids(store.series_ids(), everything.feeds),
    )


def _is_same(feed: Feed, other: Feed) -> bool:
    return (feed.kind, feed.identity) == (other.kind, other.identity)
