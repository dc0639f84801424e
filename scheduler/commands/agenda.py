"""`twincal agenda`: the next meetings of a feed."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_state
from scheduler.state.feeds import belongs_in
from scheduler.state.identities import PresentIds
from scheduler.state.stored import time_and_uid
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence


class Agenda(Struct, frozen=True, kw_only=True):
    """The coming meetings in order of time; `ids` are the present ids of series and cities.

    `city` is the identity of the city that was asked for, if any was.
    """

    occurrences: tuple[Occurrence, ...]
    ids: PresentIds
    city: str | None


def agenda(store: Store, name: str, now: datetime, limit: int) -> Agenda:
    """Returns the public meetings of a feed that have not ended by `now`, at most `limit`."""
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    coming = sorted(
        (
            stored
            for stored in state.occurrences.values()
            if belongs_in(feed, stored.occurrence) and stored.shown and not stored.is_past(now)
            if not stored.occurrence.content.is_private
        ),
        key=time_and_uid,
    )
    return Agenda(
        occurrences=tuple(stored.occurrence for stored in coming[:limit]),
        ids=state.ids,
        city=feed.identity if feed.kind == "cities" else None,
    )
