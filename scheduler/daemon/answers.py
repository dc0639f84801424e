"""A site made ready to be sent: for each path the headers and bodies, worked out once per change.

Conditional requests follow RFC 9110 section 13: If-None-Match decides before If-Modified-Since, each
encoding is a representation with a validator of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from scheduler.publication.site import Resource, Site

Headers = tuple[tuple[bytes, bytes], ...]
MAX_AGE = 300


@dataclass(frozen=True, slots=True)
class Form:
    """One encoding of a resource, ready to be sent."""

    status: int
    etag: str
    headers: Headers
    unchanged: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A resource in both encodings; `modified` in whole seconds."""

    plain: Form
    gzip: Form
    modified: datetime


def answers(site: Site) -> Mapping[str, Answer]:
    """An answer for each path of `site`; one resource at several paths is prepared once."""
    ready: dict[int, Answer] = {}
    for resource in site.resources.values():
        if id(resource) not in ready:
            ready[id(resource)] = _answer(resource)
    return {path: ready[id(resource)] for path, resource in site.resources.items()}


def _answer(resource: Resource) -> Answer:
    plain = _form(resource, resource.body, resource.etag, ())
    packed = _form(resource, resource.gzipped, resource.gzip_etag, ((b"content-encoding", b"gzip"),))
    return Answer(plain=plain, gzip=packed, modified=resource.modified.replace(microsecond=0))


def _form(resource: Resource, body: bytes, etag: str, encoding: Headers) -> Form:
    validators: Headers = (
        (b"etag", etag.encode()),
        (b"last-modified", format_datetime(resource.modified.astimezone(UTC), usegmt=True).encode()),
        (b"cache-control", f"public, max-age={MAX_AGE}".encode()),
        (b"vary", b"accept-encoding"),
        (b"x-robots-tag", b"noindex"),
    )
    disposition: Headers = ()
    if resource.filename is not None:
        disposition = ((b"content-disposition", f'inline; filename="{resource.filename}"'.encode()),)
    length = (b"content-length", str(len(body)).encode())
    headers = ((b"content-type", resource.type.encode()), length, *validators, *disposition, *encoding)
    return Form(status=resource.status, etag=etag, headers=headers, unchanged=validators, body=body)


def chosen(answer: Answer, accept_encoding: str) -> Form:
    """The encoding that the request allows: gzip where it is asked for, else as it is."""
    for item in accept_encoding.lower().split(","):
        name, _, weight = item.partition(";")
        if name.strip() == "gzip":
            return (
                answer.plain
                if weight.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000")
                else answer.gzip
            )
    return answer.plain


def is_unchanged(answer: Answer, form: Form, none_match: str | None, modified_since: str | None) -> bool:
    """Whether the client already has this: 304 instead of the body."""
    if form.status != 200:
        return False
    if none_match is not None:
        tags = [tag.strip().removeprefix("W/") for tag in none_match.split(",")]
        return "*" in tags or form.etag in tags
    if modified_since is None:
        return False
    try:
        since = parsedate_to_datetime(modified_since)
    except ValueError:
        return False
    return since.tzinfo is not None and answer.modified <= since
