"""The headers of a response about caches, search engines and security.

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
_CONTENT_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}"


def public_headers(resource: Resource) -> Headers:
    """Returns headers for everybody: search engines show pages, not feeds; pages load only from this site."""
    cache = (b"cache-control", b"public, max-age=%d" % MAX_AGE)
    if resource.type.startswith("text/calendar"):
        return (cache, _NO_SNIFFING, (b"x-robots-tag", b"noindex"))
    if resource.type.startswith("text/html"):
        policy = _CONTENT_POLICY.format(" ".join(("'self'", *resource.embed_in)))
        return (cache, _NO_SNIFFING, _NO_REFERRER, (b"content-security-policy", policy.encode()))
    return (cache, _NO_SNIFFING)


def private_headers(resource: Resource) -> Headers:  # noqa: ARG001 - the same for every resource
    """Returns headers for a token's holder: no shared cache, no search engine, no referrer to other sites."""
    cache = (b"cache-control", b"private, max-age=%d" % MAX_AGE)
    return (cache, _NO_SNIFFING, _NO_REFERRER, (b"x-robots-tag", b"noindex, nofollow"))
