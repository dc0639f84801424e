"""The order in which pages are rendered: one at a time, in a thread of their own.

However many pages are asked for, the daemon keeps the threads in which it reads and writes the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from scheduler.web.background_threads import background_threads
from scheduler.web.pace import Pace
from scheduler.web.prepared.pages import PageCache, PreparedPages, RenderedPage
from scheduler.web.waiting_lines import WaitingLines

Find = Callable[[str], PreparedPages | None]
"""Returns the pages to which the one at a path belongs now; None if there are none."""
_ANSWERED_AT_ONCE = 64
"""Requests that go on in one iteration of the event loop when their page is ready."""


class PageQueue:
    """Renders pages into a cache, and lets no client wait for thousands of others."""

    def __init__(self, find: Find, cache: PageCache) -> None:
        self._find = find
        self._cache = cache
        self._thread = background_threads("pages", 1)
        self._lines: WaitingLines[str] = WaitingLines(Pace)
        self._requests: dict[str, set[asyncio.Future[None]]] = {}
        self._work: asyncio.Task[None] | None = None

    async def render(self, path: str, pace: Pace) -> None:
        """Returns when the page at `path` is ready; the client has this pace.

        Raises what the rendering raises. A task that is cancelled leaves the queue.
        """
        ready = asyncio.get_running_loop().create_future()
        self._requests.setdefault(path, set()).add(ready)
        self._lines.add(path, pace)
        if self._work is None:
            self._work = asyncio.create_task(self._render_all())
        try:
            await ready
        finally:
            self._leave(path, ready)

    def _leave(self, path: str, ready: asyncio.Future[None]) -> None:
        requests = self._requests.get(path, set())
        requests.discard(ready)
        if not requests:
            self._requests.pop(path, None)  # the page is skipped at its turn

    async def _render_all(self) -> None:
        try:
            while self._lines:
                path = self._lines.take()
                error: Exception | None = None
                try:
                    await self._render(path)
                except Exception as raised:  # it belongs to the requests for the page
                    error = raised
                for number, ready in enumerate(list(self._requests.pop(path, ())), 1):
                    if not ready.done():
                        ready.set_result(None) if error is None else ready.set_exception(error)
                    if number % _ANSWERED_AT_ONCE == 0:
                        await asyncio.sleep(0)
        finally:
            self._work = None

    async def _render(self, path: str) -> None:
        """Renders a page in the thread for pages, if it is still wanted."""
        pages = self._find(path)
        if path not in self._requests or pages is None:
            return
        loop = asyncio.get_running_loop()
        rendered = await loop.run_in_executor(self._thread, _render, pages, path)
        if rendered is not None:
            self._cache.put(path, rendered)


def _render(pages: PreparedPages, path: str) -> RenderedPage | None:
    try:
        return pages.render(path)
    except StopIteration as error:  # no task can raise it
        raise RuntimeError(repr(error)) from error
