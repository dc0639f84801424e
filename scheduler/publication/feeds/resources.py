"""A feed as a resource: its file names, its media type, and the answer for a retired feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler.publication.feeds.feed import FeedText
from scheduler.publication.resource import Resource
from scheduler.state.feeds import Feed
from scheduler.state.state import State

CALENDAR = "text/calendar; charset=utf-8"
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
    aliases = feed.aliases if feed.kind != "programme" else ()
    for name in (feed.name, *(f"{feed.kind}/{alias}" for alias in aliases)):
        yield f"{name}.{code}.ics"
        if code == plain_language(state, feed):
            yield f"{name}.ics"


def plain_language(state: State, feed: Feed) -> str:
    """Returns the language of the plain address of `feed`, which has no language code."""
    languages = state.profile.languages
    # The programme may have given up the language of a removed feed.
    return feed.language if feed.language in languages else languages[0]
