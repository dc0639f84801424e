"""When each feed last changed, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.publication.feeds.feed import FeedContents, FeedText, describe, feed_contents, write_feed
from scheduler.publication.moments import last_modified
from scheduler.publication.resource import Resource as Resource
from scheduler.publication.resource import digest
from scheduler.record.feeds import Feed
from scheduler.record.revision import FeedVersion, Published


def kept_feeds(published: Published) -> Iterator[tuple[Feed, str]]:
    """Every feed that is still kept, in every language."""
    for feed in published.feeds:
        if feed.state != "gone":
            yield from ((feed, code) for code in published.profile.languages)


def feed_versions(published: Published) -> tuple[FeedVersion, ...]:
    """When each feed last changed: by the last revision where it differs from what is remembered of it."""
    inside, moment = feed_contents(published), last_modified(published)
    return tuple(_mark(published, inside, feed, code, moment) for feed, code in kept_feeds(published))


def _mark(published: Published, inside: FeedContents, feed: Feed, code: str, moment: datetime) -> FeedVersion:
    old = published.versions.get((feed.name, code))
    if old is not None and old.digest == digest(feed_text(published, inside, feed, code).body):
        return old
    anew = feed_text(replace(published, versions={}), inside, feed, code)
    # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
    modified = max(moment, old.modified + timedelta(seconds=1)) if old is not None else moment
    return FeedVersion(
        feed=feed.name,
        language=code,
        digest=digest(anew.body),
        modified=modified,
        description=describe(feed.kind, feed.title, published.profile.name, code),
    )


def feed_text(published: Published, inside: FeedContents, feed: Feed, code: str) -> FeedText:
    """The bytes of `feed` in the language `code`, as the public reads it."""
    return write_feed(published, feed, inside.get((feed.kind, feed.identity), ()), code)
