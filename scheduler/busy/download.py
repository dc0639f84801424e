"""Downloads a calendar, within limits of size and time, from a public address."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from threading import Timer
from time import monotonic
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from scheduler.busy.calendar_reader import MOST_BYTES, TOO_LARGE
from scheduler.busy.errors import UnreadableCalendar

LONGEST_PAUSE = 10.0
"""Seconds to wait for the server at any moment."""
LONGEST = 30.0
"""Seconds for the whole download, with all redirects."""
_NOT_PUBLIC = (
    "its server is this machine, or in a private network; save the calendar as a file beside your own files, "
    "and write the name of the file"
)


def is_public(address: str) -> bool:
    """Returns whether an IP address belongs to no machine of our own, and to no network of our own."""
    found = ip_address(address)
    return found.is_global and not found.is_multicast


def may_redirect(address: str, target: str) -> bool:
    """Returns whether a server at `address` may redirect to `target`: encrypted, or on the same server."""
    before, after = urlsplit(address), urlsplit(target)
    return after.scheme == "https" or (before.scheme, before.netloc) == (after.scheme, after.netloc)


class _SafeRedirects(HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Follows a redirection if it is allowed."""
        if not may_redirect(req.full_url, newurl):
            raise UnreadableCalendar("the server redirects to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _GuardedConnection(HTTPConnection):
    """A connection to a public address that ends with the download, also if the server sends byte by byte.

    If the environment names a proxy, the connection is to the proxy, which decides what it reaches.
    """

    def __init__(self, *words: Any, ends: float, **more: Any) -> None:
        super().__init__(*words, **more)
        self._ends = ends
        # http.client connects by this function, and then checks the certificate against the name.
        self._create_connection: Callable[..., socket.socket] = self._connect_publicly

    def set_tunnel(self, *words: Any, **more: Any) -> None:
        """Connects to a proxy."""
        super().set_tunnel(*words, **more)
        self._create_connection = socket.create_connection

    def connect(self) -> None:
        """Connects, and sets the end."""
        super().connect()
        timer = Timer(_rest(self._ends), _end, (self.sock,))
        timer.daemon = True
        timer.start()

    def _connect_publicly(self, place: tuple[str, int], *_: object) -> socket.socket:
        """Returns a connection to an address that was checked: a second look-up might find another one."""
        host, port = place
        addresses = [f"{found[4][0]}" for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not all(map(is_public, addresses)):
            raise UnreadableCalendar(_NOT_PUBLIC)
        failure = OSError("no address")
        for address in addresses:
            try:
                return socket.create_connection((address, port), min(LONGEST_PAUSE, _rest(self._ends)))
            except OSError as error:
                failure = error
        raise failure


class _GuardedSecureConnection(_GuardedConnection, HTTPSConnection):
    """The same over TLS."""


def _rest(ends: float) -> float:
    """Returns the seconds that are left; raises UnreadableCalendar if there are none."""
    if (rest := ends - monotonic()) <= 0:
        raise UnreadableCalendar(f"it takes more than {LONGEST:.0f} seconds")
    return rest


def _end(connection: socket.socket) -> None:
    with suppress(OSError):  # it has ended before
        connection.shutdown(socket.SHUT_RDWR)


class _GuardedHTTP(HTTPHandler):
    def __init__(self, ends: float) -> None:
        super().__init__()
        self._ends = ends

    def http_open(self, req: Request) -> HTTPResponse:
        """Opens an unencrypted address."""
        return self.do_open(partial(_GuardedConnection, ends=self._ends), req)


class _GuardedHTTPS(HTTPSHandler):
    def __init__(self, ends: float) -> None:
        super().__init__()
        self._ends = ends

    def https_open(self, req: Request) -> HTTPResponse:
        """Opens an encrypted address."""
        context = ssl.create_default_context()
        return self.do_open(partial(_GuardedSecureConnection, ends=self._ends, context=context), req)


def download(address: str) -> bytes:
    """Returns the content of `address`.

    Raises UnreadableCalendar, whose message never has the address, because it may be secret.
    """
    ends = monotonic() + LONGEST
    request = Request(address, headers={"Accept": "text/calendar", "User-Agent": "Twincal"})  # noqa: S310 - `check` accepts no other scheme
    opener = build_opener(_SafeRedirects(), _GuardedHTTP(ends), _GuardedHTTPS(ends))
    try:
        with opener.open(request, timeout=LONGEST_PAUSE) as answer:
            parts: list[bytes] = []
            size = 0
            while part := answer.read1(65_536):
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    raise UnreadableCalendar(TOO_LARGE)
            _rest(ends)
            return b"".join(parts)
    except HTTPError as error:
        raise UnreadableCalendar(f"the server answers {error.code}") from None
    except (URLError, HTTPException, OSError):
        _rest(ends)
        raise UnreadableCalendar("the server does not answer") from None
