"""`twincal feed`: one feed as subscribers receive it."""

from __future__ import annotations

from scheduler.commands.lookup import find_feed, read_state, require_active
from scheduler.commands.refusals import Refused
from scheduler.publication.feeds.feed_bytes import write_feed
from scheduler.publication.feeds.resources import plain_language
from scheduler.store import Store


def feed(store: Store, name: str, code: str | None) -> bytes:
    """Returns the feed `name` in the language `code`, or in its own first language if `code` is None.

    Raises Refused for an unknown or retired feed, and for a language that the programme does not have.
    """
    state = read_state(store)
    chosen_feed = require_active(find_feed(state.feeds, name), name)
    languages = state.profile.languages
    language = code or plain_language(state, chosen_feed)
    if language not in languages:
        raise Refused(f"this programme has no language {language}; it has {', '.join(languages)}")
    return write_feed(state, chosen_feed, language).body
