"""`twincal history`: the revisions, and what each changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, read_published, series_identity
from scheduler.record.feeds import belongs_in
from scheduler.record.identities import PresentIds, present_ids
from scheduler.record.revision import Revision
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The revisions, newest first; `ids` are the present ids of series."""

    revisions: tuple[Revision, ...]
    ids: PresentIds


def history(store: Store, name: str | None) -> History:
    """Returns all revisions, or only their changes to the series or feed called `name`.

    Raises Refused if nothing was ever applied, or nothing has that name.
    """
    revisions = store.history()
    if not revisions:
        raise Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")
    if name is not None:
        uids = _uids(store, name)
        filtered = (
            replace(revision, entries=tuple(entry for entry in revision.entries if entry.uid in uids))
            for revision in revisions
        )
        revisions = tuple(revision for revision in filtered if revision.entries)
    return History(revisions=revisions, ids=present_ids(store.series_ids(), ()))


def _uids(store: Store, name: str) -> set[str]:
    """Returns the UIDs of all meetings of a series (by its present or first id), or else of a feed."""
    published, identity = read_published(store), series_identity(store, name)
    occurrences = [stored.occurrence for stored in published.occurrences]
    uids = {occurrence.uid for occurrence in occurrences if occurrence.series == identity}
    if uids:
        return uids
    feed = find_feed(published, name)
    return {occurrence.uid for occurrence in occurrences if belongs_in(feed, occurrence)}
