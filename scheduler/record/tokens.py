"""Who may read a private feed: which one, since when, and until when. The secret itself is kept nowhere.

An address of a private feed holds a secret; what is remembered of it is its SHA-256. Of 256 random bits
that can neither be turned round nor guessed, so it needs no salt and no slow hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from scheduler.record.feeds import FeedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One private address: the feed that it opens, by its identity, and for whom it was made (`label`).

    `digest` is the SHA-256 of its secret in hexadecimal; `revoked` is None for as long as it works.
    """

    digest: str
    kind: FeedKind
    identity: str
    label: str
    created: datetime
    revoked: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether its address works."""
        return self.revoked is None

    @property
    def name(self) -> str:
        """What a person calls it by, which opens nothing."""
        return self.digest[:NAME]


NAME = 8
"""The letters of a digest that tell one token from the others of a programme."""


def digest_of(secret: str) -> str:
    """The SHA-256 of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
