"""The versions of feeds: when each feed last changed, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from scheduler.publication.feeds.feed import write_below
from scheduler.publication.feeds.feed_header import describe, feed_header
from scheduler.publication.languages.language import language
from scheduler.publication.resource import digest
from scheduler.state.feeds import Feed
from scheduler.state.revision import FeedVersion, FeedVersions
from scheduler.state.state import State


def feeds_by_language(state: State) -> Iterator[tuple[Feed, str]]:
    """Returns every feed that is not retired, with each language of the programme."""
    return ((feed, code) for feed in state.open_feeds for code in state.profile.languages)


def feed_versions(state: State) -> FeedVersions:
    """Returns the version of each feed in each language: that in `state`, or a new one if it changed."""
    return {
        feed.name: {code: _version(state, feed, code) for code in state.profile.languages}
        for feed in state.open_feeds
    }


def _version(state: State, feed: Feed, code: str) -> FeedVersion:
    old, header = state.version(feed, code), feed_header(state, feed, code, "public")
    if old is not None and old.digest == digest(write_below(header, state, feed, code).body):
        return old
    modified = state.modified
    if old is not None:
        # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
        modified = max(modified, old.modified + timedelta(seconds=1))
    profile = state.profile
    description = describe(feed.kind, feed.title, profile.name, language(code, profile.phrases))
    body = write_below(replace(header, description=description), state, feed, code).body
    return FeedVersion(
        feed=feed.name,
        language=code,
        digest=digest(body),
        revision=state.revision,
        modified=modified,
        description=description,
    )
