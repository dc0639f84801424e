"""What is published, and the feed or series that a person names."""

from __future__ import annotations

import difflib

from scheduler.commands.errors import Refused
from scheduler.record.feeds import Feed
from scheduler.record.revision import Published
from scheduler.store import Store


def published(store: Store) -> Published:
    """What `store` holds; raises Refused where nothing was ever applied."""
    found = store.published()
    if found is None:
        raise Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")
    return found


def find_feed(everything: Published, name: str) -> Feed:
    """The feed with this address (`cities/sofia`, also an earlier id); raises Refused for an unknown one."""
    wanted = name.removesuffix(".ics").removeprefix("/feeds/").strip("/")
    for item in everything.feeds:
        if wanted in (item.name, *(f"{item.kind}/{alias}" for alias in item.aliases)):
            return item
    names = [item.name for item in everything.feeds if item.state != "gone"]
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    close += [other for other in names if other.endswith(f"/{wanted}") and other not in close]
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(names)}"
    raise Refused(f"there is no feed {name}", hint)


def series_identity(store: Store, series: str) -> str:
    """The identity of the series with this id; the id itself where no series has it."""
    return next((old for old, new in store.series_ids().items() if series in (old, new)), series)
