"""The site over HTTP: a request looks up a response that is prepared once.

No request reads the database. A page is rendered for the first request for it, in another thread, so that no
feed waits for it. The site is replaced as a whole, so a reader sees the old one or the new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any

from scheduler.publication.page_addresses import MISSING
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.web.headers import VALID_HOST, public_headers
from scheduler.web.health import HEALTH_PATHS, Health, health_response
from scheduler.web.pace import Pace
from scheduler.web.page_queue import PageQueue
from scheduler.web.prepared.resources import PreparedResource
from scheduler.web.prepared.site import PreparedPages, PreparedSite
from scheduler.web.private_access import PRIVATE_PREFIX
from scheduler.web.response import Response, text_response, without_body

RequestHeaders = Iterable[tuple[bytes, bytes]]
Observer = Callable[[str, str, bytes], None]
PrivateLookup = Callable[[str], PreparedResource | None]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Any]

MISSING_PAGE = f"/{MISSING}"
_RETRY = (b"retry-after", b"5")
_ALLOW = (b"allow", b"GET, HEAD")
_STARTING = text_response(503, "Starting; please come back in a moment.\n", _RETRY)
_NOT_FOUND = text_response(404, "There is nothing at this address.\n")
_METHOD_NOT_ALLOWED = text_response(405, "Only GET and HEAD are answered here.\n", _ALLOW)
_BAD_HOST = text_response(400, "A request names one host.\n")
_TEXT_HEADERS = (b"cache-control", b"x-content-type-options")


class SiteApp:
    """An ASGI application that serves the latest site.

    - `observer` gets the path, the ETag and the user agent of each request for a feed that is answered with
      the feed or with 304.
    - `private_access` finds the resource at a path below `/private/`.
    - `request_counts` are the requests by the first digit of their status, without those of probes.
    """

    def __init__(self, health: Health, *, compress: bool = True) -> None:
        self.observer: Observer | None = None
        self.private_access: PrivateLookup | None = None
        self.request_counts = [0] * 6
        self._health = health
        self._compress = compress
        self._site: PreparedSite | None = None
        self._page_queue = PageQueue(self._pages_at)
        self._reach_pages = PreparedPages({})
        self._reach_paths: frozenset[str] = frozenset()

    def show(self, site: Site) -> None:
        """Serves `site` from now on, its feeds at once. May be called in another thread."""
        self._site = PreparedSite(site, self._site, compress=self._compress)

    def show_reach_pages(self, pages: Mapping[str, Resource]) -> None:
        """Serves these pages beside every site. May be called in another thread."""
        self._reach_pages = PreparedPages(pages, compress=self._compress)
        self._reach_paths = frozenset(pages)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answers one HTTP request. Raises RuntimeError for any other protocol."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not supported")
        method, path, headers = scope["method"], scope["path"], scope["headers"]
        try:
            if not _has_one_host(scope):
                self.request_counts[4] += 1
                response = _BAD_HOST
            else:
                # The site may be replaced while a page is rendered.
                while (page := self.page_to_render(path)) is not None:
                    # uvicorn does not know the pace. Browsers and calendar programs do not ask in this way.
                    rendering = self.render(page, Pace.OFTEN)
                    if not await _ends_before_client_leaves(rendering, receive):
                        return
                response = self.respond(method, path, headers)
        except Exception:
            self.request_counts[5] += 1  # the server answers 500
            raise
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        await send({"type": "http.response.body", "body": response.body})

    def respond(self, method: str, path: str, headers: RequestHeaders) -> Response:
        """Returns the response to a request, and counts it; names of `headers` are in lower case."""
        return self._respond(self._pages_at(path), method, path, headers)

    def respond_at_once(self, method: str, path: str, headers: RequestHeaders) -> Response | None:
        """Returns the response as `respond` does; None if a page must be rendered for it."""
        return self.respond(method, path, headers) if self.page_to_render(path) is None else None

    def page_to_render(self, path: str) -> str | None:
        """Returns the path of the page that must be rendered before a request for `path` can be answered.

        None if nothing must be rendered. If there is nothing at `path`, it is the page that says so.
        """
        pages = self._pages_at(path)
        if pages is None:
            return None
        if not pages.is_ready(path):
            return path
        if self._site is None or pages.get(path) is not None:
            return None
        missing = _missing_page(self._site, path)
        return None if self._site.is_ready(missing) else missing

    async def render(self, path: str, pace: Pace) -> None:
        """Renders the page at `path`, as it is then, for a client with this pace."""
        await self._page_queue.render(path, pace)

    def _pages_at(self, path: str) -> PreparedPages | PreparedSite | None:
        """Returns where the resource at `path` is, if it is neither private nor about health."""
        if path in self._reach_paths:
            return self._reach_pages
        return None if path.startswith(PRIVATE_PREFIX) or path in HEALTH_PATHS else self._site

    def _respond(
        self, pages: PreparedPages | PreparedSite | None, method: str, path: str, headers: RequestHeaders
    ) -> Response:
        prepared = pages.get(path) if pages is not None else self._private(path)
        if prepared is None:
            response = self._without_resource(method, path, headers)
        elif method in ("GET", "HEAD"):
            response = self._respond_with(prepared, method, headers)
        else:
            response = _METHOD_NOT_ALLOWED
        if path not in HEALTH_PATHS:  # 503 tells a probe the state of the daemon, and is no failure
            self.request_counts[response.status // 100] += 1
        return response

    def _private(self, path: str) -> PreparedResource | None:
        if self.private_access is None or not path.startswith(PRIVATE_PREFIX):
            return None
        return self.private_access(path)

    def _respond_with(self, resource: PreparedResource, method: str, headers: RequestHeaders) -> Response:
        fields = _relevant_headers(headers)
        prepared = resource.in_encoding(fields.get(b"accept-encoding", b""))
        if prepared.is_known(fields.get(b"if-none-match"), fields.get(b"if-modified-since")):
            response = prepared.not_modified
        elif method == "HEAD":
            return prepared.head
        else:
            response = prepared.full
        if self.observer is not None and prepared.is_calendar and fields.get(b"if-none-match") != b"*":
            # `*` matches any version: the client may not have the present one.
            self.observer(prepared.path, prepared.resource.etag, fields.get(b"user-agent", b""))
        return response

    def _without_resource(self, method: str, path: str, headers: RequestHeaders) -> Response:
        response = health_response(path, self._health, self.request_counts)
        if response is None:
            response = self._missing(path, headers)
        if method == "HEAD":
            return without_body(response)
        return response if method == "GET" or response.status in (404, 503) else _METHOD_NOT_ALLOWED

    def _missing(self, path: str, headers: RequestHeaders) -> Response:
        if self._site is None or (self.private_access is None and path.startswith(PRIVATE_PREFIX)):
            return _STARTING
        redirect = None if path.startswith(PRIVATE_PREFIX) else _redirect(self._site, path)
        return redirect or _not_found(self._site, path, headers)


_RELEVANT = frozenset((b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"user-agent"))
_LONGEST = 4096
"""Bytes of a header: far more than any client needs, even for a list of a hundred ETags."""


def _relevant_headers(headers: RequestHeaders) -> dict[bytes, bytes]:
    """Returns the headers that matter; several lines of one name are one list (RFC 9110 section 5.3).

    Ignores a header that is too long, so that no client can make us parse or store much. A user agent is
    only cut, because its beginning is enough.
    """
    fields: dict[bytes, bytes] = {}
    too_long: set[bytes] = set()
    for name, value in headers:
        if name in _RELEVANT:
            joined = fields[name] + b", " + value if name in fields else value
            if len(joined) > _LONGEST:
                joined = joined[: _LONGEST + 1]  # cut at each step: many lines cost no more than one
                too_long.add(name)
            fields[name] = joined
    for name in too_long:
        if name != b"user-agent":
            del fields[name]
    return fields


async def _ends_before_client_leaves(work: Coroutine[Any, Any, None], receive: Receive) -> bool:
    """Returns whether `work` has ended; cancels it if the client closes the connection before."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(_wait_until_client_leaves(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        is_done = working.done()
        (working if is_done else leaving).result()  # raises what ended it
        return is_done
    finally:
        working.cancel()
        leaving.cancel()


async def _wait_until_client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _has_one_host(scope: Any) -> bool:
    """Returns whether the request names one host; only HTTP/1.0 may leave it out (RFC 9112 section 3.2)."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if not hosts:
        return bool(scope["http_version"] == "1.0")
    return len(hosts) == 1 and VALID_HOST.fullmatch(hosts[0]) is not None


def _not_found(site: PreparedSite, path: str, headers: RequestHeaders) -> Response:
    """Returns the site's own page for browsers, in the language of the first segment; else a short text.

    Ignores the rest of the path, so that an unknown private address looks like any other. The text answers
    such an address if the page is not rendered yet.
    """
    missing = _missing_page(site, path)
    wants_page = b"text/html" in _relevant_headers(headers).get(b"accept", b"")
    page = site.get(missing) if wants_page and site.is_ready(missing) else None
    if page is None:
        return _NOT_FOUND
    # No cache may keep any 404: the page may exist in a minute.
    policy = (header for header in public_headers(page.resource) if header[0] not in _TEXT_HEADERS)
    return text_response(404, page.resource.body.decode(), *policy, content_type=b"text/html")


def _missing_page(site: PreparedSite, path: str) -> str:
    """Returns the path of the page for what is missing, in the language of `path` if there is one."""
    if path.startswith(PRIVATE_PREFIX) or path.count("/") < 2:
        return MISSING_PAGE
    localised = f"/{path.split('/', 2)[1]}{MISSING_PAGE}"
    return localised if site.is_page(localised) else MISSING_PAGE


def _redirect(site: PreparedSite, path: str) -> Response | None:
    """Returns a redirect if a page exists at `path` with or without its last slash.

    The target is relative, because the site may be served below a path of another server.
    """
    if path.endswith("/"):
        page, target = path[:-1], f"../{path[:-1].rpartition('/')[2]}"
    else:
        page, target = f"{path}/", f"{path.rpartition('/')[2]}/"
    if not site.is_page(page):
        return None
    return text_response(301, f"See {target}\n", (b"location", target.encode()))
