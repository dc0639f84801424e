"""Lines of requests that wait: one for each pace, so that the few do not wait behind the many."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterable
from itertools import cycle
from typing import Generic, TypeVar

from scheduler.web.pace import Pace

T = TypeVar("T", bound=Hashable)


class _Line(Generic[T]):
    """Items that wait. The newest and the oldest are taken in turn.

    So one that comes after thousands of others waits for few of them, and none of them waits for ever.
    """

    def __init__(self) -> None:
        self._items: OrderedDict[T, None] = OrderedDict()
        self._is_newest = cycle((True, False))

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, item: T) -> None:
        self._items[item] = None
        self._items.move_to_end(item)

    def take(self) -> T:
        return self._items.popitem(last=next(self._is_newest))[0]


class WaitingLines(Generic[T]):
    """One line for each of some paces. The lines are served in turn."""

    def __init__(self, paces: Iterable[Pace]) -> None:
        self._by_pace: dict[Pace, _Line[T]] = {pace: _Line() for pace in paces}
        self._turns = deque(self._by_pace.values())

    def __bool__(self) -> bool:
        return any(self._turns)

    def add(self, item: T, pace: Pace) -> None:
        """Adds an item of a client with this pace. One that waits already in this line is now the newest."""
        self._by_pace[pace].add(item)

    def take(self) -> T:
        """Removes and returns the next item. Raises LookupError if nothing waits."""
        for _ in self._by_pace:
            line = self._turns[0]
            self._turns.rotate(-1)
            if line:
                return line.take()
        raise LookupError
