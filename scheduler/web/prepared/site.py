"""A site prepared for sending: each resource when it is first asked for."""

from __future__ import annotations

from scheduler.publication.site import Site
from scheduler.web.prepared.pages import PageCache, PreparedPage, PreparedPages
from scheduler.web.prepared.resources import PreparedResource, prepare_resource


class PreparedSite:
    """The responses of one site: its files, which are prepared in a moment, and its pages.

    Shares the files that are prepared with the site `previous`. A file that is another one in the later site
    is prepared again.
    """

    def __init__(self, site: Site, cache: PageCache, previous: PreparedSite | None = None) -> None:
        self.pages = PreparedPages(site.pages, cache, site.pages.version)
        self._site = site
        self._files: dict[str, PreparedResource] = {} if previous is None else previous._files
        if len(self._files) > len(site.files):
            prepared = [*self._files.items()]  # a copy, because requests add to it in another thread
            self._files = {path: old for path, old in prepared if path in site.files}

    def get(self, path: str) -> PreparedResource | PreparedPage | None:
        """Returns what is at `path`; None if there is nothing.

        Raises NotRenderedError if a page must be rendered first.
        """
        resource = self._site.files.get(path)
        if resource is None:
            return self.pages.get(path)
        address = resource.address or path
        prepared = self._files.get(address)
        if prepared is None or prepared.resource != resource:
            prepared = self._files[address] = prepare_resource(address, resource)
        return prepared

    def is_page(self, path: str) -> bool:
        """Returns whether there is a page at `path`. The first call lists all pages."""
        return path not in self._site.files and path in self.pages
