"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it, `feed` prints one entry of it: so they are equal to the byte.
A site is a function of what is published; building it again from the same gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scheduler.publication.feeds.feed import FeedText, feed_contents
from scheduler.publication.feeds.resources import calendar, file_names, gone
from scheduler.publication.feeds.versions import feed_text, kept_feeds
from scheduler.publication.moments import last_modified
from scheduler.publication.pages import page_resources, render_pages
from scheduler.publication.pages.page import PageInputs
from scheduler.publication.pages.render import RenderedPage
from scheduler.publication.resource import Resource as Resource
from scheduler.publication.robots import PATH as ROBOTS
from scheduler.publication.robots import robots
from scheduler.record.revision import Published


@dataclass(frozen=True, slots=True)
class Site:
    """The resources of one revision by their path, and which feeds had to be shortened.

    `pages` are its rendered pages, which the next site uses again where they have not changed.
    """

    revision: int
    resources: Mapping[str, Resource]
    shortened: Mapping[str, FeedText]
    pages: tuple[RenderedPage, ...] = ()

    def addresses(self) -> Iterator[str]:
        """The paths that people subscribe to: every feed in its own first language, none that is retired."""
        feeds = (item for item in self.resources.items() if item[0].startswith("/feeds/"))
        return (path for path, kept in feeds if kept.status == 200 and path.count(".") == 1)


def build_site(published: Published, before: Site | None = None) -> Site:
    """The site that `published` makes: every feed and every page in every language, and what is retired.

    Pages that are the same in the site `before` are not written again.
    """
    feeds = build_feeds(published)
    inputs = PageInputs(
        published=published, feed_contents=feed_contents(published), shortened=feeds.shortened
    )
    rendered = render_pages(inputs, before.pages if before is not None else ())
    modified = last_modified(published)
    pages = page_resources(rendered, modified)
    found = robots(published.profile.languages, modified)
    return replace(feeds, resources={**feeds.resources, **pages, ROBOTS: found}, pages=rendered)


def build_feeds(published: Published) -> Site:
    """The same site without its pages, which take longer to write."""
    inside = feed_contents(published)
    resources = _retired(published)
    shortened: dict[str, FeedText] = {}
    for feed, code in kept_feeds(published):
        text = feed_text(published, inside, feed, code)
        mark = published.versions.get((feed.name, code))
        resource = calendar(feed, text, mark.modified if mark else published.time)
        resources |= {f"/feeds/{name}": resource for name in file_names(published, feed, code)}
        if text.first is not None:
            shortened[feed.name] = min(shortened.get(feed.name, text), text, key=lambda short: short.events)
    return Site(published.revision, resources, shortened)


def _retired(published: Published) -> dict[str, Resource]:
    retired = gone(published)
    feeds = (feed for feed in published.feeds if feed.state == "gone")
    return {
        f"/feeds/{name}": retired
        for feed in feeds
        for code in published.profile.languages
        for name in file_names(published, feed, code)
    }
