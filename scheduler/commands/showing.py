"""The verbs that show what is published: feed and agenda."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime

from scheduler.commands.errors import Refused
from scheduler.plan.identities import PresentIds, present_ids
from scheduler.plan.revision import Published
from scheduler.plan.roster import shows
from scheduler.plan.stored import Feed, Stored
from scheduler.publication.feeds import lineup, write_feed
from scheduler.store import Store


def published(store: Store) -> Published:
    """What `store` holds; raises Refused where nothing was ever applied."""
    found = store.published()
    if found is None:
        raise Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")
    return found


def feed(store: Store, name: str, code: str | None) -> bytes:
    """One feed as subscribers get it; in its own first language where `code` is None."""
    everything = published(store)
    found = find_feed(everything, name)
    if found.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    known = everything.masthead.languages
    language = code or (found.language if found.language in known else known[0])
    if language not in known:
        languages = ", ".join(known)
        raise Refused(f"this programme has no language {language}; it has {languages}")
    inside = lineup(everything).get((found.kind, found.identity), ())
    return write_feed(everything, found, inside, language).body


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
        if item.occurrence.visibility == "public"
    ]
    items = sorted(coming, key=lambda item: item.occurrence.timing.begin)[:most]
    return Agenda(items=tuple(items), ids=present_ids(store.names(), everything.feeds))
