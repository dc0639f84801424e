"""The site over HTTP, as an ASGI application.

No request reads the database. Feeds are at hand; a page is rendered in another thread, so that no feed waits
for it. The site is replaced as a whole, so a reader sees the old one or the new one.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Container, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.collection import PageCollection
from scheduler.publication.pages.paths import relative
from scheduler.publication.pages.private_page import private_page
from scheduler.publication.pages.seen_page import SeenView, seen_page
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.web.desk_door import DESK, DeskDoor
from scheduler.web.health import HEALTH_PATHS, Health, health_response
from scheduler.web.private_access import PRIVATE_PREFIX
from scheduler.web.response import (
    RequestFields,
    Response,
    private_headers,
    public_headers,
    resource_response,
    text_response,
    without_body,
)
from scheduler.web.seen import Press, seen_address, seen_answer

RequestHeaders = Iterable[tuple[bytes, bytes]]
Observer = Callable[[str, str, bytes], None]
PrivateLookup = Callable[[str], Resource | None]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

MISSING_PAGE = f"/{MISSING}"
_STARTING = text_response(503, "Starting; please come back in a moment.\n", (b"retry-after", b"5"))
_NOT_FOUND = text_response(404, "There is nothing at this address.\n")
_METHOD_NOT_ALLOWED = text_response(405, "Only GET and HEAD are answered here.\n", (b"allow", b"GET, HEAD"))
_BAD_HOST = text_response(400, "A request names one host.\n")
_POLICY_OF_PAGES = (b"referrer-policy", b"content-security-policy")
_SENT_AT_ONCE = 65_536
"""Bytes of a body after which the next piece waits until the client reads."""
_HOST = re.compile(rb"[\w.~!$&'()*+,;=%:\[\]-]*")
"""The characters of a host, maybe with a port (RFC 9110 section 7.2)."""
_LANGUAGE = re.compile(r"(?:^|,)\s*([a-z]{2,3})\b")
_BODY = frozenset((b"content-length", b"transfer-encoding"))
_CONDITIONS = frozenset((b"if-none-match", b"if-modified-since"))
_RELEVANT = _BODY | _CONDITIONS | {b"host", b"accept", b"accept-encoding", b"accept-language", b"user-agent"}
_OF_THE_DESK = frozenset((b"host", b"origin", b"cookie", b"x-forwarded-proto"))


def _now() -> datetime:
    return datetime.now(UTC)


class SiteApp:
    """An ASGI application that serves the latest site.

    - `observer` gets the path, the ETag and the user agent of each request for a feed that is answered with
      the feed or with 304.
    - `private_access` finds the feed at a path below `/private/`; a page with its meetings is beside each.
    - `desk` answers below `/desk`, if there is one.
    - `press` passes on that the button of the page of a mail was pressed, where somebody writes.
    - `request_counts` are the requests by the first digit of their status, without those of probes.
    - `health` is the state of the daemon, `clock` tells the time in UTC.

    Without `compress`, it sends nothing in gzip.
    """

    def __init__(
        self, health: Health, clock: Callable[[], datetime] = _now, *, compress: bool = True
    ) -> None:
        self.observer: Observer | None = None
        self.private_access: PrivateLookup | None = None
        self.desk: DeskDoor | None = None
        self.press: Press | None = None
        self.request_counts = [0] * 6
        self.health = health
        self._clock = clock
        self._relevant = _RELEVANT if compress else _RELEVANT - {b"accept-encoding"}
        self._site: Site | None = None
        self._reach_pages: Mapping[str, Resource] = {}
        # One thread of its own: pages are worked out one by one, and take no thread from the store.
        self._page_thread = ThreadPoolExecutor(1, "pages")

    def show(self, site: Site) -> None:
        """Serves `site` from now on. May be called in another thread."""
        self._site = site

    def show_reach_pages(self, pages: Mapping[str, Resource]) -> None:
        """Serves these pages beside every site. May be called in another thread."""
        self._reach_pages = pages

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answers one HTTP request. Raises RuntimeError for any other protocol."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not supported")
        path, fields = scope["path"], _named(scope["headers"], self._relevant)
        body = await _whole_body(receive) if not _BODY.isdisjoint(fields) else b""
        if body is None:
            return
        try:
            response = await self._response(scope, fields, body, receive)
        except Exception:
            self.request_counts[5] += 1  # uvicorn answers 500
            raise
        if response is None:
            return
        if path not in HEALTH_PATHS:  # 503 tells a probe the state of the daemon, and is no failure
            self.request_counts[response.status // 100] += 1
        await _send(response, send)

    async def _response(
        self, scope: Any, fields: RequestFields, body: bytes, receive: Receive
    ) -> Response | None:
        """Returns the answer to a request; None if the client leaves before it is made."""
        method, path = scope["method"], scope["path"]
        if not _has_one_host(scope, fields):
            return _BAD_HOST
        answer = self._answer_with_forms(scope, fields, body)
        if answer is not None:
            asking = asyncio.ensure_future(answer)
            if not await _ends_before_client_leaves(asking, receive):
                return None
            return without_body(asking.result()) if method == "HEAD" else asking.result()
        response = self._at_hand(method, path, fields)
        if response is None:
            loop = asyncio.get_running_loop()
            rendering = loop.run_in_executor(self._page_thread, self._page, method, path, fields)
            if await _ends_before_client_leaves(rendering, receive):
                response = rendering.result()
        return response

    def _answer_with_forms(
        self, scope: Any, fields: RequestFields, body: bytes
    ) -> Awaitable[Response] | None:
        """Returns the answer to a request for the desk or for the page of a mail; None for all others."""
        method, path, site = scope["method"], scope["path"], self._site
        if self.desk is not None and self.desk.is_open and (path == DESK or path.startswith(f"{DESK}/")):
            named = _named(scope["headers"], _OF_THE_DESK)
            return self.desk.answer(method, path, scope["query_string"], named, body)
        address = seen_address(path, site.pages.site.languages) if site is not None else None
        if site is None or address is None:
            return None
        (code, secret), state = address, site.inputs.state

        def show(view: SeenView) -> Awaitable[Resource]:
            loop = asyncio.get_running_loop()
            return loop.run_in_executor(self._page_thread, seen_page, state, code, view)

        return seen_answer(method, secret, fields, body, self.press, show)

    def _at_hand(self, method: str, path: str, fields: RequestFields) -> Response | None:
        """Returns the response to a request for which nothing must be rendered; None for all others."""
        health = health_response(path, self.health, self.request_counts)
        if health is not None:
            return _for_method(method, health)
        site = self._site  # another one may come in another thread
        is_starting = site is None
        if path.startswith(PRIVATE_PREFIX):
            access, policy = self.private_access, private_headers
            resource = access(path) if access is not None else None
            is_starting = is_starting or access is None
        else:
            resource, policy = site.files.get(path) if site is not None else None, public_headers
        if resource is None:
            return _for_method(method, _STARTING) if is_starting else None
        response = _for_method(method, resource_response(resource, fields, policy))
        is_sent = method == "GET" or response.status == 304
        if is_sent and resource.type == CALENDAR:
            self._observe(resource.address or path, resource.etag, fields)
        return response

    def _observe(self, address: str, etag: str, fields: RequestFields) -> None:
        # `*` matches any version: the client may not have the present one.
        if self.observer is not None and fields.get(b"if-none-match") != b"*":
            self.observer(address, etag, fields.get(b"user-agent", b""))

    def _page(self, method: str, path: str, fields: RequestFields) -> Response:
        """Returns the response of a page or a JSON feed, or of an address where there is nothing."""
        assert self._site is not None, "before there is one, every request is answered at once"
        pages, resources, reach = self._site.pages, self._site.resources, self._reach_pages
        if path.startswith(PRIVATE_PREFIX):
            private = self._private_page(pages, path, fields)
            return _for_method(method, private or _not_found(pages, path, fields))
        if path in reach or path in resources:
            resource = reach[path] if path in reach else resources[path]
            return _for_method(method, resource_response(resource, fields, public_headers))
        return _for_method(method, _redirect(pages, path) or _not_found(pages, path, fields))

    def _private_page(self, pages: PageCollection, path: str, fields: RequestFields) -> Response | None:
        """Returns the response of the page beside a private feed, which has the same path with `.ics`."""
        access = self.private_access
        page = access(f"{path}.ics") if access is not None and not path.endswith(".ics") else None
        if page is not None and page.status == 200:
            name = path.removeprefix(PRIVATE_PREFIX).partition("/")[2]
            page = private_page(pages.inputs, name, self._clock())
        return resource_response(page, fields, private_headers) if page is not None else None


def _for_method(method: str, response: Response) -> Response:
    """Returns the answer to a request with this method, if GET is answered with `response`."""
    if method == "HEAD":
        return without_body(response)
    # An address without a resource has no methods that could be allowed.
    return response if method == "GET" or response.status in (404, 503) else _METHOD_NOT_ALLOWED


def _named(headers: RequestHeaders, names: Container[bytes]) -> dict[bytes, bytes]:
    """Returns the headers with these names; several lines of one name are one list (RFC 9110 section 5.3)."""
    fields: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in names:
            fields[name] = fields[name] + b", " + value if name in fields else value
    return fields


async def _send(response: Response, send: Send) -> None:
    """Sends a long body in pieces: for a client that reads slowly, memory holds one of them."""
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    waiting: list[bytes] = []
    size = 0
    for part in response.parts:
        if size >= _SENT_AT_ONCE:
            await send({"type": "http.response.body", "body": b"".join(waiting), "more_body": True})
            waiting, size = [], 0
        waiting.append(part)
        size += len(part)
    await send({"type": "http.response.body", "body": b"".join(waiting)})


async def _whole_body(receive: Receive) -> bytes | None:
    """Returns the body of a request; None if the client leaves before its end."""
    parts = []
    while (message := await receive())["type"] != "http.disconnect":
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
    return None


async def _ends_before_client_leaves(rendering: asyncio.Future[Response], receive: Receive) -> bool:
    """Returns whether an answer is made; it is not waited for any more if the client has left before."""
    leaving = asyncio.create_task(_wait_until_client_leaves(receive))
    try:
        await asyncio.wait((rendering, leaving), return_when=asyncio.FIRST_COMPLETED)
        return rendering.done()
    finally:
        leaving.cancel()
        rendering.cancel()


async def _wait_until_client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _has_one_host(scope: Any, fields: RequestFields) -> bool:
    """Returns whether a request names one valid host (RFC 9112 section 3.2); HTTP/1.0 may leave it out."""
    host = fields.get(b"host")
    # Two lines are joined with a blank, which no host has.
    return _HOST.fullmatch(host) is not None if host is not None else scope["http_version"] == "1.0"


def _not_found(pages: PageCollection, path: str, fields: RequestFields) -> Response:
    """Returns the site's own page for browsers, in their language; else a short text.

    Ignores the rest of the path, so that an unknown private address looks like any other.
    """
    missing = _missing_page(pages, path, fields.get(b"accept-language", b"").decode("latin-1"))
    if b"text/html" not in fields.get(b"accept", b"") or missing not in pages:
        return _NOT_FOUND
    page = pages[missing]
    # No cache may keep any 404: the page may exist in a minute.
    policy = (header for header in public_headers(page) if header[0] in _POLICY_OF_PAGES)
    return text_response(404, page.body.decode(), *policy, content_type=b"text/html")


def _missing_page(pages: PageCollection, path: str, accepted: str) -> str:
    """Returns the path of the page for what is missing, in the language of `path`, else the first `accepted`.

    A browser lists its languages in their order (RFC 9110 section 12.5.4).
    """
    named = path.split("/", 2)[1:-1]
    for code in (*named, *_LANGUAGE.findall(accepted.lower())):
        if code == pages.site.languages[0]:
            break
        if f"/{code}{MISSING_PAGE}" in pages:
            return f"/{code}{MISSING_PAGE}"
    return MISSING_PAGE


def _redirect(pages: PageCollection, path: str) -> Response | None:
    """Returns a redirect if a page exists at `path` with or without its last slash, or without a language.

    The pages in the programme's first language have no code of a language before them; a page of a meeting
    may get another language later. The target is relative, because the site may be served below a path of
    another server.
    """
    if path.endswith("/"):
        page, target = path[:-1], f"../{path[:-1].rpartition('/')[2]}"
    else:
        page, target = f"{path}/", f"{path.rpartition('/')[2]}/"
    if page in pages:
        return _see(301, target)
    code, _, address = path[1:].partition("/")
    if f"/{address}" in pages and code in pages.site.languages:
        return _see(301 if code == pages.site.languages[0] else 302, relative(path, f"/{address}"))
    return None


def _see(status: int, target: str) -> Response:
    return text_response(status, f"See {target}\n", (b"location", target.encode()))
