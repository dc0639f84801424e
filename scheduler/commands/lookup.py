"""Finds what is published, and the feed or series that a person names."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.commands.errors import Refused
from scheduler.programme.similar_names import similar_names
from scheduler.record.feeds import Feed
from scheduler.record.overview import Overview
from scheduler.record.revision import Published
from scheduler.store import Store

MOST_NAMES = 10
"""The most series that an error names."""


def read_published(store: Store) -> Published:
    """Returns what `store` publishes; raises Refused if nothing was ever applied."""
    published = store.published()
    if published is None:
        raise nothing_applied(store)
    return published


def read_overview(store: Store) -> Overview:
    """Returns the overview of the programme; raises Refused if nothing was ever applied."""
    overview = store.overview()
    if overview is None:
        raise nothing_applied(store)
    return overview


def nothing_applied(store: Store) -> Refused:
    """Returns the refusal to read a store that does not exist, or has no revision."""
    if store.is_new():
        return Refused(
            f"there is no store at {store.name}",
            "run the command in the folder where twincal.db is, or name the store with --database. "
            "`twincal apply` makes a new one",
        )
    return Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")


def find_feed(store: Store, name: str) -> Feed:
    """Returns the feed with this present or earlier name (`cities/sofia`).

    Raises Refused if nothing was ever applied, or if no feed has the name.
    """
    feed_name = _feed_name(name)
    kind, _, id = feed_name.partition("/")
    feed = store.feed(kind, id)
    if feed is not None and feed.name == feed_name:
        return feed
    feeds = store.feeds()
    if not feeds:
        raise nothing_applied(store)
    return _find_among(feeds, name)


def _find_among(feeds: Sequence[Feed], name: str) -> Feed:
    feed_name = _feed_name(name)
    for feed in feeds:
        if feed_name in (feed.name, *(f"{feed.kind}/{alias}" for alias in feed.aliases)):
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


def series_identity(store: Store, series: str) -> str:
    """Returns the identity of the series with this id; the id itself if no series has it."""
    ids = store.series_ids()
    return next((identity for identity, id in ids.items() if series in (identity, id)), series)


def listed_names(names: Sequence[str]) -> str:
    """Returns the first names for an error, and the number of the others."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
