"""Follows the store: serves each new revision, whichever process wrote it.

If the database fails, is lost or was put back to an earlier state, the last site is served until the store
goes on from it, or `serve` begins again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from scheduler.daemon.poll_register import PollRegister
from scheduler.publication.site import Site, build_site
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health

log = logging.getLogger("twincal")
INTERVAL = 0.5
"""Seconds between two checks of the store: a revision is shown within two seconds."""
SILENT = 10.0
"""Seconds without an answer after which health reports the store."""
_NO_ANSWER = "the store does not answer"

T = TypeVar("T")


class SiteFollower:
    """Shows the last revision of the store: in the application, the health and the poll register.

    Makes the pages again when a meeting ends by `clock` (UTC).
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        app: SiteApp,
        health: Health,
        register: PollRegister,
    ) -> None:
        self._store, self._clock = store, clock
        self._app, self._health, self._register = app, health, register
        self._site: Site | None = None
        self._problem = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Shows each new revision until `stop`."""
        while not stop.is_set():
            await asyncio.sleep(INTERVAL)
            try:
                self.report(await self._follow())
            except StoreError as error:
                self.report(f"the store cannot be read, serving what is known: {error}")

    async def catch_up(self) -> Site | None:
        """Shows the last revision and returns its site; returns the previous site if it cannot be shown.

        Returns None if nothing is published. Raises the error only if no site was shown yet.
        """
        try:
            await self._follow()
        except Exception as error:  # after any error, keep serving the last site
            if self._site is None:
                raise
            if not isinstance(error, StoreError):
                log.exception("the last revision cannot be shown, serving what is known")
        return self._site

    async def _follow(self) -> str:
        """Shows a new revision if there is one; returns the problem of the store, empty if it has none."""
        revision, site = await self._ask(self._store.last_revision), self._site
        if revision is None:
            return "the store is empty, serving what is known"
        shown = None if site is None else _revision(site.pages.inputs.state)
        try:
            if site is None or shown is None:
                return await self._show_present(None)
            if revision == shown:
                inputs = site.pages.inputs
                if not inputs.ended.is_still_right(self._clock()):
                    await self._show(inputs.state, inputs.history)
            elif revision[0] > shown[0] and await self._ask(lambda: self._store.has_revision(*shown)):
                return await self._show_present(site.pages.inputs.state.profile.id)
            else:
                return (
                    f"the store was put back or made anew: it holds revision {revision[0]}, and {shown[0]} "
                    "is served. End `twincal serve`, and see `twincal store rebuild`"
                )
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
                self.report(_NO_ANSWER)
        finally:
            asking.cancel()
        answer = asking.result()
        if self._problem == _NO_ANSWER:
            self.report("")
        return answer

    async def _show_present(self, programme: str | None) -> str:
        """Shows what is published; returns the problem of the store if it holds another `programme`."""
        state = await self._ask(self._store.state)
        if programme is not None and state.profile.id != programme:
            return "the store holds another programme, serving what is known"
        history = await self._ask(lambda: self._store.history_of_pages(state.window.first))
        await self._show(state, history)
        self._health.site_problem = ""
        return ""

    async def _show(self, state: State, history: Sequence[Revision]) -> None:
        site = await asyncio.to_thread(build_site, state, history, self._clock())
        self._register.follow(site)
        self._app.show(site)
        self._health.revision = site.revision
        self._health.revision_time = state.time.timestamp()
        self._health.shortened = len(site.shortened)
        self._health.largest_feed = site.largest_feed
        self._health.is_ready = True
        self._site = site

    def report(self, problem: str) -> None:
        """Records a problem in the health; logs when it begins and when it ends."""
        self._health.store_problem = "cannot be used; the log says why" if problem else ""
        if problem and problem != self._problem:
            log.error(problem)
        elif self._problem and not problem:
            log.info("the store can be read again")
        self._problem = problem


def _revision(state: State) -> tuple[int, datetime]:
    return state.revision, state.time
