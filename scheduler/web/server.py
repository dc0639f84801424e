"""The HTTP server: uvicorn with our settings, and the address that it listens on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from functools import partial

import uvicorn

from scheduler.commands.errors import Refused
from scheduler.web.app import SiteApp
from scheduler.web.connections.connection import Connection
from scheduler.web.connections.iterations import Iterations
from scheduler.web.connections.open_connections import OpenConnections
from scheduler.web.connections.plain_requests import PlainRequests
from scheduler.web.limits import (
    ACCEPTED_PER_ITERATION,
    LONGEST_IDLE,
    LONGEST_ITERATION,
    LONGEST_REQUEST,
    MOST_CONNECTIONS,
    MOST_UNSENT,
    MOST_WAITING,
)

GRACE = 20
"""Seconds for running requests to end after the server is asked to stop."""


class Server(uvicorn.Server):
    """A server for one application that leaves signals to the daemon.

    uvicorn would raise SIGTERM again after it has stopped, and the process would not exit with 0.
    """

    def __init__(
        self,
        app: SiteApp,
        most_connections: int = MOST_CONNECTIONS,
        longest_iteration: float = LONGEST_ITERATION,
    ) -> None:
        self._connections = OpenConnections(most_connections)
        super().__init__(
            uvicorn.Config(
                app,
                http=partial(  # type: ignore[arg-type]
                    Connection,
                    connections=self._connections,
                    iterations=Iterations(longest_iteration),
                    plain_requests=PlainRequests(),
                    buffer=memoryview(bytearray(LONGEST_REQUEST)),
                ),
                access_log=False,
                log_config=None,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                backlog=MOST_WAITING,
                timeout_keep_alive=LONGEST_IDLE,
                timeout_graceful_shutdown=GRACE,
            )
        )

    @property
    def loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop] | None:
        """The factory of the fastest event loop for the server: uvloop's where it is installed."""
        return self.config.get_loop_factory()

    async def serve_on(self, listening: socket.socket) -> None:
        """Serves until `should_exit` is set, and closes `listening`.

        In each iteration, uvloop accepts one connection of each socket. Copies of `listening` share its
        queue, so that new clients are accepted soon while others ask without a pause.
        """
        self.config.load()
        await self.on_tick(0)  # the first answers need the date, too
        copies = [listening.dup() for _ in range(ACCEPTED_PER_ITERATION - 1)]
        await self.serve(sockets=[listening, *copies])

    async def on_tick(self, counter: int) -> bool:
        """Closes connections that have taken too long. uvicorn calls it every 0.1 seconds."""
        self._connections.check(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the connections when their answers are sent; uvicorn calls it, and calls `on_tick` no more."""
        closing = asyncio.create_task(self._check_connections())
        try:
            await super().shutdown(sockets)
        finally:
            closing.cancel()

    async def _check_connections(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._connections.check(loop.time())
            self._connections.abort_stalled(loop.time())
            await asyncio.sleep(0.1)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures no signal."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Returns a socket that listens on `host` and `port`. Raises Refused if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise Refused(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            "end what listens there, or choose another with --port",
        ) from error
    # Connections inherit it. The kernel would keep megabytes for a client that reads nothing.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)
    return listening
