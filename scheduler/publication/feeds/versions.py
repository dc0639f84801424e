"""The versions of feeds: when each feed last changed, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.publication.feeds.feed import FeedContents, feed_contents, write_feed
from scheduler.publication.feeds.headers import describe
from scheduler.publication.modification_times import last_modified
from scheduler.publication.resource import digest
from scheduler.record.feeds import Feed
from scheduler.record.revision import FeedVersion, Published


def feeds_by_language(published: Published) -> Iterator[tuple[Feed, str]]:
    """Yields every feed that is not retired, with each language of the programme."""
    for feed in published.feeds:
        if feed.state != "gone":
            yield from ((feed, code) for code in published.profile.languages)


def feed_versions(published: Published) -> tuple[FeedVersion, ...]:
    """Returns the version of each feed: the one in `published`, or a new one if its bytes changed."""
    contents, revision_time = feed_contents(published), last_modified(published)
    return tuple(
        _version(published, contents, feed, code, revision_time)
        for feed, code in feeds_by_language(published)
    )


def _version(
    published: Published, contents: FeedContents, feed: Feed, code: str, revision_time: datetime
) -> FeedVersion:
    old = published.versions.get((feed.name, code))
    if old is not None and old.digest == digest(write_feed(published, feed, contents, code).body):
        return old
    text = write_feed(replace(published, versions={}), feed, contents, code)
    modified = revision_time
    if old is not None:
        # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
        modified = max(revision_time, old.modified + timedelta(seconds=1))
    return FeedVersion(
        feed=feed.name,
        language=code,
        digest=digest(text.body),
        modified=modified,
        description=describe(feed.kind, feed.title, published.profile.name, code),
    )
