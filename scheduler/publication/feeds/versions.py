"""The versions of feeds: when each feed last changed, in each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta

from msgspec.structs import replace

from scheduler.publication.feeds.feed import write_feed
from scheduler.publication.feeds.feed_header import describe
from scheduler.publication.languages.language import language
from scheduler.publication.modification_times import last_modified
from scheduler.publication.resource import digest
from scheduler.state.feed_contents import FeedContents
from scheduler.state.feeds import Feed, FeedKey
from scheduler.state.revision import FeedVersion, FeedVersions, Published, PublishedFeeds


def feeds_by_language(published: PublishedFeeds) -> Iterator[tuple[Feed, str]]:
    """Returns every feed that is not retired, with each language of the programme."""
    return ((feed, code) for feed in published.feeds.not_gone for code in published.profile.languages)


def feed_versions(
    published: Published, before: Published | None = None, changed_keys: Set[FeedKey] | None = None
) -> FeedVersions:
    """Returns the version of each feed in each language: that in `published`, or a new one if it changed.

    A feed that shows the same meetings as `before`, in the same way, is not written to find out. All feeds
    with other meetings are in `changed_keys`; None if they are not known.
    """
    contents, revision_time = published.feed_contents, last_modified(published)
    feeds = published.feeds.not_gone
    changed = feeds if before is None else _changed_feeds(published, before, changed_keys)
    languages = published.profile.languages
    versions = {
        feed.name: {code: _version(published, contents, feed, code, revision_time) for code in languages}
        for feed in changed
    }
    names = {feed.name for feed in feeds}
    return {name: version for name, version in published.versions.items() if name in names} | versions


def _changed_feeds(
    published: Published, before: Published, changed_keys: Set[FeedKey] | None
) -> Sequence[Feed]:
    """Returns the feeds, not retired, of which any input differs from `before`.

    A new release may write all differently.
    """
    if _shared_inputs(before) != _shared_inputs(published):
        return published.feeds.not_gone
    feeds = published.feeds.by_key
    keys = changed_keys if changed_keys is not None else _with_other_meetings(published, before)
    if before.feeds != published.feeds:
        old_feeds = before.feeds.by_key
        keys = keys | {key for key, feed in feeds.items() if old_feeds.get(key) != feed}
    changed = (feeds[key] for key in sorted(keys) if key in feeds)
    return [feed for feed in changed if feed.state != "gone"]


def _with_other_meetings(published: Published, before: Published) -> Set[FeedKey]:
    contents, old_contents = published.feed_contents, before.feed_contents
    changed = {key for key, meetings in contents.items() if old_contents.get(key) != meetings}
    return changed | (old_contents.keys() - contents.keys())


def _shared_inputs(published: Published) -> object:
    """Returns the values that all feeds are made from. A new release may write others."""
    release = published.history[0].sources.release
    return published.profile, published.window, published.zone_blocks, release


def _version(
    published: Published, contents: FeedContents, feed: Feed, code: str, revision_time: datetime
) -> FeedVersion:
    old, profile = published.version(feed, code), published.profile
    description = describe(feed.kind, feed.title, profile.name, language(code, profile.phrases))
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
