"""How often a client asks: each pace has a line of its own, so that the few do not wait behind the many."""

from __future__ import annotations

from enum import Enum, auto

from scheduler.web.limits import FEW_ANSWERS, SELDOM_AFTER, SHORTEST_PAUSE


class Pace(Enum):
    """How often a client has asked lately.

    - NEW: it had no answer yet.
    - SELDOM: it had no answer within the last second.
    - FEW_TIMES: it had few answers since it last asked seldom, as a browser has for one page.
    - WITH_PAUSES: it had more, but makes a pause before it asks.
    - OFTEN: it makes none.
    """

    NEW = auto()
    SELDOM = auto()
    FEW_TIMES = auto()
    WITH_PAUSES = auto()
    OFTEN = auto()


RARE = (Pace.NEW, Pace.SELDOM)
"""The paces of clients that had no answer within the last second."""
FREQUENT = (Pace.FEW_TIMES, Pace.WITH_PAUSES, Pace.OFTEN)
"""The paces of all others."""


class AnswerTimes:
    """When the client of one connection had its answers. Times are seconds of the event loop."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._count = 0  # since the client last asked seldom

    def note(self, now: float) -> None:
        """Notes an answer."""
        self._count = 1 if self.pace(now) in RARE else self._count + 1
        self._last = now

    def pace(self, now: float) -> Pace:
        """Returns how often the client asks, if it asks at `now`."""
        if self._last is None:
            return Pace.NEW
        pause = now - self._last
        if pause >= SELDOM_AFTER:
            return Pace.SELDOM
        if self._count < FEW_ANSWERS:
            return Pace.FEW_TIMES
        return Pace.OFTEN if pause < SHORTEST_PAUSE else Pace.WITH_PAUSES
