"""The private feeds at `/private/TOKEN/…`, beside which `app` shows their pages.

A request costs one SHA-256 and two look-ups, whether its token is valid, unknown or revoked. No path and no
token is ever logged.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from scheduler.publication.feeds.resources import PrivateFeed
from scheduler.publication.resource import Resource
from scheduler.state.feeds import digest_of

PRIVATE_PREFIX = "/private/"
_NO_GRANT: tuple[str, PrivateFeed] = ("0" * 64, {})
"""Its digest is as long as every other, so that the comparison takes as long."""


class PrivateAccess:
    """The private feeds by token."""

    def __init__(self) -> None:
        self._grants: Mapping[str, tuple[str, PrivateFeed]] = {}

    def __call__(self, path: str) -> Resource | None:
        """Returns the resource at `path`; None if the token is unknown, revoked, or of another feed."""
        secret, _, name = path.removeprefix(PRIVATE_PREFIX).partition("/")
        digest = digest_of(secret)
        granted, feed = self._grants.get(digest, _NO_GRANT)
        return feed.get(name) if hmac.compare_digest(granted, digest) else None

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
        opened = {id(feed): _counted_as_public(feed) for feed in feeds.values()}
        self._grants = {digest: (digest, opened[id(feed)]) for digest, feed in feeds.items()}


def _counted_as_public(feed: PrivateFeed) -> PrivateFeed:
    """Returns the feed with the public address of each resource, under which its requests are counted."""
    addressed: dict[int, Resource] = {}
    for name, resource in feed.items():
        addressed.setdefault(id(resource), replace(resource, address=f"/feeds/{name}"))
    return {name: addressed[id(resource)] for name, resource in feed.items()}
