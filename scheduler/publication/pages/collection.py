"""All pages of a publication by path. A page is rendered when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from scheduler.publication.modification_times import last_modified
from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.fingerprint import fingerprint, page_digest, site_digest
from scheduler.publication.pages.paths import PageLocation, language_roots, split_path
from scheduler.publication.pages.render import PageText, render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views import calendars, home, occurrences, statements, webinars
from scheduler.publication.pages.views.page import Page, PageInputs, PageKind, ready_pages
from scheduler.publication.resource import HTML, Resource


def missing_page(_: PageInputs) -> PageKind:
    """Returns the page for unknown addresses."""
    return ready_pages(Page(address=MISSING, template="missing.html"), status=404)


KINDS: tuple[Callable[[PageInputs], PageKind], ...] = (
    calendars.retired_pages,
    missing_page,
    home.pages,
    calendars.pages,
    occurrences.pages,
    statements.pages,
    webinars.pages,
)
"""Every kind of page. Of two pages with one address the later wins, so live pages replace retired ones."""

MOST_REMEMBERED = 300
"""Rendered pages that are kept for the next request: some megabytes."""


@dataclass(frozen=True, slots=True)
class DigestedPage:
    """A page, and the digest of its template and arguments. An equal page has the same digest."""

    page: Page
    digest: bytes


@dataclass(frozen=True)
class OpenPage:
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


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """The bytes of a page at one location, and their fingerprint."""

    fingerprint: str
    body: bytes


class PageCollection(Mapping[str, Resource]):
    """The pages of a publication in every language, by path; they can be asked for from any thread.

    It remembers the pages that it has rendered, and the digests of all that were asked for. The collection of
    the next revision, made with `before`, uses those of pages that do not change.
    """

    def __init__(self, inputs: PageInputs, before: PageCollection | None = None) -> None:
        self.inputs = inputs
        self._site = site_info(inputs.published)
        self._modified = last_modified(inputs.published)
        self._rendered: dict[PageLocation, RenderedPage] = {} if before is None else {**before._rendered}
        self._digested: dict[str, DigestedPage] = {} if before is None else {**before._digested}
        self._open: OpenPage | None = None
        self._lock = Lock()

    @cached_property
    def _kinds(self) -> Mapping[str, PageKind]:
        """The kind of every page by address."""
        kinds = [kind(self.inputs) for kind in KINDS]
        return {address: kind for kind in kinds for address in kind.sources}

    @cached_property
    def _site_digest(self) -> bytes:
        return site_digest(self._site)

    def __getitem__(self, path: str) -> Resource:
        if path not in self:
            raise KeyError(path)
        with self._lock:
            body = self._body(path)
        return Resource(status=self.status(path), type=HTML, body=body, modified=self._modified)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith("/") and self._split(path)[2] in self._kinds

    def __iter__(self) -> Iterator[str]:
        roots = [root for _, root in language_roots(self._site.languages)]
        return (root + address for address in self._kinds for root in roots)

    def __len__(self) -> int:
        return len(self._kinds) * (len(self._site.languages) + 1)

    def status(self, path: str) -> int:
        """Returns the HTTP status of the page at `path`."""
        return self._kinds[self._split(path)[2]].status

    def fingerprint(self, path: str) -> str:
        """Returns the fingerprint of the page at `path`, without rendering it."""
        with self._lock:
            return self._fingerprint(*self._page(path))

    def _split(self, path: str) -> tuple[str, str, str]:
        return split_path(path, self._site.languages)

    def _page(self, path: str) -> tuple[OpenPage, PageLocation]:
        language, root, address = self._split(path)
        kind = self._kinds[address]
        if self._open is None or self._open.address != address:
            self._open = OpenPage(address, kind.make(kind.sources[address]), self._site)
        base_path = self._site.base_path if kind.status == 404 else None
        return self._open, PageLocation(language, root, self._open.page.address, base_path)

    def _fingerprint(self, opened: OpenPage, location: PageLocation) -> str:
        known = self._digested.get(opened.address)
        if known is None or known.page != opened.page:
            known = DigestedPage(opened.page, page_digest(opened.page))
        self._digested[opened.address] = known
        return fingerprint(known.digest, self._site_digest, location)

    def _body(self, path: str) -> bytes:
        opened, location = self._page(path)
        current = self._fingerprint(opened, location)
        rendered = self._rendered.get(location)
        if rendered is None or rendered.fingerprint != current:
            rendered = self._rendered[location] = RenderedPage(current, opened.render(location))
            if len(self._rendered) > MOST_REMEMBERED:
                del self._rendered[next(iter(self._rendered))]
        return rendered.body
