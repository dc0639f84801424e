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
from functools import partial

from msgspec import Struct

from scheduler.daemon.follow_store import SiteFollower, TokenFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.repeat import repeat
from scheduler.daemon.writer_messages import WriterSettings
from scheduler.daemon.writer_process import WriterProcess
from scheduler.publication.site import Site
from scheduler.store import Store
from scheduler.web.app import SiteApp
from scheduler.web.desk_door import Ask, DeskDoor
from scheduler.web.guard import raise_file_limit
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from scheduler.web.server import Server, listen

log = logging.getLogger("twincal")
INTERVAL = 0.5
"""Seconds between two looks at the store: a revision is shown within two seconds."""
TOKEN_INTERVAL = 1.0
"""Seconds between two looks at the tokens."""
CLOSED_WITHIN = 5.0
"""Seconds until a revoked token stops working, even while private feeds cannot be made."""
COUNT_INTERVAL = 60.0
"""Seconds between two writes of who fetched what."""
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
        with asyncio.Runner(loop_factory=serving.server.config.get_loop_factory()) as runner:
            return runner.run(serving.serve(listening, announce))
    finally:
        serving.deadline.cancel()


class _Serving:
    """The parts of one `serve`."""

    def __init__(self, settings: Settings) -> None:
        store, clock, self._health = settings.store, settings.clock, Health()
        app = SiteApp(self._health, clock, compress=settings.compress)
        self.server = Server(app, raise_file_limit())
        self._settings = settings
        self.deadline = threading.Timer(LONGEST_STOP, _end_process)
        self.deadline.daemon = True
        self._register = PollRegister(store, clock, app.show_reach_pages)
        self._follower = SiteFollower(store, clock, app, self._register)
        self._tokens = TokenFollower(store, PrivateAccess(), app)
        self._is_empty = False
        self._writer: WriterProcess | None = None
        ask: Ask | None = None
        if settings.writer is not None:
            command = settings.writer_command
            self._writer = WriterProcess(command, settings.writer, self._health.show_writer)
            if settings.writer.directory is not None:  # else it may not write counts
                app.observer = self._register.count
                ask, app.press = self._writer.ask, self._writer.press
        app.desk = DeskDoor(ask)

    async def serve(self, listening: socket.socket, announce: Callable[[Site], None]) -> bool:
        """Serves on `listening` until a signal comes; returns False if there is nothing to serve."""
        if not os.isatty(0):  # a terminal that is closed ends it, as any other program
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, self._end)
        work = [
            repeat(partial(self._show, announce), INTERVAL),
            repeat(self._tokens.follow, TOKEN_INTERVAL, longest=CLOSED_WITHIN),
            repeat(self._register.flush, COUNT_INTERVAL),
        ]
        if self._writer is not None:
            work.append(self._writer.run())
        serving = asyncio.create_task(self.server.serve([listening]))
        working = [*map(asyncio.create_task, work)]
        try:
            await asyncio.wait((serving, *working), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._end()
            for task in working:
                task.cancel()
            await asyncio.gather(serving, *working, return_exceptions=True)
            await self._register.flush()
        for task in (serving, *working):
            if not task.cancelled():
                task.result()  # raises Refused if the writer may not work with this store
        log.info("stopped")
        return not self._is_empty

    async def _show(self, announce: Callable[[Site], None]) -> None:
        """Shows the last revision, once the writer knows its role; passes the first site to `announce`.

        Ends `serve` if there is none, and none will come.
        """
        if self._writer is not None:
            await self._writer.is_known.wait()
        report, before = self._health.writer, self._follower.site
        await self._follower.follow()
        site = self._follower.site
        if site is None:
            is_over = report.failed and not (report.store_failed or report.attempt)
            if is_over and not self._health.store_problem:
                self._is_empty = True
                self._end()
        elif before is None:
            announce(site)
            revision = site.inputs.state.revision
            log.info("started: revision %d of %s", revision, self._settings.store.name)

    def _end(self) -> None:
        self.server.should_exit = True
        if not self.deadline.is_alive():
            self.deadline.start()


def _end_process() -> None:
    """Ends the process though threads still work, or wait for the database; a transaction is undone."""
    log.error("ended without waiting for the rest of the work, such as a database that does not answer")
    logging.shutdown()
    os._exit(1)
