"""Pages, rendered for the first request and kept compressed for those after it."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.resource import Resource
from scheduler.web.conditions import accepts_gzip
from scheduler.web.limits import MOST_PAGE_BYTES
from scheduler.web.prepared.resources import Representation, prepare_resource

Fingerprint = Callable[[str], str]
"""Returns the fingerprint of the page at a path: pages with the same fingerprint have the same bytes."""
_HEADER_BYTES = 2_500
"""What the headers of a page take in memory, about."""


class NotRenderedError(Exception):
    """The page at `path` must be rendered before the request can be answered."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class PreparedPage(Struct, frozen=True):
    """A page in both encodings. Only its compressed bytes are kept; `plain` has no body."""

    plain: Representation
    compressed: Representation
    is_compressible: bool

    @property
    def body(self) -> bytes:
        """The uncompressed bytes."""
        return gzip.decompress(self.compressed.full.body)

    @property
    def size(self) -> int:
        """The bytes that it takes in memory, about."""
        return len(self.compressed.full.body) + _HEADER_BYTES

    def in_encoding(self, accept_encoding: bytes) -> Representation:
        """Returns the page in the encoding that this header of the request asks for."""
        if self.is_compressible and accept_encoding and accepts_gzip(accept_encoding):
            return self.compressed
        return replace(self.plain, full=replace(self.plain.full, parts=(self.body,)))


class RenderedPage(Struct, frozen=True):
    """A page as one collection of pages has it; `fingerprint` is None if it is not known."""

    page: PreparedPage
    collection: object
    fingerprint: str | None


class KeptPages:
    """The rendered pages of all collections by path: those that were asked for last, at most `most` bytes."""

    def __init__(self, most: int = MOST_PAGE_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._pages: OrderedDict[str, RenderedPage] = OrderedDict()

    def get(self, path: str) -> RenderedPage | None:
        """Returns the page that was kept last for `path`, of any collection."""
        return self._pages.get(path)

    def note_request(self, path: str) -> None:
        """Notes that the page at `path` was asked for."""
        self._pages.move_to_end(path)

    def keep(self, path: str, rendered: RenderedPage) -> None:
        """Keeps a page; drops those that were asked for longest ago if there are too many."""
        before = self._pages.pop(path, None)
        self._bytes += rendered.page.size - (before.page.size if before is not None else 0)
        self._pages[path] = rendered
        while self._bytes > self._most and len(self._pages) > 1:
            self._bytes -= self._pages.popitem(last=False)[1].page.size


class PreparedPages:
    """The pages of one collection, which are rendered when they are asked for.

    A page with the same fingerprint as in an earlier collection is not rendered again. `render` may be called
    in any thread, everything else only in the event loop.
    """

    def __init__(
        self,
        pages: Mapping[str, Resource],
        kept: KeptPages,
        fingerprint: Fingerprint | None = None,
        *,
        compress: bool = True,
    ) -> None:
        self._pages = pages
        self._kept = kept
        self._fingerprint = fingerprint
        self._compress = compress
        self._collection = object()  # stands for the collection, which it does not hold in memory
        self._are_listed = False

    def __contains__(self, path: str) -> bool:
        return path in self._pages

    def get(self, path: str) -> PreparedPage | None:
        """Returns the page at `path`; None if there is none.

        Raises NotRenderedError if `render` must come first.
        """
        rendered = self._kept.get(path)
        if rendered is not None and rendered.collection is self._collection:
            self._kept.note_request(path)
            return rendered.page
        if self._are_listed and path not in self._pages:
            return None
        raise NotRenderedError(path)

    def render(self, path: str) -> RenderedPage | None:
        """Returns the page at `path`, for `keep`; None if there is none. Takes some milliseconds."""
        is_page = path in self._pages  # the first path that is looked for lists them all
        self._are_listed = True
        if not is_page:
            return None
        fingerprint = self._fingerprint(path) if self._fingerprint is not None else None
        earlier = self._kept.get(path)
        if earlier is not None and fingerprint is not None and earlier.fingerprint == fingerprint:
            page = earlier.page
        else:
            page = _prepare(path, self._pages[path], compress=self._compress)
        return RenderedPage(page, self._collection, fingerprint)

    def keep(self, path: str, rendered: RenderedPage) -> None:
        """Keeps what `render` has returned, for `get`."""
        self._kept.keep(path, rendered)


def _prepare(path: str, resource: Resource, *, compress: bool) -> PreparedPage:
    prepared = prepare_resource(path, resource, compress=compress)
    plain = prepared.plain
    return PreparedPage(replace(plain, full=replace(plain.full, parts=())), prepared.compressed, compress)
