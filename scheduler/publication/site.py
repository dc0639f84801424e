"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it to files, `feed` prints one feed of it: all three have the same
bytes. The same published data always make the same site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed import FeedText, feed_contents, write_feed
from scheduler.publication.feeds.resources import calendar_resource, file_names, retired_resource
from scheduler.publication.feeds.versions import feeds_by_language
from scheduler.publication.moments import last_modified
from scheduler.publication.pages import page_resources, render_pages
from scheduler.publication.pages.page import PageInputs
from scheduler.publication.pages.render import RenderedPage
from scheduler.publication.resource import Resource
from scheduler.publication.robots import PATH as ROBOTS
from scheduler.publication.robots import robots
from scheduler.record.revision import Published


@dataclass(frozen=True, slots=True)
class Site:
    """The resources of one revision by their path.

    `shortened` has the first and last month of each feed that had to be shortened, by the name of the feed.
    The next site reuses those of `pages` that do not change.
    """

    revision: int
    resources: Mapping[str, Resource]
    shortened: Mapping[str, tuple[Month, Month]]
    pages: tuple[RenderedPage, ...] = ()

    def addresses(self) -> Iterator[str]:
        """Yields the paths that people subscribe to: each feed that is not retired, without a language."""
        return (
            path
            for path, resource in self.resources.items()
            if path.startswith("/feeds/") and resource.status == 200 and path.count(".") == 1
        )


def build_site(published: Published, before: Site | None = None) -> Site:
    """Returns the site of `published`: feeds and pages in every language, also for retired feeds.

    Pages that are the same in the site `before` are not written again.
    """
    feeds = build_feeds(published)
    inputs = PageInputs(
        published=published, feed_contents=feed_contents(published), shortened=feeds.shortened
    )
    pages = render_pages(inputs, before.pages if before is not None else ())
    modified = last_modified(published)
    resources = {
        **feeds.resources,
        **page_resources(pages, modified),
        ROBOTS: robots(published.profile.languages, modified),
    }
    return replace(feeds, resources=resources, pages=pages)


def build_feeds(published: Published) -> Site:
    """Returns the site without its pages, which take longer to write."""
    contents = feed_contents(published)
    resources = _retired(published)
    shortened: dict[str, FeedText] = {}
    for feed, code in feeds_by_language(published):
        text = write_feed(published, feed, contents, code)
        version = published.versions.get((feed.name, code))
        resource = calendar_resource(feed, text, version.modified if version else published.time)
        resources |= {f"/feeds/{name}": resource for name in file_names(published, feed, code)}
        if text.months is not None:
            shortened[feed.name] = min(shortened.get(feed.name, text), text, key=lambda text: len(text.shown))
    months = {name: text.months for name, text in shortened.items() if text.months is not None}
    return Site(revision=published.revision, resources=resources, shortened=months)


def _retired(published: Published) -> dict[str, Resource]:
    resource = retired_resource(published)
    feeds = (feed for feed in published.feeds if feed.state == "gone")
    return {
        f"/feeds/{name}": resource
        for feed in feeds
        for code in published.profile.languages
        for name in file_names(published, feed, code)
    }
