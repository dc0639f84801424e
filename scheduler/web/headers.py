"""The headers of a response besides its length, type and validators: who may keep it, who may find it.

The sample configurations in deploy/ set the same headers for static files; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.publication.resource import Resource

Headers = tuple[tuple[bytes, bytes], ...]
HeaderPolicy = Callable[[Resource], Headers]

MAX_AGE = 300
"""Seconds for which a client may use a response without asking again; less than REFRESH-INTERVAL of feeds."""

_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_NO_REFERRER = (b"referrer-policy", b"no-referrer")
_CONTENT_POLICY = b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"


def public_headers(resource: Resource) -> Headers:
    """For everybody: search engines may show pages but not feeds; a page loads nothing from other sites."""
    cache = (b"cache-control", b"public, max-age=%d" % MAX_AGE)
    if resource.type.startswith("text/calendar"):
        return (cache, _NO_SNIFFING, (b"x-robots-tag", b"noindex"))
    if resource.type.startswith("text/html"):
        return (cache, _NO_SNIFFING, _NO_REFERRER, (b"content-security-policy", _CONTENT_POLICY))
    return (cache, _NO_SNIFFING)


def private_headers(resource: Resource) -> Headers:  # noqa: ARG001 - the same for every resource
    """For the holder of a token: no shared cache, no search engine, the address goes to no other site."""
    cache = (b"cache-control", b"private, max-age=%d" % MAX_AGE)
    return (cache, _NO_SNIFFING, _NO_REFERRER, (b"x-robots-tag", b"noindex, nofollow"))
