"""Pages, rendered for the first request and kept compressed for those after it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.resource import PageVersion, Resource
from scheduler.web.limits import MOST_PAGE_BYTES
from scheduler.web.prepared.resources import Representation, RequestFields, prepare_resource, wants_gzip
from scheduler.web.response import Response

FindVersion = Callable[[str], PageVersion]
"""Returns the version of the page at a path."""
_HEADER_BYTES = 5_300
"""The memory that the headers of a page take, about, when it was asked for in all ways."""


class NotRenderedError(Exception):
    """The page at `path` must be rendered before the request can be answered."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class PreparedPage(Struct, frozen=True):
    """A page with its responses. Only its compressed bytes are kept."""

    plain: Representation
    compressed: Representation

    @property
    def size(self) -> int:
        """The bytes that it takes in memory, about."""
        return len(self.compressed.full.body) + _HEADER_BYTES

    def respond(self, method: str, fields: RequestFields) -> Response:
        """Returns the response to GET or HEAD with these headers."""
        return (self.compressed if wants_gzip(fields) else self.plain).respond(method, fields)


class RenderedPage(Struct, frozen=True):
    """A page as one collection of pages has it; `version` is None if it is not known."""

    page: PreparedPage
    collection: object
    version: PageVersion | None


class PageCache:
    """The rendered pages of all collections by path: those that were asked for last, at most `most` bytes.

    `peek` may be called in any thread, everything else only in the event loop.
    """

    def __init__(self, most: int = MOST_PAGE_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._pages: OrderedDict[str, RenderedPage] = OrderedDict()

    def get(self, path: str) -> RenderedPage | None:
        """Returns the last page at `path`, of any collection; it is dropped later than all others."""
        rendered = self._pages.get(path)
        if rendered is not None:
            self._pages.move_to_end(path)
        return rendered

    def peek(self, path: str) -> RenderedPage | None:
        """Returns the last page at `path`, of any collection."""
        return self._pages.get(path)

    def put(self, path: str, rendered: RenderedPage) -> None:
        """Keeps a page; drops those that were asked for longest ago if there are too many."""
        before = self._pages.pop(path, None)
        self._bytes += rendered.page.size - (before.page.size if before is not None else 0)
        self._pages[path] = rendered
        while self._bytes > self._most and len(self._pages) > 1:
            self._bytes -= self._pages.popitem(last=False)[1].page.size


class PreparedPages:
    """The pages of one collection, which are rendered before they are sent.

    A page with the same fingerprint as in an earlier collection is not rendered again. `render` may be called
    in any thread, everything else only in the event loop.
    """

    def __init__(
        self,
        pages: Mapping[str, Resource],
        cache: PageCache,
        find_version: FindVersion | None = None,
    ) -> None:
        self._pages = pages
        self._cache = cache
        self._find_version = find_version
        self._collection = object()  # stands for the collection, which the cache does not hold in memory
        self._are_listed = False

    def __contains__(self, path: str) -> bool:
        return path in self._pages

    def get(self, path: str) -> PreparedPage | None:
        """Returns the page at `path`; None if there is none.

        Raises NotRenderedError if `render` must come first.
        """
        rendered = self._cache.get(path)
        if rendered is not None and rendered.collection is self._collection:
            return rendered.page
        if self._are_listed and path not in self._pages:
            return None
        raise NotRenderedError(path)

    def render(self, path: str) -> RenderedPage | None:
        """Returns the page at `path`, for the cache; None if there is none. Takes some milliseconds."""
        is_page = path in self._pages  # the first path that is looked for lists them all
        self._are_listed = True
        if not is_page:
            return None
        version = self._find_version(path) if self._find_version is not None else None
        page = self._earlier(path, version) or _prepare(path, self._pages[path])
        return RenderedPage(page, self._collection, version)

    def _earlier(self, path: str, version: PageVersion | None) -> PreparedPage | None:
        """Returns the page of an earlier collection with the present date, if it has the same bytes."""
        earlier = self._cache.peek(path)
        if earlier is None or earlier.version is None or version is None:
            return None
        if earlier.version.fingerprint != version.fingerprint:
            return None
        plain, compressed = (
            each.dated(version.modified) for each in (earlier.page.plain, earlier.page.compressed)
        )
        return PreparedPage(plain, compressed)


def _prepare(path: str, resource: Resource) -> PreparedPage:
    prepared = prepare_resource(path, resource)
    compressed = prepared.compressed
    full = replace(prepared.plain.full, parts=compressed.full.parts, is_packed=True)
    return PreparedPage(replace(prepared.plain, full=full), compressed)
