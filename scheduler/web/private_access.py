"""The private feeds at `/private/TOKEN/…`, prepared for sending.

They are prepared when the site or the tokens change. A request costs one SHA-256 and two look-ups, whether
its token is valid, unknown or revoked. No path and no token is ever logged.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

from msgspec import Struct

from scheduler.publication.feeds.private import PrivateFeed
from scheduler.state.tokens import digest_of
from scheduler.web.headers import private_headers
from scheduler.web.prepared.resources import NO_PATHS, PreparedPaths, PreparedResource, prepare

PRIVATE_PREFIX = "/private/"


class _Grant(Struct, frozen=True):
    """The resources that one token opens, by the paths of the public feed."""

    digest: str
    resources: PreparedPaths


_NO_GRANT = _Grant("0" * 64, NO_PATHS)  # as long as every digest, so that the comparison takes as long


class PrivateAccess:
    """The private feeds by token."""

    def __init__(self) -> None:
        self._grants: Mapping[str, _Grant] = {}

    def __call__(self, path: str) -> PreparedResource | None:
        """Returns the resource at `path`; None if the token is unknown, revoked, or of another feed."""
        secret, _, name = path.removeprefix(PRIVATE_PREFIX).partition("/")
        digest = digest_of(secret)
        grant = self._grants.get(digest, _NO_GRANT)
        return grant.resources.get(f"/feeds/{name}") if hmac.compare_digest(grant.digest, digest) else None

    @property
    def is_empty(self) -> bool:
        """Whether no feed is open."""
        return not self._grants

    def revoke(self, digests: Iterable[str]) -> None:
        """Closes the feeds of the tokens with these digests."""
        revoked = frozenset(digests)
        self._grants = {digest: grant for digest, grant in self._grants.items() if digest not in revoked}

    def replace(self, feeds: Mapping[str, PrivateFeed]) -> None:
        """Opens exactly these feeds, each under the digest of its token."""
        prepared = {id(feed): self._prepare(feed) for feed in feeds.values()}
        self._grants = {digest: _Grant(digest, prepared[id(feed)]) for digest, feed in feeds.items()}

    def _prepare(self, feed: PrivateFeed) -> PreparedPaths:
        resources = {f"/feeds/{name}": resource for name, resource in feed.items()}
        return prepare(resources, private_headers)
