"""Finds what is published, and the feed or series that a person names."""

from __future__ import annotations

import difflib

from scheduler.commands.errors import Refused
from scheduler.record.feeds import Feed
from scheduler.record.revision import Published
from scheduler.store import Store


def read_published(store: Store) -> Published:
    """Returns what `store` holds; raises Refused if nothing was ever applied."""
    published = store.published()
    if published is None:
        raise Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")
    return published


def find_feed(published: Published, name: str) -> Feed:
    """Returns the feed with this name (`cities/sofia`, or an earlier id); raises Refused if none has it."""
    wanted = name.removesuffix(".ics").removeprefix("/feeds/").strip("/")
    for feed in published.feeds:
        if wanted in (feed.name, *(f"{feed.kind}/{alias}" for alias in feed.aliases)):
            return feed
    names = [feed.name for feed in published.feeds if feed.state != "gone"]
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    close += [other for other in names if other.endswith(f"/{wanted}") and other not in close]
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(names)}"
    raise Refused(f"there is no feed {name}", hint)


def require_active(feed: Feed, name: str) -> Feed:
    """Returns `feed`, which a person calls `name`; raises Refused if it was retired."""
    if feed.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    return feed


def series_identity(store: Store, series: str) -> str:
    """Returns the identity of the series with this id; the id itself if no series has it."""
    return next((old for old, new in store.series_ids().items() if series in (old, new)), series)
