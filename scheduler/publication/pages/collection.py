"""All pages of a publication by path. A page is rendered when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.fingerprint import fingerprint, page_digest, site_digest
from scheduler.publication.pages.paths import PageLocation, language_roots, page_locations, split_path
from scheduler.publication.pages.render import PageText, render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views import home, occurrence_pages, statements, webinars
from scheduler.publication.pages.views.calendars import whole as calendars
from scheduler.publication.pages.views.names import lists as name_lists
from scheduler.publication.pages.views.page import Page, PageInputs, Pages, ready_pages
from scheduler.publication.resource import HTML, ListedResource, PageVersion, Resource


def missing_page(_: PageInputs) -> Pages:
    """Returns the page for unknown addresses."""
    return ready_pages(Page(address=MISSING, template="missing.html", status=404))


KINDS: tuple[Callable[[PageInputs], Pages], ...] = (
    calendars.retired_pages,
    missing_page,
    home.pages,
    name_lists.pages,
    calendars.pages,
    occurrence_pages.pages,
    statements.pages,
    webinars.pages,
)
"""Every kind of page. Of two pages with one address the later wins, so live pages replace retired ones."""


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


class PageCollection(Mapping[str, Resource]):
    """The pages of a publication in every language, by path; they can be asked for from any thread."""

    def __init__(self, inputs: PageInputs) -> None:
        self.inputs = inputs
        self._site = site_info(inputs.state)
        modified = inputs.state.modified
        self._modified = max(modified, inputs.ended.latest or modified)
        self._open: OpenPage | None = None

    @cached_property
    def _pages(self) -> Pages:
        return {address: make for pages in KINDS for address, make in pages(self.inputs).items()}

    @cached_property
    def _roots(self) -> Sequence[str]:
        return [root for _, root in language_roots(self._site.languages)]

    @cached_property
    def _site_digest(self) -> bytes:
        return site_digest(self._site)

    def __getitem__(self, path: str) -> Resource:
        language, root, address = self._found(path)
        opened = self._opened(address)
        page = opened.page
        location = PageLocation(language, root, page.address, self._base_path(page))
        return Resource(page.status, HTML, (opened.render(location),), self._modified)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith("/") and self._split(path)[2] in self._pages

    def __iter__(self) -> Iterator[str]:
        return (root + address for address in self._pages for root in self._roots)

    def __len__(self) -> int:
        return len(self._pages) * len(self._roots)

    def version(self, path: str) -> PageVersion:
        """Returns the version of the page at `path`, without rendering it.

        Raises KeyError if there is no page.
        """
        _, root, address = self._found(path)
        fingerprints = self._fingerprints(self._opened(address).page)
        return PageVersion(fingerprints[self._roots.index(root)], self._modified)

    def listed(self) -> Iterator[ListedResource]:
        """Yields every page at each of its paths, without rendering it."""
        for address, make in self._pages.items():
            page = make()
            for root, digest in zip(self._roots, self._fingerprints(page), strict=True):
                yield ListedResource(root + address, page.status, digest)

    def _found(self, path: str) -> tuple[str, str, str]:
        if path not in self:
            raise KeyError(path)
        return self._split(path)

    def _split(self, path: str) -> tuple[str, str, str]:
        return split_path(path, self._site.languages)

    def _fingerprints(self, page: Page) -> Sequence[str]:
        """Returns the fingerprint of a page in each language, in the order of `language_roots`."""
        locations = page_locations(page.address, self._site.languages, self._base_path(page))
        digest = page_digest(page)
        return [fingerprint(digest, self._site_digest, location) for location in locations]

    def _opened(self, address: str) -> OpenPage:
        opened = self._open  # another thread may open another page
        if opened is None or opened.address != address:
            opened = self._open = OpenPage(address, self._pages[address](), self._site)
        return opened

    def _base_path(self, page: Page) -> str | None:
        return self._site.base_path if page.status == 404 else None
