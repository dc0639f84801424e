"""The site over HTTP: a request looks up a response that is prepared once.

No request reads the database. A page is rendered in another thread before it is sent, so that no feed waits
for it. The site is replaced as a whole, so a reader sees the old one or the new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Coroutine, Iterable, Mapping
from typing import Any

from scheduler.publication.page_addresses import MISSING
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.web.connections.heads import is_one_host
from scheduler.web.health import HEALTH_PATHS, Health, health_response
from scheduler.web.pace import Pace
from scheduler.web.page_queue import PageQueue
from scheduler.web.prepared.pages import NotRenderedError, PageCache, PreparedPage, PreparedPages
from scheduler.web.prepared.resources import PreparedResource, RequestFields
from scheduler.web.prepared.site import PreparedSite
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
_POLICY_OF_PAGES = (b"referrer-policy", b"content-security-policy")


class SiteApp:
    """An ASGI application that serves the latest site.

    - `observer` gets the path, the ETag and the user agent of each request for a feed that is answered with
      the feed or with 304.
    - `private_access` finds the resource at a path below `/private/`.
    - `request_counts` are the requests by the first digit of their status, without those of probes.
    - `page_queue` renders the pages.
    - `health` is the state of the daemon.

    Without `compress`, it sends nothing in gzip.
    """

    def __init__(self, health: Health, *, compress: bool = True) -> None:
        self.observer: Observer | None = None
        self.private_access: PrivateLookup | None = None
        self.request_counts = [0] * 6
        self.health = health
        self._relevant = _RELEVANT if compress else _RELEVANT - {b"accept-encoding"}
        self._site: PreparedSite | None = None
        self._page_cache = PageCache()
        self.page_queue = PageQueue(self._pages_at, self._page_cache)
        self._reach_pages = PreparedPages({}, self._page_cache)
        self._reach_paths: frozenset[str] = frozenset()

    def show(self, site: Site) -> None:
        """Serves `site` from now on, its feeds at once. May be called in another thread."""
        self._site = PreparedSite(site, self._page_cache, self._site)

    def show_reach_pages(self, pages: Mapping[str, Resource]) -> None:
        """Serves these pages beside every site. May be called in another thread."""
        self._reach_pages = PreparedPages(pages, self._page_cache)
        self._reach_paths = frozenset(pages)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answers one HTTP request. Raises RuntimeError for any other protocol."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not supported")
        if not await _has_whole_body(scope, receive):
            return
        try:
            response = await self._rendered_response(scope, receive)
        except Exception:
            self.request_counts[5] += 1  # the server answers 500
            raise
        if response is not None:
            head = {"type": "http.response.start", "status": response.status, "headers": response.headers}
            await send(head)
            await send({"type": "http.response.body", "body": response.body})

    async def _rendered_response(self, scope: Any, receive: Receive) -> Response | None:
        """Returns the response to a request; None if the client leaves before its page is rendered."""
        if not _has_one_host(scope):
            self.request_counts[4] += 1
            return _BAD_HOST
        while True:  # the site may be replaced while a page is rendered
            try:
                return self.respond(scope["method"], scope["path"], scope["headers"])
            except NotRenderedError as page:
                # uvicorn does not know the pace. Browsers and calendar programs do not ask in this way.
                rendering = self.page_queue.render(page.path, Pace.OFTEN)
            if not await _ends_before_client_leaves(rendering, receive):
                return None

    def respond(self, method: str, path: str, headers: RequestHeaders) -> Response:
        """Returns the response to a request, and counts it; names of `headers` are in lower case.

        Raises NotRenderedError if a page must be rendered before.
        """
        site = self._site  # another one may come in another thread
        prepared = self._prepared(site, path)
        if prepared is None:
            response = self._without_resource(site, method, path, headers)
        elif method in ("GET", "HEAD"):
            response = self._respond_with(prepared, method, headers)
        else:
            response = _METHOD_NOT_ALLOWED
        if path not in HEALTH_PATHS:  # 503 tells a probe the state of the daemon, and is no failure
            self.request_counts[response.status // 100] += 1
        return response

    def _prepared(self, site: PreparedSite | None, path: str) -> PreparedResource | PreparedPage | None:
        if path in self._reach_paths:
            return self._reach_pages.get(path)
        if path.startswith(PRIVATE_PREFIX):
            return self.private_access(path) if self.private_access is not None else None
        return site.get(path) if site is not None and path not in HEALTH_PATHS else None

    def _pages_at(self, path: str) -> PreparedPages | None:
        """Returns the pages to which the one at `path` belongs; None before there is a site."""
        if path in self._reach_paths:
            return self._reach_pages
        return self._site.pages if self._site is not None else None

    def _respond_with(
        self, prepared: PreparedResource | PreparedPage, method: str, headers: RequestHeaders
    ) -> Response:
        fields = _named(headers, self._relevant)
        response = prepared.respond(method, fields)
        is_sent = method == "GET" or response.status == 304
        if is_sent and isinstance(prepared, PreparedResource) and prepared.is_calendar:
            self._observe(prepared, fields)
        return response

    def _observe(self, feed: PreparedResource, fields: RequestFields) -> None:
        # `*` matches any version: the client may not have the present one.
        if self.observer is not None and fields.get(b"if-none-match") != b"*":
            self.observer(feed.path, feed.resource.etag, fields.get(b"user-agent", b""))

    def _without_resource(
        self, site: PreparedSite | None, method: str, path: str, headers: RequestHeaders
    ) -> Response:
        response = health_response(path, self.health, self.request_counts)
        if response is None:
            response = self._missing(site, path, headers)
        if method == "HEAD":
            return without_body(response)
        # An address without a resource has no methods that could be allowed.
        return response if method == "GET" or response.status in (404, 503) else _METHOD_NOT_ALLOWED

    def _missing(self, site: PreparedSite | None, path: str, headers: RequestHeaders) -> Response:
        if site is None or (self.private_access is None and path.startswith(PRIVATE_PREFIX)):
            return _STARTING
        redirect = None if path.startswith(PRIVATE_PREFIX) else _redirect(site, path)
        return redirect or _not_found(site, path, headers)


_BODY = frozenset((b"content-length", b"transfer-encoding"))
_RELEVANT = frozenset((b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"user-agent"))
_LONGEST = 4096
"""Bytes of a header: far more than any client needs, even for a list of a hundred ETags."""


def _named(headers: RequestHeaders, names: Container[bytes]) -> dict[bytes, bytes]:
    """Returns the headers with these names; several lines of one name are one list (RFC 9110 section 5.3).

    Ignores a header that is too long, so that no client can make us parse or store much. A user agent is
    only cut, because its beginning is enough.
    """
    fields: dict[bytes, bytes] = {}
    too_long: set[bytes] = set()
    for name, value in headers:
        if name in names:
            joined = fields[name] + b", " + value if name in fields else value
            if len(joined) > _LONGEST:
                joined = joined[: _LONGEST + 1]  # cut at each step: many lines cost no more than one
                too_long.add(name)
            fields[name] = joined
    for name in too_long:
        if name != b"user-agent":
            del fields[name]
    return fields


async def _has_whole_body(scope: Any, receive: Receive) -> bool:
    """Reads over the body of a request; returns False if the client leaves before its end.

    If the connection were closed with a part unread, the system of the client could drop the answer.
    """
    is_whole = not any(name in _BODY for name, _ in scope["headers"])
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        is_whole = not message.get("more_body", False)
    return True


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
    """Returns whether the request names one host; only HTTP/1.0 may leave it out."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    return is_one_host(hosts) or (not hosts and scope["http_version"] == "1.0")


def _not_found(site: PreparedSite, path: str, headers: RequestHeaders) -> Response:
    """Returns the site's own page for browsers, in the language of the first segment; else a short text.

    Ignores the rest of the path, so that an unknown private address looks like any other.
    """
    wants_page = b"text/html" in _named(headers, (b"accept",)).get(b"accept", b"")
    page = site.pages.get(_missing_page(site, path)) if wants_page else None
    if page is None:
        return _NOT_FOUND
    # No cache may keep any 404: the page may exist in a minute.
    policy = (header for header in page.plain.head.headers if header[0] in _POLICY_OF_PAGES)
    return text_response(404, page.plain.full.body.decode(), *policy, content_type=b"text/html")


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
