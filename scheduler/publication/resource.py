"""One thing that has an address: its bytes, what they are, and the validators by which clients ask again."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True)
class Resource:
    """One address: `status` 200 with a body, 410 for what was retired, 404 for what stands for all that is
    missing. `modified` is in UTC.
    """

    status: int
    type: str
    body: bytes
    modified: datetime
    filename: str | None = None

    @cached_property
    def etag(self) -> str:
        """A strong validator over the bytes sent (RFC 9110 section 8.8.3)."""
        return f'"{digest(self.body)}"'

    @cached_property
    def gzipped(self) -> bytes:
        """The body compressed, the same bytes every time."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def gzip_etag(self) -> str:
        """The validator of the compressed form: another encoding is another representation."""
        return f'"{digest(self.body)}-gz"'


def digest(body: bytes) -> str:
    """A short name for exactly these bytes."""
    return hashlib.sha256(body).hexdigest()[:24]
