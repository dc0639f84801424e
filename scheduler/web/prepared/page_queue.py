"""The order in which pages are rendered: one at a time, in a thread of their own.

However many pages are asked for, the daemon keeps the threads in which it reads and writes the store.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from scheduler.web.limits import ASKS_OFTEN, PAGE_WITHIN
from scheduler.web.prepared.site import PreparedPages, PreparedSite

Line = OrderedDict["asyncio.Future[None]", float]
"""Those that wait, in the order in which they came, with the times of the event loop when they did."""


class PageQueue:
    """Renders pages, and lets no client wait for thousands of others.

    - Clients that had a page within the last second wait in a line of their own. One of them and one of the
      others are served in turn.
    - Of the others, the one that came first is served first. Those that have waited for more than `within`
      seconds come last, the newest first: the others can still be served in time.
    """

    def __init__(self, within: float = PAGE_WITHIN) -> None:
        self._within = within
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pages")
        self._is_rendering = False
        self._in_time: Line = OrderedDict()
        self._late: Line = OrderedDict()
        self._often: Line = OrderedDict()
        self._is_turn_of_often = False
        self._served: OrderedDict[object, float] = OrderedDict()  # clients within the last second

    async def render(self, pages: PreparedPages | PreparedSite, path: str, client: object) -> None:
        """Returns when the page at `path` is ready. A task that is cancelled leaves the queue."""
        await self._wait(client)
        try:
            if not pages.is_ready(path):
                await asyncio.get_running_loop().run_in_executor(self._thread, pages.get, path)
        finally:
            self._note_served(client)
            self._pass_on()

    async def _wait(self, client: object) -> None:
        if not self._is_rendering:
            self._is_rendering = True
            return
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        line = self._often if self._served.get(client, 0) > loop.time() - ASKS_OFTEN else self._in_time
        line[turn] = loop.time()
        try:
            await turn
        except asyncio.CancelledError:
            for each in (self._in_time, self._late, self._often):
                each.pop(turn, None)
            if not turn.cancelled():  # its turn had come
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Lets the next one render."""
        turn = self._next_turn(asyncio.get_running_loop().time())
        self._is_rendering = turn is not None
        if turn is not None:
            turn.set_result(None)

    def _next_turn(self, now: float) -> asyncio.Future[None] | None:
        while self._in_time and next(iter(self._in_time.values())) < now - self._within:
            turn, came = self._in_time.popitem(last=False)
            self._late[turn] = came
        self._is_turn_of_often = bool(self._often) and not (
            self._is_turn_of_often and (self._in_time or self._late)
        )
        if self._is_turn_of_often:
            return self._often.popitem(last=False)[0]
        if self._in_time:
            return self._in_time.popitem(last=False)[0]
        return self._late.popitem()[0] if self._late else None

    def _note_served(self, client: object) -> None:
        now = asyncio.get_running_loop().time()
        self._served[client] = now
        self._served.move_to_end(client)
        while next(iter(self._served.values())) <= now - ASKS_OFTEN:
            self._served.popitem(last=False)
