"""`twincal feed`: one feed as subscribers get it."""

from __future__ import annotations

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, published
from scheduler.publication.feeds.feed import feed_contents, write_feed
from scheduler.store import Store


def feed(store: Store, name: str, code: str | None) -> bytes:
    """One feed as subscribers get it; in its own first language where `code` is None."""
    everything = published(store)
    found = find_feed(everything, name)
    if found.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    known = everything.profile.languages
    language = code or (found.language if found.language in known else known[0])
    if language not in known:
        languages = ", ".join(known)
        raise Refused(f"this programme has no language {language}; it has {languages}")
    inside = feed_contents(everything).get((found.kind, found.identity), ())
    return write_feed(everything, found, inside, language).body
