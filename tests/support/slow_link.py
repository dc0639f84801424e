"""A way to a PostgreSQL server on which answers may be held."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SOCKET = ".s.PGSQL.5432"


class SlowLink:
    """A socket in `folder` that passes everything on to that of a server."""

    def __init__(self, server: Path, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._is_open = asyncio.Event()
        self._is_open.set()
        self._end = asyncio.Event()

    def hold(self) -> None:
        """Lets no answer through until `release`."""
        self._loop.call_soon_threadsafe(self._is_open.clear)

    def release(self) -> None:
        """Lets answers through again, also those that were held."""
        self._loop.call_soon_threadsafe(self._is_open.set)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)

    def run(self, ready: threading.Event) -> None:
        """Passes data on until `end`, in a thread of its own; sets `ready` as soon as it does."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        async with await asyncio.start_unix_server(self._pass_on, self._folder / SOCKET):
            ready.set()
            await self._end.wait()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_unix_connection(self._server / SOCKET)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._questions(reader, questions), self._answers(answers, writer))
        for end in (questions, writer):
            end.close()

    async def _questions(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._is_open.wait()
            writer.write(data)
        writer.close()


@contextmanager
def slow_link(database: str) -> Iterator[tuple[str, SlowLink]]:
    """The URL of `database` by a link, and the link."""
    address, _, server = database.partition("?host=")
    # Not below the folder of a test: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="twincal-link-") as folder:
        link, ready = SlowLink(Path(server), Path(folder)), threading.Event()
        thread = threading.Thread(target=link.run, args=[ready])
        thread.start()
        ready.wait()
        try:
            yield f"{address}?host={folder}", link
        finally:
            link.release()
            link.end()
            thread.join()
