"""Resources with their responses, which are made once and sent many times.

Each encoding is a representation with its own ETag. The order of the conditions is that of RFC 9110 section
13.2.2: If-Modified-Since counts only without If-None-Match.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.resource import Resource
from scheduler.web.conditions import accepts_gzip, entity_tags, http_date
from scheduler.web.headers import HeaderPolicy, Headers, public_headers
from scheduler.web.response import Response, without_body

RequestFields = Mapping[bytes, bytes]
"""The headers of a request that matter, by their names in lower case."""
_VARY: Headers = ((b"vary", b"accept-encoding"),)

_GZIP: Headers = ((b"content-encoding", b"gzip"),)
_KEPT_BY_304 = (b"etag", b"last-modified", b"cache-control", b"vary", b"referrer-policy")
"""The headers of a 304: those that a cache needs, and the one that protects a private address in any case.

The client has the other headers with the response that it stored (RFC 9110 section 15.4.5).
"""


def wants_gzip(fields: RequestFields) -> bool:
    """Returns whether a client that sends these headers gets gzip."""
    accepted = fields.get(b"accept-encoding")
    return accepted is not None and accepts_gzip(accepted)


class Representation(Struct, frozen=True):
    """A resource in one encoding: the responses to GET, to HEAD, and to clients that have it already.

    `modified` is in UTC and whole seconds.
    """

    etag: str
    modified: datetime
    full: Response
    head: Response
    not_modified: Response

    def respond(self, method: str, fields: RequestFields) -> Response:
        """Returns the response to GET or HEAD with these headers."""
        if self._is_known(fields.get(b"if-none-match"), fields.get(b"if-modified-since")):
            return self.not_modified
        return self.head if method == "HEAD" else self.full

    def dated(self, modified: datetime) -> Representation:
        """Returns the same representation, modified at another time."""
        modified = _whole_seconds(modified)
        if modified == self.modified:
            return self
        full, head, not_modified = (
            _dated(response, modified) for response in (self.full, self.head, self.not_modified)
        )
        return Representation(self.etag, modified, full, head, not_modified)

    def _is_known(self, if_none_match: bytes | None, if_modified_since: bytes | None) -> bool:
        """Returns whether a client that sends these headers has the resource already."""
        if self.full.status != 200:
            return False
        if if_none_match is not None:
            tags = entity_tags(if_none_match)
            return tags is None or self.etag in tags
        if if_modified_since is None:
            return False
        since = http_date(if_modified_since)
        return since is not None and self.modified <= since


class PreparedResource(Struct, frozen=True, dict=True):
    """A resource with its responses. `path` is its first path; `headers` are part of every response."""

    path: str
    resource: Resource
    plain: Representation
    headers: Headers

    @cached_property
    def compressed(self) -> Representation:
        """The resource in gzip, compressed for the first who asks."""
        resource = self.resource
        return _representation(
            resource, (resource.gzipped,), resource.gzip_etag, self.headers, encoding=_GZIP
        )

    @property
    def is_calendar(self) -> bool:
        """Whether it is a feed."""
        return self.resource.type == CALENDAR

    def respond(self, method: str, fields: RequestFields) -> Response:
        """Returns the response to GET or HEAD with these headers, in the encoding that they ask for."""
        return (self.compressed if wants_gzip(fields) else self.plain).respond(method, fields)


PreparedPaths = Mapping[str, PreparedResource]
NO_PATHS: PreparedPaths = {}


def prepare(resources: Mapping[str, Resource], headers: HeaderPolicy = public_headers) -> PreparedPaths:
    """Prepares the resource at each path; one resource at several paths is prepared once."""
    by_resource: dict[int, PreparedResource] = {}
    for path, resource in resources.items():
        if id(resource) not in by_resource:
            by_resource[id(resource)] = prepare_resource(path, resource, headers)
    return {path: by_resource[id(resource)] for path, resource in resources.items()}


def prepare_resource(
    path: str, resource: Resource, headers: HeaderPolicy = public_headers
) -> PreparedResource:
    """Prepares one resource, whose first path is `path`."""
    varying = (*headers(resource), *_VARY)
    plain = _representation(resource, resource.parts, resource.etag, varying)
    return PreparedResource(path, resource, plain, varying)


def _representation(
    resource: Resource, parts: tuple[bytes, ...], etag: str, headers: Headers, *, encoding: Headers = ()
) -> Representation:
    modified = _whole_seconds(resource.modified)
    validators: Headers = ((b"etag", etag.encode()), _last_modified(modified), *headers)
    content = ((b"content-type", resource.type.encode()), (b"content-length", b"%d" % sum(map(len, parts))))
    full = Response(resource.status, (*content, *validators, *_disposition(resource), *encoding), parts)
    not_modified = Response(304, _for_caches(validators))
    return Representation(etag, modified, full, without_body(full), not_modified)


def _whole_seconds(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


def _last_modified(modified: datetime) -> tuple[bytes, bytes]:
    return b"last-modified", format_datetime(modified, usegmt=True).encode()


def _dated(response: Response, modified: datetime) -> Response:
    date = _last_modified(modified)
    return replace(response, headers=tuple(date if each[0] == date[0] else each for each in response.headers))


def _for_caches(headers: Headers) -> Headers:
    """Returns the headers of a 304. Most requests are answered with it, and each header costs time."""
    return tuple(header for header in headers if header[0] in _KEPT_BY_304)


def _disposition(resource: Resource) -> Headers:
    if resource.filename is None:
        return ()
    return ((b"content-disposition", f'inline; filename="{resource.filename}"'.encode()),)
