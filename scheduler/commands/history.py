"""`twincal history`: the revisions, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, listed_names, read_overview, series_identity
from scheduler.programme.similar_names import similar_names
from scheduler.record.feeds import Feed
from scheduler.record.identities import PresentIds
from scheduler.record.revision import Revision
from scheduler.store import Store


class History(Struct, frozen=True, kw_only=True):
    """The revisions, newest first, and those of them to show; `ids` are the present ids of series."""

    revisions: tuple[Revision, ...]
    shown: tuple[Revision, ...]
    ids: PresentIds


def history(
    store: Store, name: str | None = None, since: date = date.min, most: int | None = None
) -> History:
    """Returns all revisions, or only their changes to the series or feed called `name`.

    Shows the newest, at most `most`, from the day `since` (UTC) on. Raises Refused if nothing was ever
    applied, or nothing has that name.
    """
    ids = read_overview(store).ids
    revisions = store.history() if name is None else _history_of(store, name)
    late = tuple(revision for revision in revisions if revision.time.date() >= since)
    return History(revisions=revisions, shown=late[:most], ids=ids)


def _history_of(store: Store, name: str) -> tuple[Revision, ...]:
    """Returns the changes to a series (by its present or first id), or else to a feed."""
    revisions = _with_entries(store.history_of_series(series_identity(store, name)))
    return revisions or _with_entries(store.history_of_feed(_find_feed(store, name)))


def _find_feed(store: Store, name: str) -> Feed:
    """Returns the feed called `name`. Raises Refused if there is none; a series may have been meant."""
    try:
        return find_feed(store, name)
    except Refused as error:
        names = sorted(store.series_ids().values())
        similar = similar_names(name, names)
        others = f"there are the series {listed_names(names)}; {error.advice}"
        advice = f"did you mean {similar[0]}?" if similar else others
        raise Refused(f"there is no series and no feed {name}", advice) from error


def _with_entries(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    return tuple(revision for revision in revisions if revision.entries)
