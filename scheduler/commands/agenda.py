"""`twincal agenda`: the next meetings of a feed."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_overview
from scheduler.record.identities import PresentIds
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
    ids = read_overview(store).ids
    feed = find_feed(store, name)
    coming = store.coming_meetings(feed, now, limit)
    city = feed.identity if feed.kind == "cities" else None
    return Agenda(occurrences=tuple(stored.occurrence for stored in coming), ids=ids, city=city)
