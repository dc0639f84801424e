"""All pages of a publication by path. A page is rendered when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock

from msgspec import Struct, field

from scheduler.publication.modification_times import last_modified
from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.fingerprint import fingerprint, page_digest, site_digest
from scheduler.publication.pages.paths import PageLocation, language_roots, page_locations, split_path
from scheduler.publication.pages.render import PageText, render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views import home, occurrence_pages, statements, webinars
from scheduler.publication.pages.views.calendars import whole as calendars
from scheduler.publication.pages.views.names import lists as name_lists
from scheduler.publication.pages.views.page import (
    Page,
    PageGroup,
    PageGroups,
    PageInputs,
    PageKind,
    ready_pages,
)
from scheduler.publication.resource import HTML, ListedResource, PageVersion, Resource


def missing_page(*_: object) -> PageKind:
    """Returns the page for unknown addresses."""
    return ready_pages(Page(address=MISSING, template="missing.html"), status=404)


KINDS: tuple[Callable[[PageInputs, PageGroups], PageKind], ...] = (
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


class KnownPage(Struct, frozen=True):
    """A page with its digest, and the values that both were made from: the source and the frame.

    `fingerprints` are those of its locations, in the order of `language_roots`.
    """

    source: object
    frame: object
    page: Page
    digest: bytes
    fingerprints: tuple[str, ...]


class KnownGroup(Struct, frozen=True, eq=False):
    """A group of pages. `known` are those of them that were asked for, in any revision that has the group.

    `earlier` are those of the groups in whose place it is.
    """

    pages: PageGroup
    known: dict[str, KnownPage]
    earlier: Mapping[str, KnownPage]


class KnownKind(Struct, frozen=True, eq=False):
    """A kind of pages with all its groups, and the frame that these are made from."""

    kind: PageKind
    frame: object
    groups: Mapping[Hashable, KnownGroup]


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


_NO_KINDS: Sequence[KnownKind | None] = [None] * len(KINDS)


class PageCollection(Mapping[str, Resource]):
    """The pages of a publication in every language, by path; they can be asked for from any thread.

    It remembers the fingerprints of all pages that were asked for. The collection of the next revision, made
    with `before`, uses those of pages that do not change.
    """

    def __init__(self, inputs: PageInputs, before: PageCollection | None = None) -> None:
        self.inputs = inputs
        self._site = site_info(inputs.published)
        modified = last_modified(inputs.published)
        self._modified = max(modified, inputs.ended.latest or modified)
        self._latest: Sequence[KnownKind] = () if before is None else before._latest
        self._open: OpenPage | None = None
        self._lock = Lock()

    @cached_property
    def _kinds(self) -> Sequence[KnownKind]:
        """Every kind of page, with the groups of the latest revision of which a page was asked for."""
        earlier = self._latest or _NO_KINDS
        self._latest = [
            _known_kind(make, self.inputs, before) for make, before in zip(KINDS, earlier, strict=True)
        ]
        return self._latest

    @cached_property
    def _by_address(self) -> Mapping[str, tuple[PageKind, KnownGroup]]:
        """The kind and the group of every page."""
        return {
            address: place
            for known in self._kinds
            for group in known.groups.values()
            for place in [(known.kind, group)]
            for address in group.pages.sources
        }

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
        return Resource(self._by_address[address][0].status, HTML, (body,), self._modified)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith("/") and self._split(path)[2] in self._by_address

    def __iter__(self) -> Iterator[str]:
        return (root + address for address in self._by_address for root in self._roots)

    def __len__(self) -> int:
        return len(self._by_address) * len(self._roots)

    def version(self, path: str) -> PageVersion:
        """Returns the version of the page at `path`, without rendering it.

        Raises KeyError if there is no page.
        """
        if path not in self:
            raise KeyError(path)
        _, root, address = self._split(path)
        with self._lock:
            fingerprint = self._known_page(address).fingerprints[self._roots.index(root)]
        return PageVersion(fingerprint, self._modified)

    def listed(self, before: PageCollection | None = None) -> Iterator[ListedResource]:
        """Yields every page at each of its paths, without rendering it; not those that are as `before`."""
        earlier = before._kinds if before is not None else _NO_KINDS
        for known, same in zip(self._kinds, earlier, strict=True):
            groups = same.groups if same is not None else {}
            for key, group in known.groups.items():
                if groups.get(key) is not group:
                    yield from self._listed(group, groups.get(key))

    def _listed(self, group: KnownGroup, before: KnownGroup | None) -> Iterator[ListedResource]:
        for address in group.pages.sources:
            kind, shown = self._by_address[address]
            if shown is not group:
                continue
            with self._lock:
                fingerprints = self._known_page(address).fingerprints
            same = before.known.get(address) if before is not None else None
            if same is None or same.fingerprints != fingerprints:
                for root, fingerprint in zip(self._roots, fingerprints, strict=True):
                    yield ListedResource(root + address, kind.status, fingerprint)

    def _split(self, path: str) -> tuple[str, str, str]:
        return split_path(path, self._site.languages)

    def _known_page(self, address: str) -> KnownPage:
        """Returns the page at `address`; makes it only if what it is made from has changed."""
        _, group = self._by_address[address]
        known = group.known.get(address)
        if known is None:
            source, earlier = group.pages.sources[address], group.earlier.get(address)
            known = group.known[address] = self._compared(address, source, earlier)
        return known

    def _compared(self, address: str, source: object, earlier: KnownPage | None) -> KnownPage:
        """Returns the page of an earlier revision if it is made from the same values, else a new one."""
        frame = self.inputs.frame
        if earlier is not None and earlier.frame is frame and earlier.source == source:
            return earlier
        page = self._opened(address).page
        digest = earlier.digest if earlier is not None and earlier.page == page else page_digest(page)
        return KnownPage(source, frame, page, digest, self._fingerprints(address, page, digest))

    def _fingerprints(self, address: str, page: Page, digest: bytes) -> tuple[str, ...]:
        locations = page_locations(page.address, self._site.languages, self._base_path(address))
        return tuple(fingerprint(digest, self._site_digest, location) for location in locations)

    def _opened(self, address: str) -> OpenPage:
        if self._open is None or self._open.address != address:
            kind, group = self._by_address[address]
            self._open = OpenPage(address, kind.make(group.pages.sources[address]), self._site)
        return self._open

    def _base_path(self, address: str) -> str | None:
        return self._site.base_path if self._by_address[address][0].status == 404 else None

    def _body(self, language: str, root: str, address: str) -> bytes:
        page = self._opened(address)
        return page.render(PageLocation(language, root, page.page.address, self._base_path(address)))


def _known_kind(
    make: Callable[[PageInputs, PageGroups], PageKind], inputs: PageInputs, before: KnownKind | None
) -> KnownKind:
    """Returns a kind of pages, with the groups of the revision `before` that are still the same."""
    is_same_frame = before is not None and before.frame is inputs.frame
    earlier = before.groups if before is not None else {}
    kind = make(inputs, {key: group.pages for key, group in earlier.items()} if is_same_frame else {})
    groups = {key: _known_group(pages, earlier.get(key)) for key, pages in kind.groups.items()}
    return KnownKind(kind, inputs.frame, groups)


def _known_group(pages: PageGroup, before: KnownGroup | None) -> KnownGroup:
    if before is None:
        return KnownGroup(pages, {}, {})
    return before if before.pages is pages else KnownGroup(pages, {}, {**before.earlier, **before.known})
