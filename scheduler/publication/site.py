"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it, `feed` prints one entry of it: so they are equal to the byte.
A site is a function of what is published; building it again from the same gives the same.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from scheduler.plan.revision import Mark, Published
from scheduler.plan.stored import Feed
from scheduler.publication.feeds import Contents, FeedText, contents, write_feed

CALENDAR = "text/calendar; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Resource:
    """One address: `status` 200 with a body, or 410 for what was retired. `modified` is in UTC."""

    status: int
    type: str
    body: bytes
    modified: datetime
    filename: str | None = None

    @cached_property
    def etag(self) -> str:
        """A strong validator over the bytes sent (RFC 9110 section 8.8.3)."""
        return f'"{digest(self.body)}"'

    @cached_property
    def gzipped(self) -> bytes:
        """The body compressed, the same bytes every time."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def gzip_etag(self) -> str:
        """The validator of the compressed form: another encoding is another representation."""
        return f'"{digest(self.body)}-gz"'


@dataclass(frozen=True, slots=True)
class Site:
    """The resources of one revision by their path, and which feeds had to be shortened."""

    revision: int
    resources: Mapping[str, Resource]
    shortened: Mapping[str, FeedText]


def digest(body: bytes) -> str:
    """A short name for exactly these bytes."""
    return hashlib.sha256(body).hexdigest()[:24]


def build_site(published: Published) -> Site:
    """The site that `published` makes: every feed in every language, and what is retired."""
    resources: dict[str, Resource] = {}
    shortened: dict[str, FeedText] = {}
    inside = contents(published)
    for feed in published.feeds:
        if feed.state == "gone":
            resources |= {path: _gone(published) for path in _all_paths(published, feed)}
            continue
        for code in published.masthead.languages:
            text = _text(published, inside, feed, code)
            mark = published.marks.get((feed.name, code))
            resource = _resource(feed, text, mark.modified if mark else published.time)
            resources |= dict.fromkeys(_paths(feed, code), resource)
            if text.first is not None:
                shortened[feed.name] = text
    return Site(published.revision, resources, shortened)


def marks(published: Published, now: datetime) -> tuple[Mark, ...]:
    """When each feed last changed, `now` where it differs from what `published` remembers of it."""
    inside = contents(published)
    found = []
    for feed in published.feeds:
        for code in published.masthead.languages if feed.state != "gone" else ():
            name = digest(_text(published, inside, feed, code).body)
            old = published.marks.get((feed.name, code))
            modified = old.modified if old is not None and old.digest == name else now
            found.append(Mark(feed=feed.name, language=code, digest=name, modified=modified))
    return tuple(found)


def _text(published: Published, inside: Contents, feed: Feed, code: str) -> FeedText:
    return write_feed(published, feed, inside.get((feed.kind, feed.identity), ()), code)


def _resource(feed: Feed, text: FeedText, modified: datetime) -> Resource:
    return Resource(status=200, type=CALENDAR, body=text.body, modified=modified, filename=f"{feed.id}.ics")


def _gone(published: Published) -> Resource:
    return Resource(
        status=410, type=PLAIN, body=b"This calendar is no longer kept.\n", modified=published.time
    )


def _paths(feed: Feed, code: str) -> Iterator[str]:
    """The addresses of one feed in one language, those of its earlier ids included."""
    for name in _names(feed):
        yield f"/feeds/{name}.{code}.ics"
        if code == feed.language:
            yield f"/feeds/{name}.ics"


def _all_paths(published: Published, feed: Feed) -> Iterator[str]:
    for code in published.masthead.languages:
        yield from _paths(feed, code)


def _names(feed: Feed) -> Iterator[str]:
    yield feed.name
    if feed.kind != "programme":
        yield from (f"{feed.kind}/{alias}" for alias in feed.aliases)
