"""Downloads a calendar, within limits of size and time, over an encrypted connection."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from scheduler.busy.errors import UnreadableCalendar

MOST_BYTES = 10_000_000
"""The largest calendar."""
LONGEST_PAUSE = 10.0
"""Seconds to wait for the server at any moment."""
LONGEST = 30.0
"""Seconds from the connection to the end of the answer."""


def may_redirect(address: str, target: str) -> bool:
    """Returns whether a server at `address` may redirect to `target`: encrypted, or on the same server.

    So no server leads a download to this machine or to another one in its network without encryption.
    """
    before, after = urlsplit(address), urlsplit(target)
    return after.scheme == "https" or (before.scheme, before.netloc) == (after.scheme, after.netloc)


class _SafeRedirects(HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Follows a redirection if it is allowed."""
        if not may_redirect(req.full_url, newurl):
            raise UnreadableCalendar("the server redirects to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _TimedConnection(HTTPConnection):
    """A connection that ends after `LONGEST`, also if the server sends its head byte by byte."""

    def connect(self) -> None:
        """Connects, and sets the end."""
        super().connect()
        timer = Timer(LONGEST, _end, (self.sock,))
        timer.daemon = True
        timer.start()


class _TimedSecureConnection(_TimedConnection, HTTPSConnection):
    """The same over TLS."""


def _end(connection: socket.socket) -> None:
    with suppress(OSError):  # it has ended before
        connection.shutdown(socket.SHUT_RDWR)


class _TimedHTTP(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        """Opens an unencrypted address."""
        return self.do_open(_TimedConnection, req)


class _TimedHTTPS(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        """Opens an encrypted address."""
        return self.do_open(partial(_TimedSecureConnection, context=ssl.create_default_context()), req)


def download(address: str) -> bytes:
    """Returns the content of `address`.

    Raises UnreadableCalendar, whose message never has the address, because it may be secret.
    """
    ends = monotonic() + LONGEST
    request = Request(address, headers={"Accept": "text/calendar", "User-Agent": "Twincal"})  # noqa: S310 - `check` accepts no other scheme
    opener = build_opener(_SafeRedirects(), _TimedHTTP(), _TimedHTTPS())
    try:
        with opener.open(request, timeout=LONGEST_PAUSE) as answer:
            parts: list[bytes] = []
            size = 0
            while part := answer.read1(65_536):
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    raise UnreadableCalendar(f"it has more than {MOST_BYTES // 1_000_000} MB")
            if monotonic() > ends:
                raise UnreadableCalendar(f"it takes more than {LONGEST:.0f} seconds")
            return b"".join(parts)
    except HTTPError as error:
        raise UnreadableCalendar(f"the server answers {error.code}") from None
    except (URLError, HTTPException, OSError):
        raise UnreadableCalendar("the server does not answer") from None
