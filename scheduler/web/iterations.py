"""The iterations of the event loop: how long each answers, and who waits for a later one.

A client that asks often makes no other client wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from itertools import zip_longest
from time import perf_counter

from scheduler.web.limits import ASKS_OFTEN, LONGEST_BURST, LONGEST_ITERATION, SHORTEST_PAUSE


class Iterations:
    """The iterations of the event loop of one server, and the answers that wait for a later one.

    - An iteration answers clients that ask often for `longest` seconds, and the others for two times
      `longest_burst`. Those that are left go on waiting, in their order.
    - Of those that ask often, it answers one that made a pause, one that made none, and so on: a client with
      a pause does not wait for thousands that have none.
    """

    def __init__(self, longest: float = LONGEST_ITERATION, longest_burst: float = LONGEST_BURST) -> None:
        self._longest = longest
        self._longest_burst = longest_burst
        self._ends: float | None = None  # None before the first answer of an iteration
        self._seldom: deque[Callable[[], None]] = deque()
        self._after_pause: deque[Callable[[], None]] = deque()
        self._without_pause: deque[Callable[[], None]] = deque()

    def must_wait(self, pause: float) -> bool:
        """Returns whether a client that asks `pause` seconds after an answer must wait for a later one."""
        return self._is_over(0 if pause < ASKS_OFTEN else 2 * self._longest_burst)

    def _is_over(self, more: float) -> bool:
        return perf_counter() >= self._end() + more

    def use(self, seconds: float) -> None:
        """Counts time that a request will take after the present iteration, as one for uvicorn does."""
        self._ends = self._end() - seconds

    def wait(self, answer: Callable[[], None], pause: float) -> None:
        """Calls `answer` in a later iteration; its client asked `pause` seconds after its last answer."""
        if pause >= ASKS_OFTEN:
            self._seldom.append(answer)
        elif pause >= SHORTEST_PAUSE:
            self._after_pause.append(answer)
        else:
            self._without_pause.append(answer)
        self._end()

    def _end(self) -> float:
        """Returns the end of the present iteration; the first call in an iteration begins it."""
        if self._ends is None:
            self._ends = perf_counter() + self._longest
            asyncio.get_running_loop().call_soon(self._next)
        return self._ends

    def _next(self) -> None:
        self._ends = None
        if self._after_pause or self._without_pause or self._seldom:
            self._end()
        for pair in zip_longest(_taken_from(self._after_pause), _taken_from(self._without_pause)):
            for answer in filter(None, pair):
                answer()
            if self._is_over(0):
                break
        for answer in _taken_from(self._seldom):
            answer()
            if self._is_over(self._longest_burst):
                break


def _taken_from(waiting: deque[Callable[[], None]]) -> Iterator[Callable[[], None]]:
    for _ in range(len(waiting)):  # those that begin to wait now have to wait for the next iteration
        yield waiting.popleft()
