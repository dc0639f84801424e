"""The daemon from start to SIGTERM: runs the server, the followers of the store, and its writer."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from scheduler.commands.consent import Consent
from scheduler.commands.errors import OlderStore, Refused
from scheduler.commands.older_store import refuse_older_store
from scheduler.daemon.follow_site import INTERVAL, SiteFollower
from scheduler.daemon.follow_tokens import CLOSED_WITHIN, TokenFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import StaticFiles
from scheduler.daemon.supervise import supervise
from scheduler.daemon.writer import DaemonPart, Writer
from scheduler.publication.site import Site
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.guard import raise_file_limit
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from scheduler.web.server import Server, listen

log = logging.getLogger("twincal")
LONGEST_STOP = 40
"""Seconds from the signal until the process ends, even if a database does not answer."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one daemon; `clock` is in UTC.

    It applies the configuration in `directory`. Without one it is a follower: it shows what another daemon
    writes, and writes nothing to the store itself. `state_folder` is for files beside the store. The
    daemon also writes static files to `folder`. Without `compress` it sends nothing in gzip. `apply_command`
    are the words of `twincal apply` for the same store.
    """

    directory: Path | None
    state_folder: Path
    store: Store
    clock: Callable[[], datetime]
    host: str
    port: int
    folder: Path | None = None
    compress: bool = True
    apply_command: tuple[str, ...] = ()


def run(settings: Settings, announce: Callable[[Site], None]) -> bool:
    """Serves until SIGTERM or SIGINT, and passes the first site to `announce`.

    Returns False if there is nothing to serve. Raises Refused if it cannot listen on the address, or if
    another daemon works with the store and this one may not wait for it.
    """
    listening = listen(settings.host, settings.port)
    daemon = _Daemon(settings)
    try:
        with asyncio.Runner(loop_factory=daemon.server.loop_factory) as runner:
            return runner.run(daemon.serve(listening, announce))
    finally:
        daemon.cancel_deadline()


class _Daemon:
    """The parts of one daemon. `_writer` is None for a follower.

    `_stop`: the daemon ends. `_changed`: the configuration must be applied at the next quiet moment.
    """

    def __init__(self, settings: Settings) -> None:
        store, clock, health = settings.store, settings.clock, Health()
        app = SiteApp(health, compress=settings.compress)
        self.server = Server(app, raise_file_limit())
        self._settings = settings
        self._deadline = threading.Timer(LONGEST_STOP, _end_process)
        self._deadline.daemon = True
        self._stop, self._changed = asyncio.Event(), asyncio.Event()
        self._register = PollRegister(store, clock, app.show_reach_pages)
        self._static_files = StaticFiles(settings.store, settings.folder, health)
        self._follower = SiteFollower(
            store, clock, app, health, self._static_files, self._register, on_replaced=self._changed.set
        )
        self._tokens = TokenFollower(store, PrivateAccess(), app)
        self._writer: Writer | None = None
        if settings.directory is not None:
            follower = self._follower
            self._writer = Writer(
                settings.directory,
                settings.state_folder,
                store,
                clock,
                health,
                lambda: follower.state,
                self._changed,
                Consent(command=settings.apply_command),
            )
            app.observer = self._register.count  # a follower counts nothing, because it could not write it

    def cancel_deadline(self) -> None:
        """Lets the process live on, because every part of the daemon has ended."""
        self._deadline.cancel()

    async def serve(self, listening: socket.socket, announce: Callable[[Site], None]) -> bool:
        """Serves on `listening` until a signal comes; returns False if there is nothing to serve."""
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, self._end)
        if self._writer is None:
            return await self._serve(listening, announce)
        await self._writer.begin()
        try:
            return await self._serve(listening, announce)
        finally:
            self._writer.end()

    async def _serve(self, listening: socket.socket, announce: Callable[[Site], None]) -> bool:
        serving = asyncio.create_task(self.server.serve_on(listening))
        tasks = [self._supervised(self._tokens.run, longest=CLOSED_WITHIN)]
        tasks += map(self._supervised, self._writer.first_parts if self._writer is not None else ())
        site = None
        try:
            site = await self._first_site()
        finally:
            if site is None:
                self.server.should_exit = True
                await serving
        if site is None:
            return self._stop.is_set()
        announce(site)
        log.info("started: revision %d of %s", site.revision, self._settings.store.name)
        await self._run_parts(serving, tasks)
        log.info("stopped")
        return True

    async def _first_site(self) -> Site | None:
        """Shows what is stored, and has the configuration applied a little later, like an edit.

        If nothing can be shown, the writer applies the configuration first, and others wait for it. Returns
        None if nothing is published then. Raises an error only if nothing can be shown, or OlderStore if the
        folder for static files was published from a store that is lost or from a later state of it.
        """
        while not self._stop.is_set():
            site = await self._stored_site()
            if site is not None:
                return site
            if self._writer is not None and self._writer.is_active:
                await self._until_stopped(self._writer.apply())
                site = await self._follower.catch_up()
                if site is not None or not await self._writer.store_failed():
                    return site
            await asyncio.sleep(INTERVAL)
        return None

    def _refuse_older_store(self) -> None:
        folder = self._settings.folder
        if self._writer is not None and self._writer.is_active and folder is not None:
            try:
                refuse_older_store(self._settings.store, self._settings.store.state(), folder)
            except OlderStore:
                raise
            except Refused as error:  # readers over HTTP do not need the folder
                log.error("the folder for static files cannot be compared with the store: %s", error)

    async def _until_stopped(self, work: Coroutine[None, None, None]) -> None:
        """Does `work`; ends it if the daemon has to stop."""
        working, stopping = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            for task in (working, stopping):
                task.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def _stored_site(self) -> Site | None:
        try:
            await asyncio.to_thread(self._refuse_older_store)
            site = await self._follower.catch_up()
        except OlderStore:
            raise
        except StoreError as error:
            if self._writer is None or not self._writer.is_active:  # else the writer reports the same error
                self._follower.report(f"the store cannot be read: {error}")
            return None
        except Exception:  # the site may be shown after the configuration is applied
            log.exception("what is stored cannot be shown")
            return None
        if site is not None:
            self._changed.set()
        return site

    async def _run_parts(self, serving: asyncio.Task[None], tasks: list[asyncio.Task[None]]) -> None:
        parts: tuple[DaemonPart, ...] = (self._follower.run, self._static_files.run, self._register.run)
        tasks += map(self._supervised, parts)
        tasks += map(self._supervised, self._writer.later_parts if self._writer is not None else ())
        try:
            await serving
        finally:
            self._stop.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._register.flush()

    def _supervised(self, part: DaemonPart, **limits: float) -> asyncio.Task[None]:
        return asyncio.create_task(supervise(lambda: part(self._stop), self._stop, **limits))

    def _end(self) -> None:
        self._stop.set()
        self.server.should_exit = True
        if not self._deadline.is_alive():
            self._deadline.start()


def _end_process() -> None:
    """Ends the process though threads still work, or wait for the database; a transaction is undone."""
    log.error("ended without waiting for the rest of the work, such as a database that does not answer")
    logging.shutdown()
    os._exit(1)
