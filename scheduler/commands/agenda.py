"""`twincal agenda`: the next meetings of a feed."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_overview
from scheduler.record.identities import PresentIds
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence


class Agenda(Struct, frozen=True, kw_only=True):
    """The coming meetings in order of time; `ids` are the present ids of series and cities."""

    occurrences: tuple[Occurrence, ...]
    ids: PresentIds


def agenda(store: Store, name: str, now: datetime, limit: int) -> Agenda:
    """Returns the public meetings of a feed that have not ended by `now`, at most `limit`."""
    ids = read_overview(store).ids
    coming = store.coming_meetings(find_feed(store, name), now, limit)
    return Agenda(occurrences=tuple(stored.occurrence for stored in coming), ids=ids)
