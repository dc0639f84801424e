"""The answer at one address: bytes, their type, and the validators for later requests."""

from __future__ import annotations

import gzip
import hashlib
from datetime import datetime
from functools import cached_property

from msgspec import Struct

HTML = "text/html; charset=utf-8"


class Resource(Struct, frozen=True, dict=True):
    """The answer at one address.

    Its body is `parts` in their order. Feeds share their parts, so memory holds each meeting once.
    `status` is 200, 410 for a retired feed or page, 404 for the page that is shown at unknown addresses, or
    503 for one that asks its reader to come back.
    `modified` is in UTC. `address` is the path under which its requests are counted, if it has several paths.
    `embed_in` are the sites that may show it in a frame.
    """

    status: int
    type: str
    parts: tuple[bytes, ...]
    modified: datetime
    filename: str | None = None
    address: str | None = None
    embed_in: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The bytes that are sent."""
        return b"".join(self.parts)

    @cached_property
    def size(self) -> int:
        """The number of bytes of the body."""
        return sum(map(len, self.parts))

    @cached_property
    def etag(self) -> str:
        """A strong validator of the bytes (RFC 9110 section 8.8.3)."""
        return f'"{digest(self.body)}"'

    @cached_property
    def gzipped(self) -> bytes:
        """The compressed body; the same body always has the same compressed bytes."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def gzip_etag(self) -> str:
        """The validator of the compressed body, which is another representation."""
        return f'{self.etag[:-1]}-gz"'


class ListedResource(Struct, frozen=True):
    """A resource by its path, before it is made: resources with one `fingerprint` have the same bytes."""

    path: str
    status: int
    fingerprint: str


def digest(body: bytes) -> str:
    """Returns a short digest of `body`."""
    return hashlib.sha256(body).hexdigest()[:24]
