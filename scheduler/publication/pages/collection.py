"""All pages of a publication by path. A page is rendered when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock

from msgspec import Struct, field

from scheduler.publication.modification_times import last_modified
from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.fingerprint import fingerprint, page_digest, site_digest
from scheduler.publication.pages.paths import PageLocation, language_roots, page_locations, split_path
from scheduler.publication.pages.render import PageText, render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views import home, name_lists, occurrences, statements, webinars
from scheduler.publication.pages.views.calendars import whole as calendars
from scheduler.publication.pages.views.page import Page, PageInputs, PageKind, ready_pages
from scheduler.publication.resource import HTML, ListedResource, Resource


def missing_page(_: PageInputs) -> PageKind:
    """Returns the page for unknown addresses."""
    return ready_pages(Page(address=MISSING, template="missing.html"), status=404)


KINDS: tuple[Callable[[PageInputs], PageKind], ...] = (
    calendars.retired_pages,
    missing_page,
    home.pages,
    name_lists.pages,
    calendars.pages,
    occurrences.pages,
    statements.pages,
    webinars.pages,
)
"""Every kind of page. Of two pages with one address the later wins, so live pages replace retired ones."""

MOST_REMEMBERED = 300
"""Rendered pages that are kept for the next request: some megabytes."""


class KnownPage(Struct, frozen=True):
    """A page with its digest, and the values that both were made from: the source, the frame and the site.

    `fingerprints` are those of its locations, in the order of `language_roots`.
    """

    source: object
    frame: object
    site: bytes
    page: Page
    digest: bytes
    fingerprints: tuple[str, ...]


class OpenPage(Struct, frozen=True, dict=True):
    """The page that was asked for last. A publication asks for every location of a page before the next page.

    `texts` are the rendered ones, by the `text_key` of locations.
    """

    address: str
    page: Page
    site: SiteInfo
    texts: dict[str, PageText] = field(default_factory=dict)

    @cached_property
    def _view(self) -> object:
        return self.page.view()

    def render(self, location: PageLocation) -> bytes:
        """Returns the bytes of this page at `location`."""
        if location.text_key not in self.texts:
            self.texts[location.text_key] = render(self.page.template, self._view, location, self.site)
        return self.texts[location.text_key].at(location, self.site)


class RenderedPage(Struct, frozen=True):
    """The bytes of a page at one location, and their fingerprint."""

    fingerprint: str
    body: bytes


class PageCollection(Mapping[str, Resource]):
    """The pages of a publication in every language, by path; they can be asked for from any thread.

    It remembers the pages that it has rendered, and the fingerprints of all that were asked for. The
    collection of the next revision, made with `before`, uses those of pages that do not change.
    """

    def __init__(self, inputs: PageInputs, before: PageCollection | None = None) -> None:
        self.inputs = inputs
        self._site = site_info(inputs.published)
        self._modified = last_modified(inputs.published)
        self._rendered: dict[PageLocation, RenderedPage] = {} if before is None else {**before._rendered}
        self._earlier: Mapping[str, KnownPage] = (
            {} if before is None else {**before._earlier, **before._known}
        )
        self._known: dict[str, KnownPage] = {}
        self._open: OpenPage | None = None
        self._lock = Lock()

    @cached_property
    def _kinds(self) -> Mapping[str, PageKind]:
        """The kind of every page by address."""
        kinds = [kind(self.inputs) for kind in KINDS]
        return {address: kind for kind in kinds for address in kind.sources}

    @cached_property
    def _roots(self) -> Sequence[str]:
        return [root for _, root in language_roots(self._site.languages)]

    @cached_property
    def _site_digest(self) -> bytes:
        return site_digest(self._site)

    def __getitem__(self, path: str) -> Resource:
        if path not in self:
            raise KeyError(path)
        language, root, address = self._split(path)
        with self._lock:
            body = self._body(language, root, address)
        return Resource(self._kinds[address].status, HTML, (body,), self._modified)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith("/") and self._split(path)[2] in self._kinds

    def __iter__(self) -> Iterator[str]:
        return (root + address for address in self._kinds for root in self._roots)

    def __len__(self) -> int:
        return len(self._kinds) * len(self._roots)

    def listed(self, before: PageCollection | None = None) -> Iterator[ListedResource]:
        """Yields every page at each of its paths, without rendering it; not those that are as `before`."""
        for address, kind in self._kinds.items():
            with self._lock:
                known = self._known_page(address)
            if before is None or before._known.get(address) is not known:
                for root, same in zip(self._roots, known.fingerprints, strict=True):
                    yield ListedResource(root + address, kind.status, same)

    def _split(self, path: str) -> tuple[str, str, str]:
        return split_path(path, self._site.languages)

    def _known_page(self, address: str) -> KnownPage:
        """Returns the page at `address`; makes it only if what it is made from has changed."""
        known = self._known.get(address)
        if known is None:
            known = self._known[address] = self._compared(address, self._earlier.get(address))
        return known

    def _compared(self, address: str, earlier: KnownPage | None) -> KnownPage:
        """Returns the page of an earlier revision if it is made from the same values, else a new one."""
        source, frame, site = self._kinds[address].sources[address], self.inputs.frame, self._site_digest
        if (
            earlier is not None
            and earlier.frame is frame
            and earlier.source == source
            and earlier.site == site
        ):
            return earlier
        page = self._opened(address).page
        digest = earlier.digest if earlier is not None and earlier.page == page else page_digest(page)
        return KnownPage(source, frame, site, page, digest, self._fingerprints(address, page, digest))

    def _fingerprints(self, address: str, page: Page, digest: bytes) -> tuple[str, ...]:
        locations = page_locations(page.address, self._site.languages, self._base_path(address))
        return tuple(fingerprint(digest, self._site_digest, location) for location in locations)

    def _opened(self, address: str) -> OpenPage:
        if self._open is None or self._open.address != address:
            kind = self._kinds[address]
            self._open = OpenPage(address, kind.make(kind.sources[address]), self._site)
        return self._open

    def _base_path(self, address: str) -> str | None:
        return self._site.base_path if self._kinds[address].status == 404 else None

    def _body(self, language: str, root: str, address: str) -> bytes:
        known = self._known_page(address)
        current = known.fingerprints[self._roots.index(root)]
        location = PageLocation(language, root, known.page.address, self._base_path(address))
        rendered = self._rendered.get(location)
        if rendered is None or rendered.fingerprint != current:
            rendered = self._rendered[location] = RenderedPage(
                current, self._opened(address).render(location)
            )
            if len(self._rendered) > MOST_REMEMBERED:
                del self._rendered[next(iter(self._rendered))]
        return rendered.body
