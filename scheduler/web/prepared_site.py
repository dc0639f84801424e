"""A site prepared for sending: each resource when it is first asked for.

A feed is prepared in a moment and kept as long as it does not change. A page must be rendered first, which
takes some milliseconds. Only the latest pages are kept.
"""

from __future__ import annotations

from threading import Lock

from scheduler.publication.site import Site
from scheduler.web.prepared import PreparedResource, prepare_resource

MOST_PAGES = 300
"""Prepared pages that are kept: some megabytes."""


class PreparedSite:
    """The responses of one site. May be asked from any thread.

    Reuses the files of `previous` that did not change; it must have been made with the same `compress`.
    """

    def __init__(self, site: Site, previous: PreparedSite | None = None, *, compress: bool = True) -> None:
        self._site = site
        self._compress = compress
        self._first_paths: dict[int, str] = {}
        for path, resource in site.files.items():
            self._first_paths.setdefault(id(resource), path)
        prepared = previous._files if previous is not None else {}
        self._files: dict[str, PreparedResource] = {
            path: old for path, old in prepared.items() if site.files.get(path) == old.resource
        }
        self._pages: dict[str, PreparedResource] = {}
        self._are_pages_listed = False
        self._lock = Lock()

    def list_pages(self) -> None:
        """Lists the pages, so that no request waits for it. It takes a moment in a large programme."""
        len(self._site.pages)  # they are listed when they are first counted
        self._are_pages_listed = True

    def get(self, path: str) -> PreparedResource | None:
        """Returns the prepared resource at `path`; renders it first if it is a page."""
        resource = self._site.files.get(path)
        if resource is None:
            return self._page(path)
        first_path = self._first_paths[id(resource)]
        prepared = self._files.get(first_path)
        if prepared is None:
            prepared = prepare_resource(first_path, resource, compress=self._compress)
            self._files[first_path] = prepared
        return prepared

    def is_page(self, path: str) -> bool:
        """Returns whether there is a page at `path`."""
        return path not in self._site.files and path in self._site.pages

    def is_ready(self, path: str) -> bool:
        """Returns whether `get` answers at once, because there is no page to render."""
        if path in self._site.files or path in self._pages:
            return True
        return self._are_pages_listed and path not in self._site.pages

    def _page(self, path: str) -> PreparedResource | None:
        ready = self._pages.get(path)
        if ready is not None or path not in self._site.pages:
            return ready  # without the lock, which another thread holds while it renders
        with self._lock:
            prepared = self._pages.get(path)
            if prepared is None:
                prepared = prepare_resource(path, self._site.pages[path], compress=self._compress)
                _ = prepared.gzip  # compressed here, in a worker thread
                self._pages[path] = prepared
                if len(self._pages) > MOST_PAGES:
                    del self._pages[next(iter(self._pages))]
            return prepared
