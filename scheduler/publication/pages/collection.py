"""All pages of a publication by path. A page is rendered when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from scheduler.publication.modification_times import last_modified
from scheduler.publication.pages.page import Page, PageInputs, PageKind, SiteInfo, site_info
from scheduler.publication.pages.paths import PageLocation, language_roots, split_path
from scheduler.publication.pages.render import PageText, render
from scheduler.publication.pages.views import calendars, home, missing, occurrences, statements, webinars
from scheduler.publication.resource import HTML, Resource

KINDS: tuple[Callable[[PageInputs], PageKind], ...] = (
    missing.pages,
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
class RenderedPage:
    """The bytes of a page at one location, and the site that they show."""

    page: Page
    site: SiteInfo
    body: bytes


@dataclass(frozen=True, slots=True)
class LatestPage:
    """The page that was rendered last, its view, and its texts by the `text_key` of locations.

    A publication of all pages asks for every location of a page before the next page.
    """

    page: Page
    view: object
    texts: dict[str, PageText] = field(default_factory=dict)


class PageCollection(Mapping[str, Resource]):
    """The pages of a publication in every language, by path; they can be asked for from any thread.

    It remembers the pages that it has rendered. The collection of the next revision, made with `before`, uses
    those whose arguments are equal.
    """

    def __init__(self, inputs: PageInputs, before: PageCollection | None = None) -> None:
        self.inputs = inputs
        self._site = site_info(inputs.published)
        self._modified = last_modified(inputs.published)
        self._rendered: dict[PageLocation, RenderedPage] = {} if before is None else {**before._rendered}
        self._pages: dict[str, Page] = {}
        self._latest: LatestPage | None = None
        self._lock = Lock()

    @cached_property
    def _kinds(self) -> Mapping[str, PageKind]:
        """The kind of every page by address."""
        kinds = [kind(self.inputs) for kind in KINDS]
        return {address: kind for kind in kinds for address in kind.sources}

    def _page(self, address: str) -> Page:
        page = self._pages.get(address)
        if page is None:
            kind = self._kinds[address]
            page = self._pages[address] = kind.make(kind.sources[address])
        return page

    def __getitem__(self, path: str) -> Resource:
        if path not in self:
            raise KeyError(path)
        language, root, address = split_path(path, self._site.languages)
        page = self._page(address)
        base_path = self._site.base_path if page.status == 404 else None
        body = self._body(page, PageLocation(language, root, page.address, base_path))
        return Resource(status=page.status, type=HTML, body=body, modified=self._modified)

    def __contains__(self, path: object) -> bool:
        return (
            isinstance(path, str)
            and path.startswith("/")
            and split_path(path, self._site.languages)[2] in self._kinds
        )

    def __iter__(self) -> Iterator[str]:
        roots = [root for _, root in language_roots(self._site.languages)]
        return (root + address for address in self._kinds for root in roots)

    def __len__(self) -> int:
        return len(self._kinds) * (len(self._site.languages) + 1)

    def status(self, path: str) -> int:
        """Returns the HTTP status of the page at `path`."""
        return self._page(split_path(path, self._site.languages)[2]).status

    def is_same(self, path: str, before: PageCollection) -> bool:
        """Returns whether the page at `path` has the same bytes in the collection `before`."""
        if path not in before or self._site != before._site:
            return False
        address = split_path(path, self._site.languages)[2]
        return self._page(address) == before._page(address)

    def _body(self, page: Page, location: PageLocation) -> bytes:
        with self._lock:
            rendered = self._rendered.get(location)
            if rendered is None or (rendered.page, rendered.site) != (page, self._site):
                body = self._text(page, location).at(location, self._site)
                rendered = self._rendered[location] = RenderedPage(page, self._site, body)
                if len(self._rendered) > MOST_REMEMBERED:
                    del self._rendered[next(iter(self._rendered))]
            return rendered.body

    def _text(self, page: Page, location: PageLocation) -> PageText:
        if self._latest is None or self._latest.page is not page:
            self._latest = LatestPage(page, page.view())
        texts = self._latest.texts
        if location.text_key not in texts:
            texts[location.text_key] = render(page.template, self._latest.view, location, self._site)
        return texts[location.text_key]
