"""`twincal agenda`: the next meetings of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler.commands.lookup import find_feed, published
from scheduler.record.feeds import shows
from scheduler.record.identities import PresentIds, present_ids
from scheduler.record.stored import Stored
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Meetings to come, in order of time; `ids` are what the text calls them."""

    items: tuple[Stored, ...]
    ids: PresentIds


def agenda(store: Store, name: str, now: datetime, most: int) -> Agenda:
    """The next meetings of a feed that have not ended, at most so many."""
    everything = published(store)
    wanted = find_feed(everything, name)
    coming = [
        item
        for item in everything.occurrences
        if not item.is_past(now) and item.shown and shows(wanted, item.occurrence)
        if item.occurrence.content.visibility == "public"
    ]
    items = sorted(coming, key=lambda item: item.occurrence.timing.begin)[:most]
    return Agenda(items=tuple(items), ids=present_ids(store.series_ids(), everything.feeds))
