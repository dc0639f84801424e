"""Feeds as resources: their file names, their media type, the answer for a retired feed, and private feeds.

Private feeds are those of the programme, as private readers see them. They are not part of the site, so
nothing writes them to files. A feed that no token opens is not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from scheduler.publication.feeds.feed_bytes import FeedText, write_feed
from scheduler.publication.resource import Resource
from scheduler.state.feeds import Feed, Token
from scheduler.state.state import State

CALENDAR = "text/calendar; charset=utf-8"
JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"


def retired_resource(state: State) -> Resource:
    """Returns the answer at the address of a retired feed."""
    return Resource(
        status=410,
        type=PLAIN,
        parts=(b"This calendar has ended.\n",),
        modified=state.modified,
    )


def calendar_resource(feed: Feed, text: FeedText, modified: datetime) -> Resource:
    """Returns the resource of `feed` with the content `text`, which last changed at `modified`."""
    return Resource(status=200, type=CALENDAR, parts=text.parts, modified=modified, filename=f"{feed.id}.ics")


def file_names(state: State, feed: Feed, code: str) -> Iterator[str]:
    """Yields the file names of a feed in one language (`cities/sofia.bg.ics`), also by its earlier ids."""
    for name in _names(feed):
        yield f"{name}.{code}.ics"
        if code == plain_language(state, feed):
            yield f"{name}.ics"


def json_names(feed: Feed) -> Iterator[str]:
    """Yields the file names of a feed in JSON (`cities/sofia.json`), also by its earlier ids."""
    return (f"{name}.json" for name in _names(feed))


def _names(feed: Feed) -> tuple[str, ...]:
    aliases = feed.aliases if feed.kind != "programme" else ()
    return feed.name, *(f"{feed.kind}/{alias}" for alias in aliases)


def plain_language(state: State, feed: Feed) -> str:
    """Returns the language of the plain address of `feed`, which has no language code."""
    languages = state.profile.languages
    # The programme may have given up the language of a removed feed.
    return feed.language if feed.language in languages else languages[0]


PrivateFeed = Mapping[str, Resource]
"""One private feed in every language: file name (`cities/sofia.bg.ics`, also by earlier ids) → resource."""


def private_feeds(state: State, tokens: Iterable[Token]) -> Mapping[str, PrivateFeed]:
    """Returns the feed that each live token opens, by its digest; those of the desk open none."""
    live_tokens = [token for token in tokens if token.is_live and token.opens == "feed"]
    feed_keys = {token.feed_key for token in live_tokens}
    feeds = {feed.key: _private_feed(state, feed) for feed in state.feeds if feed.key in feed_keys}
    by_digest = {token.digest: feeds.get(token.feed_key) for token in live_tokens}
    return {digest: feed for digest, feed in by_digest.items() if feed is not None}


def _private_feed(state: State, feed: Feed) -> PrivateFeed:
    files: dict[str, Resource] = {}
    for code in state.profile.languages:
        resource = retired_resource(state)
        if feed.state != "gone":
            text = write_feed(state, feed, code, "private")
            # The state does not say when a private feed changed, so it has the time of the last revision.
            resource = calendar_resource(feed, text, state.modified_in_private)
        files |= dict.fromkeys(file_names(state, feed, code), resource)
    return files
