"""Shares the turns of the event loop among connections: those that ask often make no others wait."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter

from scheduler.web.limits import LONGEST_TURN


class Turns:
    """The turns of the event loop of one server, and the answers that wait for a later one.

    A turn answers those that wait for `longest` seconds; the others go on waiting, in their order.
    """

    def __init__(self, longest: float = LONGEST_TURN) -> None:
        self._longest = longest
        self._ends: float | None = None  # None before the first answer of a turn
        self._waiting: deque[Callable[[], None]] = deque()

    def is_over(self) -> bool:
        """Returns whether the present turn has taken so long that those that ask often must wait."""
        return perf_counter() >= self._end()

    def use(self, seconds: float) -> None:
        """Counts time that a request will take after the present turn, as one for uvicorn does."""
        self._ends = self._end() - seconds

    def wait(self, answer: Callable[[], None]) -> None:
        """Calls `answer` in a later turn."""
        self._waiting.append(answer)
        self._end()

    def _end(self) -> float:
        """Returns the end of the present turn; the first call in a turn begins it."""
        if self._ends is None:
            self._ends = perf_counter() + self._longest
            asyncio.get_running_loop().call_soon(self._next)
        return self._ends

    def _next(self) -> None:
        self._ends = None
        if self._waiting:
            self._end()
        for _ in range(len(self._waiting)):  # those that begin to wait now have to wait for the next turn
            self._waiting.popleft()()
            if self.is_over():
                break
