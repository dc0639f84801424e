"""The HTTP server: uvicorn with our settings, and the address that it listens on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from functools import partial

import uvicorn

from scheduler.commands.refusals import Refused
from scheduler.web.app import SiteApp
from scheduler.web.guard import MOST_CONNECTIONS, GuardedProtocol

LONGEST_IDLE = 5
"""Seconds after an answer for which a connection may be idle."""
MOST_UNSENT = 65_536
"""Bytes of answers to one client that the kernel takes before they can be sent; it would keep megabytes."""
MOST_RECEIVED = 16_384
"""Bytes of requests of one client that the kernel keeps, about, while none is read."""


class Server(uvicorn.Server):
    """A server for one application that leaves signals to the daemon.

    uvicorn would raise SIGTERM again after it has stopped, and the process would not exit with 0.
    """

    def __init__(self, app: SiteApp, most_connections: int = MOST_CONNECTIONS) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=partial(GuardedProtocol, most_connections=most_connections),  # type: ignore[arg-type]
                access_log=False,
                log_config=None,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=LONGEST_IDLE,
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """Ends connections whose clients are too slow. uvicorn calls it every 0.1 seconds."""
        now = asyncio.get_running_loop().time()
        for connection in list(self.server_state.connections):
            connection.check(now)  # type: ignore[union-attr]  # all of them are guarded
        return await super().on_tick(counter)

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
    # Connections inherit both.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MOST_RECEIVED)
    return listening
