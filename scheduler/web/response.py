"""Responses as values: of a resource, in the encoding that a client asks for, and short ones of text.

1. The encodings and conditions of a request are those of RFC 9110, 12.5.3 and 13.1. Clients repeat the same
   few values, so the results are cached. `app` passes on no header above 4 KiB; that and `_CACHED` bound the
   state.
2. The sample configurations in deploy/ set the same headers for static files; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.feeds.resources import CALENDAR, JSON
from scheduler.publication.resource import HTML, Resource

Headers = tuple[tuple[bytes, bytes], ...]
HeaderPolicy = Callable[[Resource], Headers]
RequestFields = Mapping[bytes, bytes]
"""The headers of a request that matter, by their names in lower case."""
_KEPT_BY_304 = (b"etag", b"last-modified", b"cache-control", b"vary", b"referrer-policy")
"""The headers of a 304: those that a cache needs, and the one that protects a private address in any case.

The client has the other headers with the response that it stored (RFC 9110 section 15.4.5).
"""

MAX_AGE = 300
"""Seconds for which a client may use a response without asking again; less than REFRESH-INTERVAL of feeds."""

_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_NO_REFERRER = (b"referrer-policy", b"no-referrer")
_CONTENT_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}"
_DRAWING_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Also for a logo that is opened alone: it draws, and neither loads nor runs anything."""
_CACHED = 256
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")


def public_headers(resource: Resource) -> Headers:
    """Returns headers for everybody: search engines show pages, not feeds; pages load only from this site."""
    cache = (b"cache-control", b"public, max-age=%d" % MAX_AGE)
    if resource.type in (CALENDAR, JSON):
        return (cache, _NO_SNIFFING, (b"x-robots-tag", b"noindex"))
    if resource.type.startswith("text/html"):
        policy = _CONTENT_POLICY.format(" ".join(("'self'", *resource.embed_in)))
        return (cache, _NO_SNIFFING, _NO_REFERRER, (b"content-security-policy", policy.encode()))
    if resource.type == "image/svg+xml":
        return (cache, _NO_SNIFFING, (b"content-security-policy", _DRAWING_POLICY))
    return (cache, _NO_SNIFFING)


def private_headers(resource: Resource) -> Headers:
    """Returns headers for a token's holder: no shared cache, no search engine, no referrer to other sites.

    A browser keeps no copy of a page: others may use the same telephone.
    """
    policy = (_NO_SNIFFING, _NO_REFERRER, (b"x-robots-tag", b"noindex, nofollow"))
    if resource.type == HTML:
        loaded = (b"content-security-policy", _CONTENT_POLICY.format("'none'").encode())
        return ((b"cache-control", b"no-store"), *policy, loaded)
    return ((b"cache-control", b"private, max-age=%d" % MAX_AGE), *policy)


@lru_cache(_CACHED)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Returns whether to send gzip: the client accepts it, and does not prefer the uncompressed body.

    A client that refuses the uncompressed body (`identity;q=0`) gets gzip unless it refuses that too.
    """
    weights = _weights(accept_encoding.decode("latin-1").lower())
    wildcard = weights.get("*")
    gzip = weights.get("gzip", weights.get("x-gzip", wildcard))
    identity = weights.get("identity")
    if gzip is None:
        return identity == 0
    return gzip > 0 and gzip >= (identity or 0)


def _weights(accept_encoding: str) -> dict[str, float]:
    """Returns the weight of each encoding; ignores malformed items."""
    weights: dict[str, float] = {}
    for item in accept_encoding.split(","):
        name, separator, parameter = (part.strip() for part in item.partition(";"))
        weight = _WEIGHT.fullmatch(parameter.replace(" ", "")) if separator else None
        if name and (weight or not separator):
            weights[name] = float(weight[1]) if weight else 1.0
    return weights


@lru_cache(_CACHED)
def entity_tags(if_none_match: bytes) -> frozenset[str] | None:
    """Returns the entity tags of the header without `W/`, as the comparison is weak.

    Returns None for `*`, and an empty set for a malformed header.
    """
    header = if_none_match.decode("latin-1").strip()
    if header == "*":
        return None
    if not _TAGS.fullmatch(header):
        return frozenset()
    return frozenset(tag.removeprefix("W/") for tag in re.findall(_TAG, header))


@lru_cache(_CACHED)
def http_date(value: bytes) -> datetime | None:
    """Returns the instant of an HTTP date in any of its three forms (section 5.6.7); None for others."""
    text = value.decode("latin-1")
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is not None:
        return date
    # Of the three forms only that of asctime lacks GMT, and it has no comma.
    return None if "," in text else date.replace(tzinfo=UTC)


class Response(Struct, frozen=True):
    """A status, all headers except the date, and a body in parts, which has none for HEAD and 304."""

    status: int
    headers: Headers
    parts: tuple[bytes, ...] = ()

    @property
    def body(self) -> bytes:
        """The bytes after the headers."""
        return b"".join(self.parts)


def without_body(response: Response) -> Response:
    """Returns the response to HEAD: only the headers of GET."""
    return replace(response, parts=())


def text_response(
    status: int,
    text: str,
    *headers: tuple[bytes, bytes],
    content_type: bytes = b"text/plain",
    cache_control: bytes = b"no-store",
) -> Response:
    """Returns a short response, which no cache may keep if `cache_control` does not say otherwise."""
    body = text.encode()
    common: Headers = (
        (b"content-type", content_type + b"; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", cache_control),
        _NO_SNIFFING,
    )
    return Response(status, (*common, *headers), (body,))


FORM_METHODS = ("GET", "HEAD", "POST")
NOT_OF_A_FORM = text_response(
    405, "Only GET, HEAD and POST are answered here.\n", (b"allow", ", ".join(FORM_METHODS).encode())
)
"""The answer to every other method where a page has a form."""


def resource_response(resource: Resource, fields: RequestFields, policy: HeaderPolicy) -> Response:
    """Returns the response to GET with these headers: a 304 if the client has the resource already.

    Each encoding is a representation with its own ETag.
    """
    is_packed = accepts_gzip(fields.get(b"accept-encoding", b"identity"))
    etag = resource.gzip_etag if is_packed else resource.etag
    validators: Headers = (
        (b"etag", etag.encode()),
        (b"last-modified", _http_form(resource.modified)),
        *policy(resource),
        (b"vary", b"accept-encoding"),
    )
    if resource.status == 200 and _is_known(etag, resource.modified, fields):
        return Response(304, tuple(header for header in validators if header[0] in _KEPT_BY_304))
    parts = (resource.gzipped,) if is_packed else resource.parts
    size = len(resource.gzipped) if is_packed else resource.size
    content: Headers = ((b"content-type", resource.type.encode()), (b"content-length", b"%d" % size))
    if resource.filename is not None:
        content += ((b"content-disposition", b'inline; filename="%b"' % resource.filename.encode()),)
    if is_packed:
        content += ((b"content-encoding", b"gzip"),)
    return Response(resource.status, (*content, *validators), parts)


def _is_known(etag: str, modified: datetime, fields: RequestFields) -> bool:
    """Returns whether a client that sends these headers has this representation already.

    If-Modified-Since counts only without If-None-Match (RFC 9110 section 13.2.2).
    """
    if_none_match, if_modified_since = fields.get(b"if-none-match"), fields.get(b"if-modified-since")
    if if_none_match is not None:
        tags = entity_tags(if_none_match)
        return tags is None or etag in tags
    since = http_date(if_modified_since) if if_modified_since is not None else None
    return since is not None and modified.replace(microsecond=0) <= since


@lru_cache(_CACHED)
def _http_form(time: datetime) -> bytes:
    return format_datetime(time.astimezone(UTC), usegmt=True).encode()
