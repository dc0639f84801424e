"""The private feeds over HTTP: what stands behind `/private/TOKEN/…`, ready to be sent.

All is made when what is published or the tokens change. A request costs one SHA-256 and two look-ups,
whether its token is right, wrong or revoked; neither a path nor a token is ever logged.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.publication.feeds.private import PrivateFeed, private_feeds
from scheduler.record.revision import Published
from scheduler.record.tokens import Token, digest_of
from scheduler.store import Store, StoreError
from scheduler.web.answers import NOTHING, Answer, answers
from scheduler.web.app import SiteApp
from scheduler.web.headers import private

PREFIX = "/private/"
LOOK = 1.0
"""Seconds between two looks at the store."""
SHUT_WITHIN = 5.0
"""Seconds within which a revoked token is shut out, also while private feeds cannot be made."""


@dataclass(frozen=True, slots=True)
class _Room:
    """What the token with this digest opens; the answers stand by the address of the public feed."""

    digest: str
    answers: Mapping[str, Answer]


_NOWHERE = _Room("0" * 64, NOTHING)  # as long as every digest, so that comparing takes as long


class PrivateAccess:
    """What every live token opens: for one path an answer, or None as if there were nothing.

    Where not `packed`, all is sent as it is.
    """

    def __init__(self, *, packed: bool = True) -> None:
        self._rooms: Mapping[str, _Room] = {}
        self._known: tuple[tuple[int, datetime] | None, tuple[Token, ...]] = (None, ())
        self._programme: str | None = None
        self._packed = packed

    def __call__(self, path: str) -> Answer | None:
        """The answer at `path`; None for a token that is unknown, revoked, or another feed's."""
        secret, _, name = path.removeprefix(PREFIX).partition("/")
        digest = digest_of(secret)
        room = self._rooms.get(digest, _NOWHERE)
        return room.answers.get(f"/feeds/{name}") if hmac.compare_digest(room.digest, digest) else None

    def attend(self, store: Store) -> None:
        """Opens and shuts as `store` says now: who was revoked is shut out before anything else is done.

        All stays as it was where the store is empty or holds another programme, and where it cannot be
        read, which raises StoreError.
        """
        tokens = store.tokens()
        known = store.last_revision(), tokens
        if known == self._known:
            return
        self._shut(token.digest for token in tokens if not token.is_live)
        if self._rooms or any(token.is_live for token in tokens):
            self._open(store.published(), tokens)
        self._known = known

    def _shut(self, digests: Iterable[str]) -> None:
        revoked = frozenset(digests)
        self._rooms = {digest: room for digest, room in self._rooms.items() if digest not in revoked}

    def _open(self, published: Published | None, tokens: Iterable[Token]) -> None:
        if published is None or self._programme not in (None, published.profile.id):
            return
        self._programme = published.profile.id
        shelves = private_feeds(published, tokens)
        ready = {id(shelf): self._ready(shelf) for shelf in shelves.values()}
        self._rooms = {digest: _Room(digest, ready[id(shelf)]) for digest, shelf in shelves.items()}

    def _ready(self, shelf: PrivateFeed) -> Mapping[str, Answer]:
        addressed = {f"/feeds/{name}": resource for name, resource in shelf.items()}
        return answers(addressed, manner=private, packed=self._packed)


async def attend(doors: PrivateAccess, store: Store, app: SiteApp, stop: asyncio.Event) -> None:
    """Keeps `doors` as `store` says until `stop`, beside the site, so that neither waits."""
    while not stop.is_set():
        with contextlib.suppress(StoreError):  # the follower of the site meets it too, and says so
            await asyncio.to_thread(doors.attend, store)
            app.doors = doors
        await asyncio.sleep(LOOK)
