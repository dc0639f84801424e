"""A site, and pages beside it, prepared for sending: each resource when it is first asked for.

A feed is prepared in a moment and kept as long as it does not change. A page must be rendered first, which
takes some milliseconds. Only the latest pages are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.web.limits import MOST_PAGE_BYTES
from scheduler.web.prepared.resources import PreparedResource, prepare_resource


class PreparedPages:
    """The responses of `pages`, which are rendered when they are asked for. May be asked from any thread."""

    def __init__(self, pages: Mapping[str, Resource], *, compress: bool = True) -> None:
        self._pages = pages
        self._compress = compress
        self._ready: dict[str, PreparedResource] = {}
        self._bytes = 0
        self._lock = Lock()

    def __contains__(self, path: str) -> bool:
        return path in self._pages

    def is_ready(self, path: str) -> bool:
        """Returns whether the page at `path` is rendered already."""
        return path in self._ready

    def get(self, path: str) -> PreparedResource | None:
        """Returns the prepared page at `path`; renders it first."""
        ready = self._ready.get(path)
        if ready is not None or path not in self._pages:
            return ready  # without the lock, which another thread holds while it renders
        with self._lock:
            prepared = self._ready.get(path)
            if prepared is None:
                prepared = prepare_resource(path, self._pages[path], compress=self._compress)
                self._bytes += _bytes_of(prepared)  # compresses it here, in a worker thread
                self._ready[path] = prepared
                while self._bytes > MOST_PAGE_BYTES and len(self._ready) > 1:
                    self._bytes -= _bytes_of(self._ready.pop(next(iter(self._ready))))
            return prepared


def _bytes_of(prepared: PreparedResource) -> int:
    return sum(
        len(part) for each in (prepared, prepared.gzip) if each is not None for part in each.full.parts
    )


class PreparedSite:
    """The responses of one site. May be asked from any thread.

    Shares the files that are prepared with the site `previous`, which must have been made with the same
    `compress`. A file that is another one in the later site is prepared again.
    """

    def __init__(self, site: Site, previous: PreparedSite | None = None, *, compress: bool = True) -> None:
        self._site = site
        self._compress = compress
        self._files: dict[str, PreparedResource] = {} if previous is None else previous._files
        if len(self._files) > len(site.files):
            prepared = [*self._files.items()]  # a copy, because requests add to it in another thread
            self._files = {path: old for path, old in prepared if path in site.files}
        self._pages = PreparedPages(site.pages, compress=compress)
        self._are_pages_listed = False

    def get(self, path: str) -> PreparedResource | None:
        """Returns the prepared resource at `path`; renders it first if it is a page."""
        resource = self._site.files.get(path)
        if resource is None:
            if not self._are_pages_listed:
                _ = path in self._pages  # the first path that is looked for lists them all
                self._are_pages_listed = (
                    True  # before this page is rendered: other paths need not wait for it
                )
            return self._pages.get(path)
        address = resource.address or path
        prepared = self._files.get(address)
        if prepared is None or prepared.resource != resource:
            prepared = self._files[address] = prepare_resource(address, resource, compress=self._compress)
        return prepared

    def is_page(self, path: str) -> bool:
        """Returns whether there is a page at `path`."""
        return path not in self._site.files and path in self._pages

    def is_ready(self, path: str) -> bool:
        """Returns whether `get` answers at once, because there is no page to render and no list to make."""
        if path in self._site.files or self._pages.is_ready(path):
            return True
        return self._are_pages_listed and path not in self._pages
