"""Follows the store: serves each new revision, from any writer, and opens and closes private feeds.

If the database fails, is lost or was put back to an earlier state, the last site is served until the store
goes on from it, or `serve` begins again. Tokens are followed even while a site is being made.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from scheduler.daemon.poll_register import PollRegister
from scheduler.publication.feeds.resources import private_feeds
from scheduler.publication.site import Site, build_site
from scheduler.reports.errors import error_line
from scheduler.state.feeds import Token
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store, StoreError
from scheduler.timetable.zone_source import tzdata_version, use_newest_zone_data
from scheduler.web.app import SiteApp
from scheduler.web.private_access import PrivateAccess

log = logging.getLogger("twincal")
SILENT = 10.0
"""Seconds without an answer after which health reports the store."""
_NO_ANSWER = "the store does not answer"
PUT_BACK = (
    "the store was put back or made anew: it holds revision {}, and {} is served. "
    "End `twincal serve`, and see `twincal store rebuild`"
)

T = TypeVar("T")


class SiteFollower:
    """Shows the last revision of the store: in the application, the health and the poll register.

    Makes the pages again when a meeting ends by `clock` (UTC). `site` is what it shows.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], app: SiteApp, register: PollRegister
    ) -> None:
        self._store, self._clock = store, clock
        self._app, self._health, self._register = app, app.health, register
        self.site: Site | None = None
        self._problem = ""

    async def follow(self) -> None:
        """Shows the last revision if it is new, and records in the health whether the store can be read."""
        try:
            self._report(await self._follow())
        except StoreError as error:
            words = "cannot be used; the log says why"  # those of the database are for the log
            self._report(f"the store cannot be read: {error_line(error)}", words)

    async def _follow(self) -> str:
        """Shows a new revision if there is one; returns the problem of the store, empty if it has none."""
        revision, site = await self._ask(self._store.last_revision), self.site
        if revision is None:
            return "" if site is None else "the store is empty; the last site is served"
        try:
            if site is None:
                await self._show_present()
            elif revision == (shown := (site.inputs.state.revision, site.inputs.state.time)):
                inputs = site.inputs
                if not inputs.ended.is_still_right(self._clock()):
                    await self._show(inputs.state, inputs.history)
            elif await self._ask(lambda: self._store.has_revision(*shown)):
                await self._show_present()
            else:
                return PUT_BACK.format(revision[0], shown[0])
        except Exception:
            self._health.site_problem = "the last revision cannot be shown; the log says why"
            raise
        self._health.site_problem = ""
        return ""

    async def _ask(self, question: Callable[[], T]) -> T:
        """Returns the answer of the store; reports a store that does not answer, until it does."""
        asking = asyncio.create_task(asyncio.to_thread(question))
        try:
            while not (await asyncio.wait((asking,), timeout=SILENT))[0]:
                self._report(_NO_ANSWER)
        finally:
            asking.cancel()
        answer = asking.result()
        if self._problem == _NO_ANSWER:
            self._report("")
        return answer

    async def _show_present(self) -> None:
        state = await self._ask(self._store.state)
        history = await self._ask(lambda: self._store.history_of_pages(state.window.first))
        use_zones_of(history)
        await self._show(state, history)

    async def _show(self, state: State, history: Sequence[Revision]) -> None:
        site = await asyncio.to_thread(build_site, state, history, self._clock())
        self._register.follow(site)
        self._app.show(site)
        self._health.revision = state.revision
        self._health.revision_time = state.time.timestamp()
        self._health.shortened = len(site.inputs.shortened)
        self._health.largest_feed = site.largest_feed
        self._health.is_ready = True
        self.site = site

    def _report(self, problem: str, public: str = "") -> None:
        """Records a problem in the health, or its `public` words; logs when it begins and when it ends."""
        self._health.store_problem = public or problem
        if problem and problem != self._problem:
            log.error(problem)
        elif self._problem and not problem:
            log.info("the store can be read again")
        self._problem = problem


def use_zones_of(history: Sequence[Revision]) -> None:
    """Reads the time-zone data of this machine again if the last revision was made with others."""
    if history and history[0].sources.tzdata != tzdata_version():
        use_newest_zone_data()


class TokenFollower:
    """Updates `access` from the store, which `app` uses after the first check, and the keys of its desk."""

    def __init__(self, store: Store, access: PrivateAccess, app: SiteApp) -> None:
        self._store = store
        self._access = access
        self._app = app
        self._state: tuple[tuple[int, datetime] | None, tuple[Token, ...]] = (None, ())
        self._ended: set[str] = set()

    async def follow(self) -> None:
        """Opens and closes private feeds as the store says now."""
        with contextlib.suppress(StoreError):  # SiteFollower gets the same error, and reports it
            await asyncio.to_thread(self.refresh)
            self._app.private_access = self._access

    def refresh(self) -> None:
        """Closes the feeds and the desk of revoked tokens, then opens those of live tokens.

        Opens no feed if the store was lost or put back. Raises StoreError if the store cannot be read.
        """
        last, tokens = self._store.last_revision(), self._store.tokens()
        shown, _ = self._state
        if (last, tokens) == self._state:
            return
        self._ended.update(token.digest for token in tokens if not token.is_live)
        if self._app.desk is not None:  # a record that was put back opens no key again
            self._app.desk.show_keys(token for token in tokens if token.digest not in self._ended)
        self._access.revoke(token.digest for token in tokens if not token.is_live)
        if last is None or (shown is not None and not self._store.has_revision(*shown)):
            return
        if not self._access.is_empty or any(token.is_live for token in tokens):
            self._access.replace(private_feeds(self._store.state(), tokens))
        self._state = last, tokens
