"""Finds what is published, and the feed or series that a person names."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.commands.errors import Refused
from scheduler.programme.problems import similar_names
from scheduler.state.feeds import Feed
from scheduler.state.state import State
from scheduler.store import Store

MOST_NAMES = 10
"""The most series that an error names."""


def read_state(store: Store) -> State:
    """Returns what `store` publishes; raises Refused if nothing was ever applied."""
    state = store.state()
    if not state.revision:
        raise nothing_applied(store)
    return state


def nothing_applied(store: Store) -> Refused:
    """Returns the refusal to read a store that does not exist, or has no revision."""
    if store.is_new():
        return Refused(
            f"there is no store at {store.name}",
            "run the command in the folder where twincal.db is, or name the store with --database. "
            "`twincal apply` makes a new one",
        )
    return Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")


def find_feed(feeds: Sequence[Feed], name: str) -> Feed:
    """Returns the feed with this present or earlier name (`cities/sofia`); raises Refused without one."""
    feed_name = _feed_name(name)
    for feed in feeds:
        if feed.name == feed_name:
            return feed
    for feed in feeds:
        if feed_name in (f"{feed.kind}/{alias}" for alias in feed.aliases):
            return feed
    names = [feed.name for feed in feeds if feed.state != "gone"]
    id = _id(feed_name)
    similar = [known for known in similar_names(feed_name, names) if similar_names(id, [_id(known)])]
    similar += [known for known in names if known.endswith(f"/{feed_name}") and known not in similar]
    hint = f"did you mean {' or '.join(similar)}?" if similar else f"there are: {', '.join(names)}"
    raise Refused(f"there is no feed {name}", hint)


def _id(feed_name: str) -> str:
    return feed_name.rpartition("/")[2]


def _feed_name(name: str) -> str:
    """Returns the name of a feed that a person may write as its path."""
    return name.removesuffix(".ics").removeprefix("/feeds/").strip("/")


def require_active(feed: Feed, name: str) -> Feed:
    """Returns `feed`, which a person calls `name`; raises Refused if it was retired."""
    if feed.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    return feed


def series_identity(state: State, series: str) -> str:
    """Returns the identity of the series with this id; the id itself if no series has it."""
    known = state.series.items()
    return next((identity for identity, facts in known if series in (identity, facts.id)), series)


def series_ids(state: State) -> list[str]:
    """Returns the present ids of all series, sorted."""
    return sorted(facts.id for facts in state.series.values())


def meant_names(name: str, known: Sequence[str]) -> str:
    """Returns the advice for a name that is unknown: those that may be meant, else the first ones."""
    similar = similar_names(name, known, most=3)
    return f"did you mean {' or '.join(similar)}?" if similar else f"there are: {listed_names(known)}"


def listed_names(names: Sequence[str]) -> str:
    """Returns the first names for an error, and the number of the others."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
