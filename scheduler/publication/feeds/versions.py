"""The versions of feeds: when each feed last changed, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from scheduler.publication.feeds.feed import write_feed
from scheduler.publication.feeds.feed_header import describe
from scheduler.publication.modification_times import last_modified
from scheduler.publication.resource import digest
from scheduler.record.feed_contents import FeedContents
from scheduler.record.feeds import Feed, FeedKey
from scheduler.record.revision import FeedVersion, Published, PublishedFeeds


def feeds_by_language(published: PublishedFeeds) -> Iterator[tuple[Feed, str]]:
    """Yields every feed that is not retired, with each language of the programme."""
    for feed in published.feeds:
        if feed.state != "gone":
            yield from ((feed, code) for code in published.profile.languages)


def feed_versions(published: Published, before: Published | None = None) -> tuple[FeedVersion, ...]:
    """Returns the version of each feed: the one in `published`, or a new one if its bytes changed.

    A feed that shows the same meetings as `before`, in the same way, is not written to find out.
    """
    contents, revision_time = published.feed_contents, last_modified(published)
    same = _unchanged_feeds(published, contents, before)
    return tuple(
        published.versions[feed.name, code]
        if feed.key in same
        else _version(published, contents, feed, code, revision_time)
        for feed, code in feeds_by_language(published)
    )


def _unchanged_feeds(
    published: Published, contents: FeedContents, before: Published | None
) -> frozenset[FeedKey]:
    """Returns the feeds of which every input is the same as `before`. A new release may write others."""
    if before is None or _shared_inputs(before) != _shared_inputs(published):
        return frozenset()
    old_feeds = {feed.key: feed for feed in before.feeds}
    old_contents = before.feed_contents
    return frozenset(
        feed.key
        for feed in published.feeds
        if old_feeds.get(feed.key) == feed and old_contents.get(feed.key) == contents.get(feed.key)
    )


def _shared_inputs(published: Published) -> object:
    """Returns the values that all feeds are made from."""
    release = published.history[0].sources.release
    return published.profile, published.window, published.zone_blocks, release


def _version(
    published: Published, contents: FeedContents, feed: Feed, code: str, revision_time: datetime
) -> FeedVersion:
    old = published.versions.get((feed.name, code))
    description = describe(feed.kind, feed.title, published.profile.name, code)
    body = write_feed(published, feed, contents, code).body
    if old is not None and old.digest == digest(body):
        return old
    if old is not None and old.description != description:
        body = write_feed(replace(published, versions={}), feed, contents, code).body
    modified = revision_time
    if old is not None:
        # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
        modified = max(revision_time, old.modified + timedelta(seconds=1))
    return FeedVersion(
        feed=feed.name, language=code, digest=digest(body), modified=modified, description=description
    )
