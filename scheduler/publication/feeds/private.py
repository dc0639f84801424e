"""The private feeds: what each token opens, as the same feeds for another reader.

Only feeds that a token opens are made. They are no part of the site: nothing writes them to files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduler.publication.feeds.feed import FeedContents, feed_contents, write_feed
from scheduler.publication.feeds.resources import calendar, file_names, gone
from scheduler.publication.moments import last_modified
from scheduler.publication.resource import Resource
from scheduler.record.feeds import Feed
from scheduler.record.revision import Published
from scheduler.record.tokens import Token

PrivateFeed = Mapping[str, Resource]
"""One private feed in every language: file name (`cities/sofia.bg.ics`, also by earlier ids) → resource."""


def private_feeds(published: Published, tokens: Iterable[Token]) -> Mapping[str, PrivateFeed]:
    """What each live token opens, by the digest of the token; tokens of one feed share it."""
    live = [token for token in tokens if token.is_live]
    wanted = {(token.kind, token.identity) for token in live}
    inside = feed_contents(published)
    shelves = {
        (feed.kind, feed.identity): _shelf(published, inside, feed)
        for feed in published.feeds
        if (feed.kind, feed.identity) in wanted
    }
    opened = {token.digest: shelves.get((token.kind, token.identity)) for token in live}
    return {digest: shelf for digest, shelf in opened.items() if shelf is not None}


def _shelf(published: Published, inside: FeedContents, feed: Feed) -> PrivateFeed:
    shelf: dict[str, Resource] = {}
    for code in published.profile.languages:
        resource = gone(published) if feed.state == "gone" else _resource(published, inside, feed, code)
        shelf |= dict.fromkeys(file_names(published, feed, code), resource)
    return shelf


def _resource(published: Published, inside: FeedContents, feed: Feed, code: str) -> Resource:
    """One private feed, dated by the revision: no change of what only private readers see comes later."""
    meetings = inside.get((feed.kind, feed.identity), ())
    text = write_feed(published, feed, meetings, code, "private")
    return calendar(feed, text, last_modified(published))
