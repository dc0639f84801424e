"""The daemon from start to SIGTERM: runs the server, the applier, the followers, the watcher and the jobs."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from scheduler.daemon.follow_site import SiteFollower
from scheduler.daemon.follow_tokens import CLOSED_WITHIN, TokenFollower
from scheduler.daemon.jobs import create_jobs, follow_real_clock
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import RETRY, StaticFiles
from scheduler.daemon.supervise import supervise
from scheduler.daemon.watch import quiet_moments, watch
from scheduler.publication.site import Site
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from scheduler.web.server import Server, listen

if TYPE_CHECKING:  # no feed waits until the configuration is imported
    from scheduler.daemon.applier import Applier

log = logging.getLogger("twincal")


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one daemon; `clock` is in UTC.

    The daemon also writes static files to `folder`. Without `compress` it sends nothing in gzip.
    """

    directory: Path
    store: Store
    clock: Callable[[], datetime]
    host: str
    port: int
    folder: Path | None = None
    compress: bool = True


def run(settings: Settings, announce: Callable[[Site], None]) -> bool:
    """Serves until SIGTERM or SIGINT, and passes the first site to `announce`.

    Returns False if there is nothing to serve. Raises Refused if it cannot listen on the address.
    """
    listening = listen(settings.host, settings.port)
    daemon = _Daemon(settings)
    with asyncio.Runner(loop_factory=daemon.server.loop_factory) as runner:
        return runner.run(daemon.serve(listening, announce))


class _Daemon:
    """The parts of one daemon, and their common events.

    `_changed`: the configuration must be applied again. `_stop`: the daemon ends.
    """

    def __init__(self, settings: Settings) -> None:
        store, clock = settings.store, settings.clock
        health = Health()
        app = SiteApp(health, compress=settings.compress)
        self.server = Server(app)
        self._settings, self._health = settings, health
        self._changed, self._stop = asyncio.Event(), asyncio.Event()
        self._register = PollRegister(store, clock, app.show_reach_pages)
        app.observer = self._register.count
        self._static_files = StaticFiles(settings.folder, health)
        self._follower = SiteFollower(store, clock, app, health, self._static_files, self._register)
        self._tokens = TokenFollower(store, PrivateAccess(compress=settings.compress), app)
        self._jobs = create_jobs(self._changed, clock)

    async def serve(self, listening: socket.socket, announce: Callable[[Site], None]) -> bool:
        """Serves on `listening` until a signal comes; returns False if there is nothing to serve."""
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, self._end)
        serving = asyncio.create_task(self.server.serve(sockets=[listening]))
        tasks = [
            self._supervised(self._tokens.run, longest=CLOSED_WITHIN),
            # From the start: otherwise an edit during the first attempt would wait for the next hour.
            self._supervised(lambda stop: watch(self._settings.directory, stop, self._changed)),
        ]
        site = None
        try:
            site = await self._first_site()
        finally:
            if site is None:
                self.server.should_exit = True
                await serving
        if site is None:
            return False
        announce(site)
        log.info("started: revision %d of %s", site.revision, self._settings.store.name)
        await self._run_parts(serving, tasks)
        log.info("stopped")
        return True

    async def _first_site(self) -> Site | None:
        """Shows what is stored, and has the configuration applied a little later, like an edit.

        If nothing can be shown, applies the configuration first. Returns None if nothing is published then.
        Raises an error only if nothing can be shown.
        """
        site = None
        try:
            site = await self._follower.catch_up()
        except StoreError:
            pass  # the applier gets the same error, and reports it
        except Exception:  # the site may be shown after the configuration is applied
            log.exception("what is stored cannot be shown")
        if site is not None:
            self._changed.set()
            return site
        await (await self._applier()).apply()
        return await self._follower.catch_up()

    async def _run_parts(self, serving: asyncio.Task[None], tasks: list[asyncio.Task[None]]) -> None:
        self._jobs.start()
        tasks += [
            self._supervised(part)
            for part in (
                self._apply_changes,
                self._follower.run,
                self._static_files.run,
                self._register.run,
                lambda stop: follow_real_clock(self._jobs, stop),
            )
        ]
        try:
            await serving
        finally:
            self._stop.set()
            self._jobs.shutdown(wait=False)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._register.flush()

    def _supervised(
        self, part: Callable[[asyncio.Event], Awaitable[None]], **limits: float
    ) -> asyncio.Task[None]:
        return asyncio.create_task(supervise(lambda: part(self._stop), self._stop, **limits))

    def _end(self) -> None:
        self._stop.set()
        self.server.should_exit = True

    async def _apply_changes(self, stop: asyncio.Event) -> None:
        """Applies the configuration at each quiet moment after a change."""
        async for _ in quiet_moments(self._changed, stop, self._removes_meetings):
            applier = await self._applier()
            if await applier.apply_as_checked():
                continue
            if applier.store_failed:
                asyncio.get_running_loop().call_later(RETRY, self._changed.set)
                log.info("trying again in %d s", RETRY)
            else:
                log.info("waiting for the next edit, or the next look at the clock")

    async def _removes_meetings(self) -> bool:
        return await (await self._applier()).removes_meetings()

    async def _applier(self) -> Applier:
        """Returns the applier, which is made in a worker thread because its imports take a while."""
        return await asyncio.to_thread(lambda: self._made_applier)

    @cached_property
    def _made_applier(self) -> Applier:
        from scheduler.daemon.applier import Applier

        settings = self._settings
        return Applier(settings.directory, settings.store, settings.clock, self._health)
