"""The order in which pages are rendered: one at a time, in a thread of their own.

However many pages are asked for, the daemon keeps the threads in which it reads and writes the store.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scheduler.web.pace import Pace
from scheduler.web.prepared.site import PreparedPages, PreparedSite

Find = Callable[[str], PreparedPages | PreparedSite | None]
"""Returns what has the page at a path now; None if no page can be there."""
_Waiting = dict["asyncio.Future[None]", str]
"""The paths that requests wait for, in the order in which these came."""


class PageQueue:
    """Renders pages, and lets no client wait for thousands of others.

    Clients of each pace wait in a line of their own; the lines are served in turn. In each, the newest
    request is served first. If more come than can be served, most are still served soon; the oldest wait
    until `ANSWERED_WITHIN` closes them.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pages")
        self._lines: dict[Pace, _Waiting] = {pace: {} for pace in Pace}
        self._turns = deque(self._lines.values())
        self._work: asyncio.Task[None] | None = None

    async def render(self, path: str, pace: Pace) -> None:
        """Returns when the page at `path` is ready; the client has this pace.

        Raises what the rendering raises. A task that is cancelled leaves the queue.
        """
        line = self._lines[pace]
        ready = asyncio.get_running_loop().create_future()
        line[ready] = path
        if self._work is None:
            self._work = asyncio.create_task(self._render_all())
        try:
            await ready
        finally:
            line.pop(ready, None)

    async def _render_all(self) -> None:
        while (line := self._next_line()) is not None:
            ready, path = line.popitem()
            error = await self._error_of_rendering(path)
            if not ready.done():
                ready.set_result(None) if error is None else ready.set_exception(error)
            await asyncio.sleep(0)  # many may wait for one page: their answers come in several iterations
        self._work = None

    async def _error_of_rendering(self, path: str) -> Exception | None:
        pages = self._find(path)
        if pages is not None and not pages.is_ready(path):
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, pages.get, path)
            except Exception as error:  # it belongs to the request
                return error
        return None

    def _next_line(self) -> _Waiting | None:
        for _ in self._lines:
            self._turns.rotate()
            if self._turns[0]:
                return self._turns[0]
        return None
