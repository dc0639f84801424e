"""Resources prepared for sending: every response is made once, when the site changes.

Each encoding is a representation with an ETag of its own. The order of the conditions is that of RFC 9110
section 13.2.2: If-None-Match decides; If-Modified-Since counts only without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.resource import Resource
from scheduler.web.conditions import accepts_gzip, entity_tags, http_date
from scheduler.web.headers import HeaderPolicy, Headers, public_headers
from scheduler.web.response import Response, without_body

_VARY: Headers = ((b"vary", b"accept-encoding"),)


@dataclass(frozen=True, slots=True)
class PreparedResource:
    """A resource in one encoding: the responses to GET, to HEAD, and to clients that have it already.

    `path` is the first path of the resource; `modified` is in UTC and whole seconds. `gzip` is the same
    resource in gzip, None if it is never compressed.
    """

    path: str
    resource: Resource
    etag: str
    modified: datetime
    full: Response
    head: Response
    not_modified: Response
    gzip: PreparedResource | None = None

    @property
    def is_calendar(self) -> bool:
        """Whether it is a feed."""
        return self.resource.type == CALENDAR

    def in_encoding(self, accept_encoding: bytes) -> PreparedResource:
        """Returns the encoding that the header of the request asks for."""
        if self.gzip is not None and accept_encoding and accepts_gzip(accept_encoding):
            return self.gzip
        return self

    def is_known(self, if_none_match: bytes | None, if_modified_since: bytes | None) -> bool:
        """Returns whether these headers of a request say that the client has it already."""
        if self.resource.status != 200:
            return False
        if if_none_match is not None:
            known = entity_tags(if_none_match)
            return known is None or self.etag in known
        if if_modified_since is None:
            return False
        since = http_date(if_modified_since)
        return since is not None and self.modified <= since


PreparedPaths = Mapping[str, PreparedResource]
NOTHING: PreparedPaths = {}


def prepare(
    resources: Mapping[str, Resource],
    *,
    previous: PreparedPaths = NOTHING,
    headers: HeaderPolicy = public_headers,
    compress: bool = True,
) -> PreparedPaths:
    """Prepares the resource at each path; one resource at several paths is prepared once.

    What did not change since `previous`, which was prepared with the same options, is used again.
    """
    done: dict[int, PreparedResource] = {}
    for path, resource in resources.items():
        if id(resource) not in done:
            before = previous.get(path)
            if before is None or (before.path, before.resource) != (path, resource):
                compressed = _compressed(resource, before) if compress else None
                before = _prepared(path, resource, headers(resource), compressed)
            done[id(resource)] = before
    return {path: done[id(resource)] for path, resource in resources.items()}


def _compressed(resource: Resource, before: PreparedResource | None) -> bytes:
    """Returns the body in gzip; compresses it only if it has changed, not if only the date has."""
    if before is not None and before.gzip is not None and before.resource.body == resource.body:
        return before.gzip.full.body
    return resource.gzipped


def _prepared(path: str, resource: Resource, policy: Headers, compressed: bytes | None) -> PreparedResource:
    if compressed is None:
        return _in_one_encoding(path, resource, resource.body, resource.etag, policy)
    headers = (*policy, *_VARY)
    encoding = ((b"content-encoding", b"gzip"),)
    gzip = _in_one_encoding(path, resource, compressed, resource.gzip_etag, headers, encoding)
    return _in_one_encoding(path, resource, resource.body, resource.etag, headers, gzip=gzip)


def _in_one_encoding(
    path: str,
    resource: Resource,
    body: bytes,
    etag: str,
    headers: Headers,
    encoding: Headers = (),
    gzip: PreparedResource | None = None,
) -> PreparedResource:
    modified = resource.modified.astimezone(UTC).replace(microsecond=0)
    dated = (b"last-modified", format_datetime(modified, usegmt=True).encode())
    validators: Headers = ((b"etag", etag.encode()), dated, *headers)
    content = ((b"content-type", resource.type.encode()), (b"content-length", b"%d" % len(body)))
    full = Response(resource.status, (*content, *validators, *_disposition(resource), *encoding), body)
    return PreparedResource(
        path=path,
        resource=resource,
        etag=etag,
        modified=modified,
        full=full,
        head=without_body(full),
        not_modified=Response(304, validators),
        gzip=gzip,
    )


def _disposition(resource: Resource) -> Headers:
    if resource.filename is None:
        return ()
    return ((b"content-disposition", f'inline; filename="{resource.filename}"'.encode()),)
