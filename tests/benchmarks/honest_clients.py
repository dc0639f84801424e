"""Sixteen honest clients, as a process: `python -m benchmarks.honest_clients PORT PATH …`.

Each asks for the paths in turn, and begins with another one. Prints, as JSON, the milliseconds of the slowest
answer to each kind of client.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import count, cycle, islice
from typing import NamedTuple

import uvloop

SECONDS = 6.0
"""Seconds for which the clients ask."""


class Habit(NamedTuple):
    """How some clients ask: `requests` in a row, then a pause in seconds."""

    clients: int
    requests: int
    pause: float
    keeps_connection: bool


HABITS: Mapping[str, Habit] = {
    "a new connection for each request": Habit(4, 1, 0.1, keeps_connection=False),
    "one request every 1.2 seconds": Habit(4, 1, 1.2, keeps_connection=True),
    "four requests in a row, as a browser": Habit(4, 4, 1.2, keeps_connection=True),
    "twenty requests a second": Habit(4, 1, 0.05, keeps_connection=True),
}


class Client:
    """One honest client."""

    def __init__(self, port: int, paths: Iterator[str], habit: Habit) -> None:
        self._port = port
        self._paths = paths
        self._habit = habit
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.slowest = 0.0

    async def run(self, delay: float, ends: float) -> None:
        """Asks after `delay` seconds, until the time `ends`."""
        await asyncio.sleep(delay)
        while time.monotonic() < ends:
            for _ in range(self._habit.requests):
                begun = time.monotonic()
                await self._ask()
                self.slowest = max(self.slowest, time.monotonic() - begun)
            await asyncio.sleep(self._habit.pause)

    async def _ask(self) -> None:
        if self._connection is None:
            self._connection = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._connection
        writer.write(f"GET {next(self._paths)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if length is None or not head.startswith(b"HTTP/1.1 200 "):
            raise ValueError(head)
        await reader.readexactly(int(length[1]))
        if not self._habit.keeps_connection:
            writer.close()
            self._connection = None


async def main() -> None:
    """Runs all clients, and prints their slowest answers."""
    port, *paths = sys.argv[1:]
    ends = time.monotonic() + SECONDS
    numbers = count()

    def new_client(habit: Habit) -> Client:
        return Client(int(port), islice(cycle(paths), next(numbers), None), habit)

    clients = {name: [new_client(habit) for _ in range(habit.clients)] for name, habit in HABITS.items()}
    async with asyncio.TaskGroup() as group:
        for name, habit in HABITS.items():
            for number, client in enumerate(clients[name]):
                group.create_task(client.run(number * habit.pause / habit.clients, ends))
    print(json.dumps({name: 1000 * max(each.slowest for each in group) for name, group in clients.items()}))


if __name__ == "__main__":
    uvloop.run(main())
