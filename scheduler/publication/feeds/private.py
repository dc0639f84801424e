"""The private feeds that tokens open: the feeds of the programme, as private readers see them.

They are not part of the site, so nothing writes them to files. A feed that no token opens is not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduler.publication.feeds.feed import write_feed
from scheduler.publication.feeds.resources import calendar_resource, file_names, retired_resource
from scheduler.publication.resource import Resource
from scheduler.state.feeds import Feed
from scheduler.state.state import State
from scheduler.state.tokens import Token

PrivateFeed = Mapping[str, Resource]
"""One private feed in every language: file name (`cities/sofia.bg.ics`, also by earlier ids) → resource."""


def private_feeds(state: State, tokens: Iterable[Token]) -> Mapping[str, PrivateFeed]:
    """Returns the feed that each live token opens, by the digest of the token."""
    live_tokens = [token for token in tokens if token.is_live]
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
            # The record does not say when a private feed changed, so it has the time of the last revision.
            resource = calendar_resource(feed, text, state.modified_in_private)
        files |= dict.fromkeys(file_names(state, feed, code), resource)
    return files
