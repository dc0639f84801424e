"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it, `feed` prints one entry of it: so they are equal to the byte.
A site is a function of what is published; building it again from the same gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.plan.revision import Mark, Published
from scheduler.plan.stored import Feed
from scheduler.publication.feeds import FeedText, Lineup, describe, lineup, write_feed
from scheduler.publication.moments import last_modified
from scheduler.publication.pages import page_resources, write_pages
from scheduler.publication.pages.page import Contents
from scheduler.publication.pages.render import Sheet
from scheduler.publication.resource import Resource as Resource
from scheduler.publication.resource import digest
from scheduler.publication.robots import PATH as ROBOTS
from scheduler.publication.robots import robots

CALENDAR = "text/calendar; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Site:
    """The resources of one revision by their path, and which feeds had to be shortened.

    `sheets` are its pages as they were written, for the site that comes after it.
    """

    revision: int
    resources: Mapping[str, Resource]
    shortened: Mapping[str, FeedText]
    sheets: tuple[Sheet, ...] = ()

    def addresses(self) -> Iterator[str]:
        """The paths that people subscribe to: every feed in its own first language, none that is retired."""
        feeds = (item for item in self.resources.items() if item[0].startswith("/feeds/"))
        return (path for path, kept in feeds if kept.status == 200 and path.count(".") == 1)


def build_site(published: Published, before: Site | None = None) -> Site:
    """The site that `published` makes: every feed and every page in every language, and what is retired.

    Pages that are the same in the site `before` are not written again.
    """
    feeds = build_feeds(published)
    contents = Contents(published=published, inside=lineup(published), shortened=feeds.shortened)
    sheets = write_pages(contents, before.sheets if before is not None else ())
    modified = last_modified(published)
    pages = page_resources(sheets, modified)
    found = robots(published.masthead.languages, modified)
    return replace(feeds, resources={**feeds.resources, **pages, ROBOTS: found}, sheets=sheets)


def build_feeds(published: Published) -> Site:
    """The same site without its pages, which take longer to write."""
    inside = lineup(published)
    resources = _retired(published)
    shortened: dict[str, FeedText] = {}
    for feed, code in _kept(published):
        text = _text(published, inside, feed, code)
        mark = published.marks.get((feed.name, code))
        resource = calendar(feed, text, mark.modified if mark else published.time)
        resources |= {f"/feeds/{name}": resource for name in file_names(published, feed, code)}
        if text.first is not None:
            shortened[feed.name] = min(shortened.get(feed.name, text), text, key=lambda short: short.events)
    return Site(published.revision, resources, shortened)


def _kept(published: Published) -> Iterator[tuple[Feed, str]]:
    """Every feed that is still kept, in every language."""
    for feed in published.feeds:
        if feed.state != "gone":
            yield from ((feed, code) for code in published.masthead.languages)


def gone(published: Published) -> Resource:
    """What stands where a feed was that has been retired."""
    return Resource(
        status=410, type=PLAIN, body=b"This calendar is no longer kept.\n", modified=last_modified(published)
    )


def _retired(published: Published) -> dict[str, Resource]:
    retired = gone(published)
    feeds = (feed for feed in published.feeds if feed.state == "gone")
    return {
        f"/feeds/{name}": retired
        for feed in feeds
        for code in published.masthead.languages
        for name in file_names(published, feed, code)
    }


def marks(published: Published) -> tuple[Mark, ...]:
    """When each feed last changed: by the last revision where it differs from what is remembered of it."""
    inside, moment = lineup(published), last_modified(published)
    return tuple(_mark(published, inside, feed, code, moment) for feed, code in _kept(published))


def _mark(published: Published, inside: Lineup, feed: Feed, code: str, moment: datetime) -> Mark:
    old = published.marks.get((feed.name, code))
    if old is not None and old.digest == digest(_text(published, inside, feed, code).body):
        return old
    anew = _text(replace(published, marks={}), inside, feed, code)
    # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
    modified = max(moment, old.modified + timedelta(seconds=1)) if old is not None else moment
    return Mark(
        feed=feed.name,
        language=code,
        digest=digest(anew.body),
        modified=modified,
        description=describe(published.masthead, feed, code),
    )


def _text(published: Published, inside: Lineup, feed: Feed, code: str) -> FeedText:
    return write_feed(published, feed, inside.get((feed.kind, feed.identity), ()), code)


def calendar(feed: Feed, text: FeedText, modified: datetime) -> Resource:
    """The resource of a feed that reads `text` and was last changed at `modified`."""
    return Resource(status=200, type=CALENDAR, body=text.body, modified=modified, filename=f"{feed.id}.ics")


def file_names(published: Published, feed: Feed, code: str) -> Iterator[str]:
    """`cities/sofia.bg.ics`: the names of one feed in one language, those of its earlier ids included."""
    languages = published.masthead.languages
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
