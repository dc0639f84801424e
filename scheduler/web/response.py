"""Responses as values: of a resource, in the encoding that a client asks for, and short ones of text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.resource import Resource
from scheduler.web.conditions import accepts_gzip, entity_tags, http_date
from scheduler.web.headers import HeaderPolicy, Headers

RequestFields = Mapping[bytes, bytes]
"""The headers of a request that matter, by their names in lower case."""
_KEPT_BY_304 = (b"etag", b"last-modified", b"cache-control", b"vary", b"referrer-policy")
"""The headers of a 304: those that a cache needs, and the one that protects a private address in any case.

The client has the other headers with the response that it stored (RFC 9110 section 15.4.5).
"""


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
    status: int, text: str, *headers: tuple[bytes, bytes], content_type: bytes = b"text/plain"
) -> Response:
    """Returns a short response that no cache may keep."""
    body = text.encode()
    common: Headers = (
        (b"content-type", content_type + b"; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    )
    return Response(status, (*common, *headers), (body,))


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


@lru_cache(256)
def _http_form(time: datetime) -> bytes:
    return format_datetime(time.astimezone(UTC), usegmt=True).encode()
