"""Follows the store: serves each new revision, whichever process wrote it.

If the database fails, is lost or was put back, the daemon keeps serving the last site. A store that was put
back is shown when a later revision is written, and no event has an older stamp than subscribers have.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import StaticFiles
from scheduler.publication.feeds.seen_events import has_older_event, is_earlier_without_events
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
    """Updates the application, the static files and the poll register to the last revision of the store.

    Also makes the pages again when a meeting ends by `clock` (UTC). Calls `on_replaced` if the store was put
    back or made anew, or if it has a new revision while the health has problems: the configuration must be
    applied.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        app: SiteApp,
        health: Health,
        static_files: StaticFiles,
        register: PollRegister,
        on_replaced: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._app = app
        self._health = health
        self._static_files = static_files
        self._register = register
        self._programme: str | None = None
        self._site: Site | None = None
        self._revision: tuple[int, datetime] | None = None
        self._is_same_programme = True
        self._put_back: tuple[int, datetime] | None = None
        self._problem = ""
        self._on_replaced = on_replaced

    @property
    def state(self) -> State | None:
        """What is served; None before the first site."""
        return self._site.pages.inputs.state if self._site is not None else None

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
        revision = await self._ask(self._store.last_revision)
        if revision is None:
            return "the store is empty, serving what is known"
        try:
            if revision != self._revision and not await self._ask(lambda: self._continues(revision)):
                if await self._ask(lambda: self._is_behind(revision)):
                    return self._notice_put_back(revision)
                self._notice_new_beginning(revision)
            if revision != self._revision:
                await self._show_revision(revision)
            elif self._site is not None and not self._site.pages.inputs.ended.is_still_right(self._clock()):
                inputs = self._site.pages.inputs
                await self._show_state(inputs.state, inputs.history)
        except Exception:
            self._health.site_problem = "the last revision cannot be shown; the log says why"
            raise
        self._health.site_problem = ""
        return "" if self._is_same_programme else "the store holds another programme, serving what is known"

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

    def _continues(self, revision: tuple[int, datetime]) -> bool:
        """Returns whether the store has a later revision, and the served one is in its history."""
        served = self._revision
        return served is None or (revision[0] > served[0] and self._store.has_revision(*served))

    def _is_behind(self, revision: tuple[int, datetime]) -> bool:
        """Returns whether the store, which was put back or made anew, holds less than subscribers have."""
        shown = self.state
        if revision == self._put_back:  # compared at the first look
            return True
        state = self._store.state()
        if shown is None or state.profile.id != shown.profile.id:
            return False
        if has_older_event(state, shown):
            return True
        # The configuration was applied to the store that was put back: missing events have left the text.
        return self._put_back is None and is_earlier_without_events(state, shown)

    def _notice_put_back(self, revision: tuple[int, datetime]) -> str:
        if revision != self._put_back:
            self._put_back = revision
            self._on_replaced()
        served = self._revision[0] if self._revision is not None else 0
        return (
            f"the store was put back or made anew: it holds revision {revision[0]}, and {served} is served "
            "until the configuration is applied again"
        )

    def _notice_new_beginning(self, revision: tuple[int, datetime]) -> None:
        served = self._revision[0] if self._revision is not None else 0
        log.warning("the store was begun anew or put back: revision %d after %d", revision[0], served)
        self._on_replaced()

    async def _show_revision(self, revision: tuple[int, datetime]) -> None:
        self._is_same_programme = await self._show()
        self._revision, self._put_back = revision, None
        if self._health.problems:  # another command may have applied what was held
            self._on_replaced()

    async def _show(self) -> bool:
        """Shows what is published; returns False if there is nothing, or another programme's."""
        state = await self._ask(self._store.state)
        if not state.revision or self._programme not in (None, state.profile.id):
            return False
        self._programme = state.profile.id
        history = await self._ask(lambda: self._store.history_of_pages(state.window.first))
        await self._show_state(state, history)
        return True

    async def _show_state(self, state: State, history: Sequence[Revision]) -> None:
        site = await asyncio.to_thread(self._build, state, history)
        self._health.revision = site.revision
        self._health.revision_time = state.time.timestamp()
        self._health.shortened = len(site.shortened)
        self._health.largest_feed = site.largest_feed
        self._health.is_ready = True
        self._static_files.schedule(site)
        self._site = site

    def _build(self, state: State, history: Sequence[Revision]) -> Site:
        """Builds and shows a site, in a worker thread."""
        site = build_site(state, history, self._clock())
        self._register.follow(site)
        self._app.show(site)
        return site

    def report(self, problem: str) -> None:
        """Records a problem in the health; logs when it begins and when it ends."""
        self._health.store_problem = "cannot be used; the log says why" if problem else ""
        if problem and problem != self._problem:
            log.error(problem)
        elif self._problem and not problem:
            log.info("the store can be read again")
        self._problem = problem
