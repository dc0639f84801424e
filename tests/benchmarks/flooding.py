"""Clients that flood a server, as a process: `python -m benchmarks.flooding KIND PORT CONNECTIONS PATH …`.

Each connection that is closed is opened again. The process says when the first connections are open, and runs
until it is ended. It has the lowest priority (SCHED_IDLE), so that honest clients wait for the server and not for the
flood: real floods come from other machines.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import uvloop

AT_ONCE = 20
"""Requests that a client sends together."""
AGAIN = 0.05
"""Seconds before a connection is opened again, if the server closed it."""
TOGETHER = 1.05
"""Seconds after which all connections ask again."""
HEAD_START = 0.2
"""Seconds before the honest clients begin. Thousands of connections are still being opened then."""


class Asks(asyncio.Protocol):
    """Sends a request as soon as the last one is answered."""

    does = "ask as soon as they are answered"
    again = AGAIN
    requests = 1

    def __init__(self, flood: Flood) -> None:
        self.flood = flood
        self.answers = 0
        self.end = b""

    def connection_made(self, transport: Any) -> None:
        """Sends the first request."""
        self.transport: asyncio.Transport = transport
        self.flood.open.add(self)
        self.ask()

    def connection_lost(self, _error: Exception | None) -> None:
        """Opens the connection again."""
        self.flood.open.discard(self)
        self.flood.start_opening(self.again)

    def data_received(self, data: bytes) -> None:
        """Goes on if everything is answered."""
        self.answers += (self.end + data).count(b"HTTP/1.1 ")
        self.end = data[-8:]
        if self.answers == self.requests:
            self.answers = 0
            self.answered()

    def answered(self) -> None:
        """Asks again."""
        self.ask()

    def ask(self) -> None:
        """Sends one request or more."""
        self.transport.write(b"".join(self.flood.request() for _ in range(self.requests)))


class Pipelines(Asks):
    """Sends many requests at once."""

    does = "send twenty requests at once"
    requests = AT_ONCE


class ReadsNothing(Asks):
    """Sends requests as long as the server takes them, and never reads."""

    does = "send thousands of requests and read nothing"

    def ask(self) -> None:
        """Sends them."""
        self.transport.pause_reading()
        self.transport.write(self.flood.request() * 2_000)


class OpensAnew(Asks):
    """Opens a connection for each request."""

    does = "open a connection for each request"
    again = 0

    def ask(self) -> None:
        """Sends a request that ends the connection."""
        self.transport.write(self.flood.request(b"Connection: close\r\n"))

    def answered(self) -> None:
        """Waits for the end of the connection."""


class SendsHalf(Asks):
    """Sends half of a head."""

    does = "send half a request"

    def ask(self) -> None:
        """Sends it."""
        self.transport.write(self.flood.request()[:-4])


class SendsTwoParts(Asks):
    """Sends each head in two parts."""

    does = "send each request in two parts"

    def ask(self) -> None:
        """Sends the first part now and the second one in the next iteration."""
        request = self.flood.request()
        self.transport.write(request[:20])
        asyncio.get_running_loop().call_soon(self.transport.write, request[20:])


class AsksTogether(Asks):
    """Asks when all others do."""

    does = "all ask in the same moment, each second"

    def answered(self) -> None:
        """Waits for the others."""


class SaysNothing(Asks):
    """Asks for nothing."""

    does = "send nothing"

    def ask(self) -> None:
        """Sends nothing."""


class Pauses(Asks):
    """Asks again after a short pause, with a request that has a body."""

    does = "send requests with a body, with pauses"

    def answered(self) -> None:
        """Makes the pause."""
        asyncio.get_running_loop().call_later(0.045, self.ask)

    def ask(self) -> None:
        """Sends a request with a body."""
        self.transport.write(self.flood.request(b"Content-Length: 1\r\n") + b"x")


KINDS: Mapping[str, type[Asks]] = {
    "asks": Asks,
    "pipelines": Pipelines,
    "reads-nothing": ReadsNothing,
    "opens-anew": OpensAnew,
    "sends-half": SendsHalf,
    "sends-two-parts": SendsTwoParts,
    "asks-together": AsksTogether,
    "says-nothing": SaysNothing,
    "pauses": Pauses,
}


class Flood:
    """The connections of one flood, which ask for the paths in a random order."""

    def __init__(self, kind: type[Asks], port: int, paths: Sequence[str]) -> None:
        self.open: set[Asks] = set()
        self._kind = kind
        self._port = port
        self._paths = cycle(random.Random(1).sample(paths, len(paths)))
        self._opening: set[asyncio.Task[None]] = set()

    def request(self, headers: bytes = b"") -> bytes:
        """Returns a request for the next path."""
        return b"GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (next(self._paths).encode(), headers)

    def start_opening(self, after: float) -> None:
        """Begins to open a connection, after some seconds."""
        task = asyncio.create_task(self._open(after))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _open(self, after: float) -> None:
        await asyncio.sleep(after)
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: self._kind(self), "127.0.0.1", self._port
            )
        except OSError:
            self.start_opening(AGAIN)

    async def run(self, connections: int) -> None:
        """Opens the connections, says when the first ones are open, and goes on until the process is ended."""
        for _ in range(connections):
            self.start_opening(0)
        await asyncio.sleep(HEAD_START)
        print(len(self.open), flush=True)
        while True:
            await asyncio.sleep(TOGETHER)
            if self._kind is AsksTogether:
                for each in list(self.open):
                    each.ask()


async def main() -> None:
    """Floods as the arguments say."""
    _, kind, port, connections, *paths = sys.argv
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    await Flood(KINDS[kind], int(port), paths).run(int(connections))


if __name__ == "__main__":
    uvloop.run(main())
