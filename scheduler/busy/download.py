"""Downloads a calendar, within limits of size and time, over an encrypted connection."""

from __future__ import annotations

from http.client import HTTPException
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from scheduler.busy.errors import UnreadableCalendar
from scheduler.configuration.vocabulary.web_addresses import is_unencrypted

MOST_BYTES = 10_000_000
"""The largest calendar."""
LONGEST_PAUSE = 10.0
"""Seconds to wait for the server at any moment."""
LONGEST = 30.0
"""Seconds for the whole download."""


def is_allowed(address: str) -> bool:
    """Returns whether a download from `address` is encrypted, or stays on this machine."""
    return urlsplit(address).scheme in ("http", "https") and not is_unencrypted(address)


class _SafeRedirects(HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Follows a redirection, unless it leads to an unencrypted address."""
        if not is_allowed(newurl):
            raise UnreadableCalendar("the server redirects to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(address: str) -> bytes:
    """Returns the content of `address`.

    Raises UnreadableCalendar, whose message never has the address, because it may be secret.
    """
    ends = monotonic() + LONGEST
    request = Request(address, headers={"Accept": "text/calendar", "User-Agent": "Twincal"})  # noqa: S310 - see is_allowed
    try:
        with build_opener(_SafeRedirects()).open(request, timeout=LONGEST_PAUSE) as answer:
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
