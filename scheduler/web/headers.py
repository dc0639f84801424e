"""Which headers an answer has besides its length, type and validators: who may keep it, who may find it.

The samples in `deploy` set the same ones for a static publication; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.publication.resource import Resource

Headers = tuple[tuple[bytes, bytes], ...]
Manner = Callable[[Resource], Headers]

MAX_AGE = 300
"""Seconds for which an answer may be kept without asking again: less than the REFRESH-INTERVAL of feeds."""

_SNIFFING = (b"x-content-type-options", b"nosniff")
_REFERRER = (b"referrer-policy", b"no-referrer")
_POLICY = b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"


def public(resource: Resource) -> Headers:
    """For everybody: pages may be found by searching, calendars not; a page loads nothing from elsewhere."""
    kept = (b"cache-control", b"public, max-age=%d" % MAX_AGE)
    if resource.type.startswith("text/calendar"):
        return (kept, _SNIFFING, (b"x-robots-tag", b"noindex"))
    if resource.type.startswith("text/html"):
        return (kept, _SNIFFING, _REFERRER, (b"content-security-policy", _POLICY))
    return (kept, _SNIFFING)


def private(resource: Resource) -> Headers:  # noqa: ARG001 - whatever it is
    """For who knows the address: no cache between, no search engine, no trace of the address elsewhere."""
    kept = (b"cache-control", b"private, max-age=%d" % MAX_AGE)
    return (kept, _SNIFFING, _REFERRER, (b"x-robots-tag", b"noindex, nofollow"))
