"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it, `feed` prints one entry of it: so they are equal to the byte.
A site is a function of what is published; building it again from the same gives the same.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from scheduler.plan.revision import Mark, Published
from scheduler.plan.stored import Feed
from scheduler.publication.feeds import FeedText, Lineup, describe, lineup, write_feed

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

    def addresses(self) -> Iterator[str]:
        """The paths that people subscribe to: every feed in its own first language, none that is retired."""
        return (path for path, kept in self.resources.items() if kept.status == 200 and path.count(".") == 1)


def digest(body: bytes) -> str:
    """A short name for exactly these bytes."""
    return hashlib.sha256(body).hexdigest()[:24]


def build_site(published: Published) -> Site:
    """The site that `published` makes: every feed in every language, and what is retired."""
    inside = lineup(published)
    resources = _retired(published)
    shortened: dict[str, FeedText] = {}
    for feed, code in _kept(published):
        text = _text(published, inside, feed, code)
        mark = published.marks.get((feed.name, code))
        resource = _resource(feed, text, mark.modified if mark else published.time)
        resources |= dict.fromkeys(_paths(published, feed, code), resource)
        if text.first is not None:
            shortened[feed.name] = min(shortened.get(feed.name, text), text, key=lambda short: short.events)
    return Site(published.revision, resources, shortened)


def _kept(published: Published) -> Iterator[tuple[Feed, str]]:
    """Every feed that is still kept, in every language."""
    for feed in published.feeds:
        if feed.state != "gone":
            yield from ((feed, code) for code in published.masthead.languages)


def _retired(published: Published) -> dict[str, Resource]:
    gone = Resource(
        status=410, type=PLAIN, body=b"This calendar is no longer kept.\n", modified=published.time
    )
    feeds = (feed for feed in published.feeds if feed.state == "gone")
    return {
        path: gone
        for feed in feeds
        for code in published.masthead.languages
        for path in _paths(published, feed, code)
    }


def marks(published: Published, now: datetime) -> tuple[Mark, ...]:
    """When each feed last changed, `now` where it differs from what `published` remembers of it."""
    inside = lineup(published)
    return tuple(_mark(published, inside, feed, code, now) for feed, code in _kept(published))


def _mark(published: Published, inside: Lineup, feed: Feed, code: str, now: datetime) -> Mark:
    old = published.marks.get((feed.name, code))
    if old is not None and old.digest == digest(_text(published, inside, feed, code).body):
        return old
    anew = _text(replace(published, marks={}), inside, feed, code)
    # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
    modified = max(now, old.modified + timedelta(seconds=1)) if old is not None else now
    return Mark(
        feed=feed.name,
        language=code,
        digest=digest(anew.body),
        modified=modified,
        description=describe(published.masthead, feed, code),
    )


def _text(published: Published, inside: Lineup, feed: Feed, code: str) -> FeedText:
    return write_feed(published, feed, inside.get((feed.kind, feed.identity), ()), code)


def _resource(feed: Feed, text: FeedText, modified: datetime) -> Resource:
    return Resource(status=200, type=CALENDAR, body=text.body, modified=modified, filename=f"{feed.id}.ics")


def _paths(published: Published, feed: Feed, code: str) -> Iterator[str]:
    """The addresses of one feed in one language, those of its earlier ids included."""
    languages = published.masthead.languages
    # A removed feed remembers a language that the programme may have given up since.
    own = feed.language if feed.language in languages else languages[0]
    for name in _names(feed):
        yield f"/feeds/{name}.{code}.ics"
        if code == own:
            yield f"/feeds/{name}.ics"


def _names(feed: Feed) -> Iterator[str]:
    yield feed.name
    if feed.kind != "programme":
        yield from (f"{feed.kind}/{alias}" for alias in feed.aliases)
