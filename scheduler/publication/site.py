"""Everything published, as one value: path → resource.

`serve` answers from it, `publish` writes it to files, `feed` prints one feed of it: all three have the same
bytes. The same published data always make the same site.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_bytes import FeedText, fewest_months, write_feed
from scheduler.publication.feeds.json_feed import JsonFeeds
from scheduler.publication.feeds.resources import calendar_resource, file_names, retired_resource
from scheduler.publication.page_addresses import REACH, SITEMAP
from scheduler.publication.pages.assets import Asset, assets
from scheduler.publication.pages.collection import PageCollection
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.resource import ListedResource, Resource
from scheduler.state.feeds import Feed
from scheduler.state.revision import Revision
from scheduler.state.state import State

ROBOTS = "/robots.txt"


class Site(Struct, frozen=True):
    """The resources of one revision by their path.

    `files` are made with the site: feeds, retired feeds, assets and `robots.txt`. `json_feeds` and `pages`
    are made when they are asked for.
    """

    files: Mapping[str, Resource]
    json_feeds: Mapping[str, Resource]
    pages: PageCollection

    @property
    def inputs(self) -> PageInputs:
        """What it is made of: the state, its history, the time, and which feeds had to be shortened."""
        return self.pages.inputs

    @property
    def resources(self) -> Mapping[str, Resource]:
        """All resources by path; a page or JSON feed is made when its value is read."""
        return ChainMap(self.files, self.json_feeds, self.pages)  # type: ignore[arg-type]  # only read

    def listed(self, pages: Container[str] | None = None) -> Iterator[ListedResource]:
        """Yields every resource, or of the pages those at some paths; no page is rendered."""
        for path, resource in chain(self.files.items(), self.json_feeds.items()):
            yield ListedResource(path, resource.status, resource.etag)
        yield from self.pages.listed(pages)

    def feed_paths(self) -> Iterator[str]:
        """Yields the paths that people subscribe to: each feed that is not retired, without a language."""
        return (
            path
            for path, resource in self.files.items()
            if path.startswith("/feeds/") and resource.status == 200 and path.count(".") == 1
        )

    def largest_feed(self) -> int:
        """Returns the bytes of the largest feed; 0 if there is none."""
        return max((self.files[path].size for path in self.files if path.startswith("/feeds/")), default=0)


def build_site(state: State, history: Sequence[Revision], now: datetime) -> Site:
    """Returns the site of `state` at `now` (aware): feeds and pages in every language.

    `history` has the changes of the meetings that have a page, the newest revision first.

    Pages show which meetings are over at `now`; feeds do not depend on it. The site also has retired feeds.
    """
    files, shortened = _feeds(state)
    info = site_info(state)
    files |= {asset.path: _asset_resource(asset, state.modified) for asset in assets(info)}
    files[ROBOTS] = _robots(info, state.modified)
    inputs = PageInputs(state=state, history=history, now=now.astimezone(UTC), shortened=shortened)
    return Site(files=files, json_feeds=JsonFeeds(state), pages=PageCollection(inputs))


def _feeds(state: State) -> tuple[dict[str, Resource], dict[str, tuple[Month, Month]]]:
    """Returns the feeds by path, and the months of the shortened ones by the name of the feed."""
    resources = _retired(state)
    shortened: dict[str, tuple[Month, Month]] = {}
    for feed in state.open_feeds:
        texts = {code: write_feed(state, feed, code) for code in state.profile.languages}
        for code, text in texts.items():
            resources |= dict.fromkeys(_paths(state, feed, code), _resource(state, feed, code, text))
        months = fewest_months(texts.values())
        if months is not None:
            shortened[feed.name] = months
    return resources, shortened


def _paths(state: State, feed: Feed, code: str) -> list[str]:
    """Returns every path of a feed in one language; the first one names the language."""
    return [f"/feeds/{name}" for name in file_names(state, feed, code)]


def _resource(state: State, feed: Feed, code: str, text: FeedText) -> Resource:
    version = state.version(feed, code)
    resource = calendar_resource(feed, text, version.modified if version else state.time)
    return replace(resource, address=_paths(state, feed, code)[0])


def _asset_resource(asset: Asset, modified: datetime) -> Resource:
    return Resource(status=200, type=asset.type, parts=(asset.body,), modified=modified)


def _retired(state: State) -> dict[str, Resource]:
    resource = retired_resource(state)
    return {
        path: resource
        for feed in state.feeds
        if feed.state == "gone"
        for code in state.profile.languages
        for path in _paths(state, feed, code)
    }


def _robots(site: SiteInfo, modified: datetime) -> Resource:
    """Returns the file for robots: they may fetch all but the page that shows who has fetched calendars.

    Google Calendar obeys it, so it excludes no feed, not even private ones: `X-Robots-Tag` excludes those
    from search engines, which only works if robots may fetch them.
    """
    excluded = (f"/{REACH}", *(f"/{code}/{REACH}" for code in site.languages))
    sitemap = (f"Sitemap: {site.base_url}/{SITEMAP}",) if site.base_url else ()
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in excluded), "Allow: /", *sitemap)
    body = "".join(f"{line}\n" for line in lines).encode()
    return Resource(status=200, type="text/plain; charset=utf-8", parts=(body,), modified=modified)
