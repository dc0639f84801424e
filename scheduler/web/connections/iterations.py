"""The iterations of the event loop: how long each answers, and who waits for a later one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, zip_longest
from time import perf_counter

from scheduler.web.limits import LONGEST_BURST, LONGEST_ITERATION
from scheduler.web.pace import Pace

Answer = Callable[[], None]
UVICORN_TIME = 0.0003
"""Seconds that a request for uvicorn takes, about; its task runs after the iteration in which it came."""


class _Line:
    """Answers that wait. The newest and the oldest are taken in turn.

    So a client that comes after thousands of others waits for few of them, and none of them waits for ever.
    """

    def __init__(self) -> None:
        self._came_now: list[Answer] = []
        self._waiting: deque[Answer] = deque()
        self._take = cycle((self._waiting.pop, self._waiting.popleft))

    def __bool__(self) -> bool:
        return bool(self._came_now or self._waiting)

    def add(self, answer: Answer) -> None:
        """Adds an answer."""
        self._came_now.append(answer)

    def taken(self) -> Iterator[Answer]:
        """Takes those that wait now; those that are added meanwhile go on waiting."""
        self._waiting += self._came_now
        self._came_now.clear()
        while self._waiting:
            yield next(self._take)()


class Iterations:
    """The iterations of the event loop of one server, and the answers that wait for a later one.

    - An iteration first answers clients that waited and do not ask seldom, for `longest` seconds: one of each
      pace in turn, so that one that asks a few times does not wait for thousands that ask often.
    - Then it answers those that waited though they are new or ask seldom, for `longest_burst` seconds. Such
      clients that ask now are answered for as long again.
    - Those that are left go on waiting.
    """

    def __init__(self, longest: float = LONGEST_ITERATION, longest_burst: float = LONGEST_BURST) -> None:
        self._longest = longest
        self._longest_burst = longest_burst
        self._ends: float | None = None  # None before the first answer of an iteration
        self._lines = {pace: _Line() for pace in Pace}

    def must_wait(self, pace: Pace) -> bool:
        """Returns whether a client with this pace must wait for a later iteration."""
        return self._is_over(2 * self._longest_burst if pace.is_low else 0)

    def spend(self, seconds: float) -> None:
        """Counts time that a request will take after the present iteration, as one for uvicorn does."""
        self._ends = self._end() - seconds

    def wait(self, answer: Answer, pace: Pace) -> None:
        """Calls `answer` in a later iteration; its client has this pace."""
        self._lines[pace].add(answer)
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
        if any(self._lines.values()):
            self._end()
            # These come first: their time is short, and a burst of the others would use it up.
            self._answer((line for pace, line in self._lines.items() if not pace.is_low), 0)
            self._answer((line for pace, line in self._lines.items() if pace.is_low), self._longest_burst)

    def _answer(self, lines: Iterable[_Line], extra: float) -> None:
        for answers in zip_longest(*(line.taken() for line in lines)):
            for answer in filter(None, answers):
                answer()
            if self._is_over(extra):
                break
