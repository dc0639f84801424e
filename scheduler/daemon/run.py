"""`serve` from start to SIGTERM: runs the server and what follows the store, and keeps a writer beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from scheduler.daemon.follow_store import CLOSED_WITHIN, INTERVAL, SiteFollower, TokenFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.supervise import LONGEST, Part, pause_for, supervise
from scheduler.daemon.writer_messages import WriterSettings
from scheduler.daemon.writer_process import WriterProcess
from scheduler.publication.site import Site
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.guard import raise_file_limit
from scheduler.web.health import Health, WriterReport
from scheduler.web.private_access import PrivateAccess
from scheduler.web.server import Server, listen

log = logging.getLogger("twincal")
LONGEST_STOP = 40
"""Seconds from the signal until the process ends, even if a database does not answer."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one `serve`; `clock` is in UTC.

    `writer` is what its writer does, and `writer_command` starts one; None for a follower that writes no
    files. Without `compress` it sends nothing in gzip.
    """

    store: Store
    clock: Callable[[], datetime]
    host: str
    port: int
    writer: WriterSettings | None
    writer_command: tuple[str, ...]
    compress: bool = True


def run(settings: Settings, announce: Callable[[Site], None]) -> bool:
    """Serves until SIGTERM or SIGINT, and passes the first site to `announce`.

    Returns False if there is nothing to serve. Raises Refused if it cannot listen on the address, or if
    another daemon works with the store and this one may not wait for it.
    """
    listening = listen(settings.host, settings.port)
    serving = _Serving(settings)
    try:
        with asyncio.Runner(loop_factory=serving.server.loop_factory) as runner:
            return runner.run(serving.serve(listening, announce))
    finally:
        serving.cancel_deadline()


class _Serving:
    """The parts of one `serve`."""

    def __init__(self, settings: Settings) -> None:
        store, clock, health = settings.store, settings.clock, Health()
        app = SiteApp(health, compress=settings.compress)
        self.server = Server(app, raise_file_limit())
        self._settings = settings
        self._deadline = threading.Timer(LONGEST_STOP, _end_process)
        self._deadline.daemon = True
        self._stop = asyncio.Event()
        self._register = PollRegister(store, clock, app.show_reach_pages)
        self._follower = SiteFollower(store, clock, app, health, self._register)
        self._tokens = TokenFollower(store, PrivateAccess(), app)
        self._writer: WriterProcess | None = None
        if settings.writer is not None:
            command = settings.writer_command
            self._writer = WriterProcess(command, settings.writer, health.show_writer)
            if settings.writer.directory is not None:  # else it may not write counts
                app.observer = self._register.count

    def cancel_deadline(self) -> None:
        """Lets the process live on, because every part has ended."""
        self._deadline.cancel()

    async def serve(self, listening: socket.socket, announce: Callable[[Site], None]) -> bool:
        """Serves on `listening` until a signal comes; returns False if there is nothing to serve."""
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, self._end)
        serving = asyncio.create_task(self.server.serve_on(listening))
        writing = asyncio.create_task(self._write())
        tasks = [serving, writing, self._supervised(self._tokens.run, longest=CLOSED_WITHIN)]
        try:
            site = await self._first_site(writing)
            if site is None:
                return self._stop.is_set()
            announce(site)
            log.info("started: revision %d of %s", site.revision, self._settings.store.name)
            tasks += map(self._supervised, (self._follower.run, self._register.run))
            await asyncio.wait((serving, writing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._end()
            await asyncio.gather(serving, return_exceptions=True)
            for task in tasks:
                if task is not writing:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._register.flush()
        if writing.done():
            writing.result()  # raises Refused if the writer may not work with this store
        log.info("stopped")
        return True

    async def _write(self) -> None:
        """Keeps a writer until the end; without one, waits for the end."""
        if self._writer is not None:
            await self._writer.run(self._stop)
        else:
            await self._stop.wait()

    async def _first_site(self, writing: asyncio.Task[None]) -> Site | None:
        """Returns the site of the first revision in the store, and waits for it; None if none will come.

        It waits until the writer knows its role. Raises Refused if the writer may not work with this store.
        """
        while not self._stop.is_set():
            if writing.done():
                writing.result()
            if self._writer is not None and not self._writer.is_known.is_set():
                await pause_for(0.05, self._stop)
                continue
            report = WriterReport() if self._writer is None else self._writer.report
            try:
                site = await self._follower.catch_up()
            except StoreError as error:
                self._follower.report_error(error)
            except Exception:  # the next revision may be shown
                log.exception("what is stored cannot be shown")
                await pause_for(LONGEST, self._stop)
            else:
                if site is not None:
                    return site
                if report.failed and not (report.store_failed or report.attempt):
                    return None
            await pause_for(INTERVAL, self._stop)
        return None

    def _supervised(self, part: Part, **limits: float) -> asyncio.Task[None]:
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
