"""`twincal reach`: which client families have fetched the last change, and which have not yet."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_state, require_active
from scheduler.publication.fetched_versions import Reach, current_versions, reach
from scheduler.state.profile import PresentIds
from scheduler.store import Store


class ReachReport(Struct, frozen=True, kw_only=True):
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
    state = read_state(store)
    versions = current_versions(state, store.history_of_pages(state.window.first))
    if name is not None:
        feed = require_active(find_feed(state.feeds, name), name)
        versions = tuple(version for version in versions if version.feed == feed)
    return ReachReport(
        reaches=reach(versions, store.polls(), now),
        now=now,
        zone=ZoneInfo(state.profile.zone),
        ids=state.ids,
    )
