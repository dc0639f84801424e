"""`twincal history`: the revisions, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.lookup import find_feed, listed_names, read_state, series_identity, series_ids
from scheduler.commands.refusals import Refused
from scheduler.programme.problems import similar_names
from scheduler.state.feeds import Feed, belongs_in
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store


class History(Struct, frozen=True, kw_only=True):
    """The revisions to show, newest first, and the present `state`, which has the names for them."""

    shown: tuple[Revision, ...]
    state: State


def history(
    store: Store, name: str | None = None, since: date = date.min, most: int | None = None
) -> History:
    """Returns the newest revisions, at most `most`, from the day `since` (UTC) on.

    With a `name`, those with changes to this series or feed, and these changes alone. Raises Refused if
    nothing was ever applied, or nothing has that name.
    """
    state = read_state(store)
    if name is None:
        shown = store.history(since, most)
    else:
        shown = _history_of(state, store.history(since), name)[:most]
    return History(shown=shown, state=state)


def _history_of(state: State, revisions: Sequence[Revision], name: str) -> tuple[Revision, ...]:
    """Returns the changes to a series (by its present or first id), or else to a feed.

    Those to a city are also those to the meetings that it has left.
    """
    uids = {*state.by_series.get(series_identity(state, name), ())}
    if not uids:
        feed = _find_feed(state, name)
        stored = state.occurrences.values()
        uids = {each.occurrence.uid for each in stored if belongs_in(feed, each.occurrence)}
        if feed.kind == "cities":
            entries = chain.from_iterable(revision.entries for revision in revisions)
            uids |= {entry.uid for entry in entries if feed.identity in entry.left}
    named = (
        replace(revision, entries=tuple(entry for entry in revision.entries if entry.uid in uids))
        for revision in revisions
    )
    return tuple(revision for revision in named if revision.entries)


def _find_feed(state: State, name: str) -> Feed:
    """Returns the feed called `name`. Raises Refused if there is none; a series may have been meant."""
    try:
        return find_feed(state.feeds, name)
    except Refused as error:
        names = series_ids(state)
        similar = similar_names(name, names)
        others = f"there are the series {listed_names(names)}; {error.advice}"
        advice = f"did you mean {similar[0]}?" if similar else others
        raise Refused(f"there is no series and no calendar {name}", advice) from error
