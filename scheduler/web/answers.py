"""A site made ready to be sent: for each path every reply, worked out once per change.

Each encoding is a representation with a validator of its own. Whether a client has it already follows RFC
9110 section 13.2.2: If-None-Match decides, If-Modified-Since only where that is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.resource import Resource
from scheduler.web.conditions import http_date, tags, takes_gzip
from scheduler.web.headers import Headers, Manner, public
from scheduler.web.reply import Reply, reply

_VARY: Headers = ((b"vary", b"accept-encoding"),)


@dataclass(frozen=True, slots=True)
class Form:
    """One encoding of a resource: the replies to GET, to HEAD, and to who has it already."""

    etag: str
    full: Reply
    head: Reply
    unchanged: Reply


@dataclass(frozen=True, slots=True)
class Answer:
    """A resource in both encodings; `address` is the first of its paths, `modified` in whole seconds.

    `packed` is None where nothing is sent compressed.
    """

    address: str
    resource: Resource
    plain: Form
    packed: Form | None
    modified: datetime

    @property
    def is_calendar(self) -> bool:
        """Whether people subscribe to it."""
        return self.resource.type == CALENDAR

    def form(self, accept_encoding: bytes) -> Form:
        """The encoding that the request asks for."""
        if self.packed is not None and accept_encoding and takes_gzip(accept_encoding):
            return self.packed
        return self.plain

    def is_known(self, form: Form, none_match: bytes | None, modified_since: bytes | None) -> bool:
        """Whether the client has `form` already."""
        if self.resource.status != 200:
            return False
        if none_match is not None:
            named = tags(none_match)
            return named is None or form.etag in named
        if modified_since is None:
            return False
        since = http_date(modified_since)
        return since is not None and self.modified <= since


NOTHING: Mapping[str, Answer] = {}


def answers(
    resources: Mapping[str, Resource],
    *,
    before: Mapping[str, Answer] = NOTHING,
    manner: Manner = public,
    packed: bool = True,
) -> Mapping[str, Answer]:
    """An answer for each path; one resource at several paths is prepared once.

    What was answered `before` at the same path, in the same manner, is used again as far as it is equal.
    Without `packed` all is sent as it is.
    """
    ready: dict[int, Answer] = {}
    for path, resource in resources.items():
        if id(resource) not in ready:
            known = before.get(path)
            if known is None or (known.address, known.resource) != (path, resource):
                small = _gzipped(resource, known) if packed else None
                known = _answer(path, resource, manner(resource), small)
            ready[id(resource)] = known
    return {path: ready[id(resource)] for path, resource in resources.items()}


def _gzipped(resource: Resource, known: Answer | None) -> bytes:
    """The compressed body; the very one of `known` where only the date has changed."""
    if known is not None and known.packed is not None and known.resource.body == resource.body:
        return known.packed.full.body
    return resource.gzipped


def _answer(path: str, resource: Resource, manner: Headers, small: bytes | None) -> Answer:
    modified = resource.modified.astimezone(UTC).replace(microsecond=0)
    dated: Headers = ((b"last-modified", format_datetime(modified, usegmt=True).encode()),)
    common = (*dated, *manner, *(_VARY if small is not None else ()))
    packed = None
    if small is not None:
        packed = _form(resource, small, resource.gzip_etag, common, (b"content-encoding", b"gzip"))
    return Answer(
        address=path,
        resource=resource,
        plain=_form(resource, resource.body, resource.etag, common),
        packed=packed,
        modified=modified,
    )


def _form(
    resource: Resource, body: bytes, etag: str, common: Headers, *encoding: tuple[bytes, bytes]
) -> Form:
    unchanged: Headers = ((b"etag", etag.encode()), *common)
    kind = ((b"content-type", resource.type.encode()), (b"content-length", b"%d" % len(body)))
    headers = (*kind, *unchanged, *_disposition(resource), *encoding)
    return Form(
        etag=etag,
        full=reply(resource.status, headers, body),
        head=reply(resource.status, headers),
        unchanged=reply(304, unchanged),
    )


def _disposition(resource: Resource) -> Headers:
    if resource.filename is None:
        return ()
    return ((b"content-disposition", f'inline; filename="{resource.filename}"'.encode()),)
