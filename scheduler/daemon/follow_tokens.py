"""Follows the tokens in the store: opens and closes private feeds, even while a site is being made."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime

from scheduler.publication.feeds.private import private_feeds
from scheduler.state.tokens import Token
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.private_access import PrivateAccess

INTERVAL = 1.0
"""Seconds between two checks of the store."""
CLOSED_WITHIN = 5.0
"""Seconds until a revoked token stops working, even while private feeds cannot be made."""


class TokenFollower:
    """Updates `access` from the store; `app` uses it after the first check of the store."""

    def __init__(self, store: Store, access: PrivateAccess, app: SiteApp) -> None:
        self._store = store
        self._access = access
        self._app = app
        self._state: tuple[tuple[int, datetime] | None, tuple[Token, ...]] = (None, ())

    async def run(self, stop: asyncio.Event) -> None:
        """Follows the store until `stop`."""
        while not stop.is_set():
            with contextlib.suppress(StoreError):  # SiteFollower gets the same error, and reports it
                await asyncio.to_thread(self.refresh)
                self._app.private_access = self._access
            await asyncio.sleep(INTERVAL)

    def refresh(self) -> None:
        """Closes the feeds of revoked tokens, then opens those of live tokens.

        Opens nothing new if the store was lost or put back. Raises StoreError if the store cannot be read.
        """
        last, tokens = self._store.last_revision(), self._store.tokens()
        shown, _ = self._state
        if (last, tokens) == self._state:
            return
        self._access.revoke(token.digest for token in tokens if not token.is_live)
        if last is None or (shown is not None and not self._store.has_revision(*shown)):
            return
        if not self._access.is_empty or any(token.is_live for token in tokens):
            self._access.replace(private_feeds(self._store.state(), tokens))
        self._state = last, tokens
