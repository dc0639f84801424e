"""Tokens: who may read which private feed, and since when.

The address of a private feed holds a secret; only its SHA-256 is stored. The secret has 256 random bits, so
nobody can guess it from the digest, and it needs no salt and no slow hash.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from msgspec import Struct

from scheduler.state.feeds import FeedKey, FeedKind


class Token(Struct, frozen=True, kw_only=True):
    """One private address: the kind and identity of its feed, and for whom it was made (`label`).

    `digest` is the SHA-256 of its secret in hexadecimal. `revoked` is None as long as the address works.
    `issued_by` is the user of the system, or the name that was given.
    """

    digest: str
    kind: FeedKind
    identity: str
    label: str
    created: datetime
    revoked: datetime | None = None
    issued_by: str

    @property
    def feed_key(self) -> FeedKey:
        """The key of the feed that it opens."""
        return self.kind, self.identity

    @property
    def is_live(self) -> bool:
        """Whether its address works."""
        return self.revoked is None

    @property
    def name(self) -> str:
        """The start of its digest, by which people name it; it opens nothing."""
        return self.digest[:NAME_LENGTH]


NAME_LENGTH = 8
"""The number of letters of a digest by which people name a token."""


def digest_of(secret: str) -> str:
    """Returns the SHA-256 of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
