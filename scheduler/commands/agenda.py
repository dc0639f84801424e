"""`twincal agenda`: the next meetings of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler.commands.lookup import find_feed, read_published
from scheduler.record.feeds import belongs_in
from scheduler.record.identities import PresentIds, present_ids
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The coming meetings in order of time; `ids` are the present ids of series and cities."""

    occurrences: tuple[Occurrence, ...]
    ids: PresentIds


def agenda(store: Store, name: str, now: datetime, limit: int) -> Agenda:
    """Returns the public meetings of a feed that have not ended by `now`, at most `limit`."""
    published = read_published(store)
    feed = find_feed(published, name)
    coming = [
        stored.occurrence
        for stored in published.occurrences
        if stored.shown and not stored.is_past(now)
        if belongs_in(feed, stored.occurrence) and not stored.occurrence.content.is_private
    ]
    coming.sort(key=lambda occurrence: occurrence.timing.begin_utc)
    return Agenda(occurrences=tuple(coming[:limit]), ids=present_ids(store.series_ids(), published.feeds))
