"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it to files, `feed` prints one feed of it: all three have the same
bytes. The same published data always make the same site.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed import FeedContents, FeedText, feed_contents, write_feed
from scheduler.publication.feeds.resources import calendar_resource, file_names, retired_resource
from scheduler.publication.feeds.versions import feeds_by_language
from scheduler.publication.modification_times import last_modified
from scheduler.publication.pages.assets import Asset, assets
from scheduler.publication.pages.collection import PageCollection
from scheduler.publication.pages.page import page_inputs
from scheduler.publication.resource import Resource
from scheduler.publication.robots import PATH as ROBOTS
from scheduler.publication.robots import robots
from scheduler.record.revision import Published


@dataclass(frozen=True, slots=True)
class Site:
    """The resources of one revision by their path.

    `files` are made with the site: feeds, assets and `robots.txt`. `pages` are rendered when they are asked
    for. `shortened` has the first and last month of each feed that had to be shortened, by the name of the
    feed.
    """

    revision: int
    files: Mapping[str, Resource]
    pages: PageCollection
    shortened: Mapping[str, tuple[Month, Month]]

    @property
    def resources(self) -> Mapping[str, Resource]:
        """All resources by path; a page is rendered when its value is read."""
        return ChainMap(self.files, self.pages)  # type: ignore[arg-type]  # only read

    def addresses(self) -> Iterator[str]:
        """Yields the paths that people subscribe to: each feed that is not retired, without a language."""
        return (
            path
            for path, resource in self.files.items()
            if path.startswith("/feeds/") and resource.status == 200 and path.count(".") == 1
        )


def build_site(published: Published, before: Site | None = None) -> Site:
    """Returns the site of `published`: feeds and pages in every language, also for retired feeds.

    It uses the pages of the site `before` that do not change.
    """
    contents, modified = feed_contents(published), last_modified(published)
    feeds, shortened = _feeds(published, contents)
    inputs = page_inputs(published, contents, shortened, before.pages.inputs if before is not None else None)
    return Site(
        revision=published.revision,
        files={
            **_retired(published),
            **feeds,
            **{asset.path: _asset_resource(asset, modified) for asset in assets().values()},
            ROBOTS: robots(published.profile.languages, modified),
        },
        pages=PageCollection(inputs, before.pages if before is not None else None),
        shortened=shortened,
    )


def _feeds(
    published: Published, contents: FeedContents
) -> tuple[dict[str, Resource], dict[str, tuple[Month, Month]]]:
    """Returns the feeds by path, and the months of the shortened ones by the name of the feed."""
    resources: dict[str, Resource] = {}
    shortened: dict[str, FeedText] = {}
    for feed, code in feeds_by_language(published):
        text = write_feed(published, feed, contents, code)
        version = published.versions.get((feed.name, code))
        resource = calendar_resource(feed, text, version.modified if version else published.time)
        resources |= {f"/feeds/{name}": resource for name in file_names(published, feed, code)}
        if text.months is not None:
            shortened[feed.name] = min(shortened.get(feed.name, text), text, key=lambda text: len(text.shown))
    months = {name: text.months for name, text in shortened.items() if text.months is not None}
    return resources, months


def _asset_resource(asset: Asset, modified: datetime) -> Resource:
    return Resource(status=200, type=asset.type, body=asset.body, modified=modified)


def _retired(published: Published) -> dict[str, Resource]:
    resource = retired_resource(published)
    feeds = (feed for feed in published.feeds if feed.state == "gone")
    return {
        f"/feeds/{name}": resource
        for feed in feeds
        for code in published.profile.languages
        for name in file_names(published, feed, code)
    }
