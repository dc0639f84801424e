"""A feed as a resource: its file names, its type, and the answer for a feed that has been retired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler.publication.feeds.feed import FeedText
from scheduler.publication.moments import last_modified
from scheduler.publication.resource import Resource as Resource
from scheduler.record.feeds import Feed
from scheduler.record.revision import Published

CALENDAR = "text/calendar; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


def gone(published: Published) -> Resource:
    """What stands where a feed was that has been retired."""
    return Resource(
        status=410, type=PLAIN, body=b"This calendar is no longer kept.\n", modified=last_modified(published)
    )


def calendar(feed: Feed, text: FeedText, modified: datetime) -> Resource:
    """The resource of a feed that reads `text` and was last changed at `modified`."""
    return Resource(status=200, type=CALENDAR, body=text.body, modified=modified, filename=f"{feed.id}.ics")


def file_names(published: Published, feed: Feed, code: str) -> Iterator[str]:
    """`cities/sofia.bg.ics`: the names of one feed in one language, those of its earlier ids included."""
    languages = published.profile.languages
    # A removed feed remembers a language that the programme may have given up since.
    own = feed.language if feed.language in languages else languages[0]
    for name in _names(feed):
        yield f"{name}.{code}.ics"
        if code == own:
            yield f"{name}.ics"


def _names(feed: Feed) -> Iterator[str]:
    yield feed.name
    if feed.kind != "programme":
        yield from (f"{feed.kind}/{alias}" for alias in feed.aliases)
