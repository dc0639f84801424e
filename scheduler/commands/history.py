"""`twincal history`: the revisions, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, published, series_identity
from scheduler.record.feeds import shows
from scheduler.record.identities import PresentIds, present_ids
from scheduler.record.revision import Revision
from scheduler.record.stored import Stored
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Revisions, newest first; `ids` are what the text calls the series now."""

    revisions: tuple[Revision, ...]
    ids: PresentIds


def _of_series(store: Store, series: str) -> list[Stored]:
    """Everything published of a series, under the id that it has or the first that it had."""
    identity = series_identity(store, series)
    return [item for item in published(store).occurrences if item.occurrence.series == identity]


def history(store: Store, name: str | None) -> History:
    """The revisions; where `name` is a feed or a series, only what they did to it."""
    records = store.history()
    if not records:
        raise Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")
    told = records if name is None else _only(records, _uids(store, name))
    return History(revisions=told, ids=present_ids(store.series_ids(), ()))


def _uids(store: Store, name: str) -> set[str]:
    return {item.occurrence.uid for item in _of_series(store, name) or _of_feed(store, name)}


def _only(records: Iterable[Revision], uids: set[str]) -> tuple[Revision, ...]:
    told = (
        replace(record, entries=tuple(entry for entry in record.entries if entry.uid in uids))
        for record in records
    )
    return tuple(record for record in told if record.entries)


def _of_feed(store: Store, name: str) -> list[Stored]:
    everything = published(store)
    feed = find_feed(everything, name)
    return [item for item in everything.occurrences if shows(feed, item.occurrence)]
