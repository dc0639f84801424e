"""Downloads a calendar, within limits of size and time, from a public address."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address, ip_network
from threading import Timer
from time import monotonic
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from scheduler.arrivals.calendar_reader import MOST_BYTES, TOO_LARGE, UnreadableCalendar

LONGEST_PAUSE = 10.0
"""Seconds to wait for the server at any moment."""
LONGEST = 30.0
"""Seconds for the whole download, with all redirects."""
_INTO_OUR_NETWORK = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10")))
"""NAT64 and 6to4, behind which may be any IPv4 address, and site-local ones: Python counts some as global."""
_NOT_PUBLIC = (
    "its server is this machine, or in a private network; save the calendar as a file beside your own files, "
    "and write the name of the file"
)


def is_public(address: str) -> bool:
    """Returns whether an IP address belongs to no machine of our own, and to no network of our own."""
    found = ip_address(address)
    is_within = any(found in network for network in _INTO_OUR_NETWORK)
    return found.is_global and not found.is_multicast and not is_within


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

    ends: float
    has_proxy = False

    def set_tunnel(self, *words: Any, **more: Any) -> None:
        """Connects to a proxy."""
        super().set_tunnel(*words, **more)
        self.has_proxy = True

    def connect(self) -> None:
        """Connects, and sets the end."""
        if self.has_proxy:
            super().connect()
        else:
            self.sock = _connect_publicly(self.host, self.port, self.ends)
        self.end_in_time()

    def end_in_time(self) -> None:
        """Ends the connection when the download must end."""
        timer = Timer(_rest(self.ends), _end, (self,))
        timer.daemon = True
        timer.start()


class _GuardedSecureConnection(HTTPSConnection, _GuardedConnection):
    """The same over TLS: HTTPSConnection connects as the guarded class does, and checks the certificate."""

    def connect(self) -> None:
        """Connects, and sets the end anew, because TLS puts another socket in the place of the first."""
        super().connect()
        self.end_in_time()


def _connect_publicly(host: str, port: int, ends: float) -> socket.socket:
    """Returns a connection to an address that was checked: a second look-up might find another one."""
    addresses = [f"{found[4][0]}" for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(map(is_public, addresses)):
        raise UnreadableCalendar(_NOT_PUBLIC)
    failure = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), min(LONGEST_PAUSE, _rest(ends)))
        except OSError as error:
            failure = error
    raise failure


def _rest(ends: float) -> float:
    """Returns the seconds that are left; raises UnreadableCalendar if there are none."""
    if (rest := ends - monotonic()) <= 0:
        raise UnreadableCalendar(f"it takes more than {LONGEST:.0f} seconds")
    return rest


def _end(connection: HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it has ended before
        connection.sock.shutdown(socket.SHUT_RDWR)


def _guarded(kind: type[_GuardedConnection], ends: float) -> Callable[..., _GuardedConnection]:
    def connection(*words: Any, **more: Any) -> _GuardedConnection:
        made = kind(*words, **more)
        made.ends = ends
        return made

    return connection


class _GuardedHandler(HTTPHandler, HTTPSHandler):
    def __init__(self, ends: float) -> None:
        super().__init__()
        self._ends = ends

    def http_open(self, req: Request) -> HTTPResponse:
        """Opens an unencrypted address."""
        return self.do_open(_guarded(_GuardedConnection, self._ends), req)

    def https_open(self, req: Request) -> HTTPResponse:
        """Opens an encrypted address."""
        context = ssl.create_default_context()
        return self.do_open(_guarded(_GuardedSecureConnection, self._ends), req, context=context)


def download(address: str) -> bytes:
    """Returns the content of `address`.

    Raises UnreadableCalendar, whose message never has the address, because it may be secret.
    """
    ends = monotonic() + LONGEST
    request = Request(address, headers={"Accept": "text/calendar", "User-Agent": "Twincal"})  # noqa: S310 - `check` accepts no other scheme
    opener = build_opener(_SafeRedirects(), _GuardedHandler(ends))
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
