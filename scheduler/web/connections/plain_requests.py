"""Reads the requests that clients send all day: those without a body."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

import httptools
from msgspec import Struct

from scheduler.web.connections.heads import is_one_host
from scheduler.web.limits import MOST_HEADS

_PLAIN_TARGET = re.compile(rb"(/(?!/)[\w./~%!$&'()*+,;=:@-]*)(?:\?[!-~]*)?")
"""A path (RFC 3986 section 3.3) without its query, which the server does not read."""


class PlainRequest(Struct, frozen=True):
    """A request of HTTP/1.1 or HTTP/1.0 without a body, for a path, with one host.

    `path` is decoded, and the names of `headers` are in lower case. `is_last`: the connection ends with it,
    because the client wants that, or speaks HTTP/1.0.
    """

    method: str
    path: str
    headers: tuple[tuple[bytes, bytes], ...]
    is_last: bool = False


class PlainRequests:
    """Reads plain requests, of any number of connections.

    A client sends the same bytes again and again, so it remembers what the last ones mean.
    """

    def __init__(self) -> None:
        self._begin()
        self._known = lru_cache(MOST_HEADS)(self._read_new)

    def read(self, data: bytes) -> PlainRequest | None:
        """Returns the request if `data` is one plain request, no less and no more; else None."""
        return self._known(data)

    def _read_new(self, data: bytes) -> PlainRequest | None:
        request = self._parsed(data)
        if request is None or request.is_last:  # the parser may have read half a request, or expects no more
            self._events.parser = None  # two that refer to each other would wait for the garbage collector
            self._begin()
        return request

    def _begin(self) -> None:
        self._events = _Events()
        self._parser = self._events.parser = httptools.HttpRequestParser(self._events)

    def _parsed(self, data: bytes) -> PlainRequest | None:
        events, parser = self._events, self._parser
        events.clear()
        try:
            parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            return None
        target = _PLAIN_TARGET.fullmatch(events.target)
        version = parser.get_http_version()
        if (
            (events.begun, events.ended, events.has_body) == (1, 1, False)
            and version in ("1.1", "1.0")
            and is_one_host(events.hosts)
            and target is not None
        ):
            path = target[1].decode("ascii")
            is_last = version == "1.0" or not events.stays_open
            return PlainRequest(
                parser.get_method().decode("ascii"),
                unquote(path) if "%" in path else path,
                tuple(events.headers),
                is_last,
            )
        return None


class _Events:
    """Keeps the parts of the requests that `parser` reads. It calls the methods by their names."""

    parser: httptools.HttpRequestParser | None

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets the last request."""
        self.begun = self.ended = 0
        self.has_body = self.stays_open = False
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.hosts: list[bytes] = []

    def on_message_begin(self) -> None:
        """Counts the request."""
        self.begun += 1

    def on_url(self, part: bytes) -> None:
        """Adds a part of the target."""
        self.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Adds a header."""
        name = name.lower()
        if name == b"host":
            self.hosts.append(value)
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Notes whether the connection stays open, which the parser knows at this moment alone."""
        assert self.parser is not None
        self.stays_open = self.parser.should_keep_alive()

    def on_body(self, _part: bytes) -> None:
        """Notes that there is a body."""
        self.has_body = True

    def on_message_complete(self) -> None:
        """Counts the end of a request."""
        self.ended += 1
