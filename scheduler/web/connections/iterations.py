"""The iterations of the event loop: how long each answers, and who waits for a later one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

from scheduler.web.limits import LONGEST_BURST, LONGEST_ITERATION
from scheduler.web.pace import FREQUENT, RARE, Pace
from scheduler.web.waiting_lines import WaitingLines

Answer = Callable[[], None]
UVICORN_TIME = 0.0003
"""Seconds that a request for uvicorn takes, about; its task runs after the iteration in which it came."""


class Iterations:
    """The iterations of the event loop of one server, and the answers that wait for a later one.

    - An iteration first answers clients that waited and ask frequently, for `longest` seconds: one of each
      pace in turn, so that one that asks a few times does not wait for thousands that ask often.
    - Then it answers those that waited though they are new or ask seldom, for `longest_burst` seconds. Such
      clients that ask now are answered for as long again.
    - Those that are left go on waiting.
    """

    def __init__(self, longest: float = LONGEST_ITERATION, longest_burst: float = LONGEST_BURST) -> None:
        self._longest = longest
        self._longest_burst = longest_burst
        self._ends: float | None = None  # None before the first answer of an iteration
        self._came_now: list[tuple[Answer, Pace]] = []  # they wait for the next iteration, or for a later one
        self._frequent: WaitingLines[Answer] = WaitingLines(FREQUENT)
        self._rare: WaitingLines[Answer] = WaitingLines(RARE)

    def must_wait(self, pace: Pace) -> bool:
        """Returns whether a client with this pace must wait for a later iteration."""
        return self._is_over(2 * self._longest_burst if pace in RARE else 0)

    def spend(self, seconds: float) -> None:
        """Counts time that a request will take after the present iteration, as one for uvicorn does."""
        self._ends = self._end() - seconds

    def wait(self, answer: Answer, pace: Pace) -> None:
        """Calls `answer` in a later iteration; its client has this pace."""
        self._came_now.append((answer, pace))
        self._end()

    def _is_over(self, extra: float) -> bool:
        return perf_counter() >= self._end() + extra

    def _end(self) -> float:
        """Returns the end of the present iteration; the first call in an iteration begins it."""
        if self._ends is None:
            self._ends = perf_counter() + self._longest
            asyncio.get_running_loop().call_soon(self._next)
        return self._ends

    def _next(self) -> None:
        self._ends = None
        for answer, pace in self._came_now:
            (self._rare if pace in RARE else self._frequent).add(answer, pace)
        self._came_now.clear()
        if self._frequent or self._rare:
            self._end()
            # These come first: their time is short, and a burst of the others would use it up.
            self._answer(self._frequent, 0)
            self._answer(self._rare, self._longest_burst)

    def _answer(self, lines: WaitingLines[Answer], extra: float) -> None:
        while lines:
            lines.take()()
            if self._is_over(extra):
                break
