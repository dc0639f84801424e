"""Does the work of a process again and again, and later after an error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("twincal")
FIRST, LONGEST = 1.0, 60.0
"""Seconds until an act that failed is tried again: after the first error, and at most."""

Act = Callable[[], Awaitable[None]]
"""One part of the work of a process: a look at something, or all that it does until it is cancelled."""


async def repeat(act: Act, pause: float = 0, *, first: float = FIRST, longest: float = LONGEST) -> None:
    """Does `act` until it is cancelled, each time `pause` seconds after it has ended.

    Logs an error of Twincal, and waits twice as long after each further one. The first wait applies again
    after `act` ended without an error, or worked for as long as the longest wait.
    """
    wait, clock = first, asyncio.get_running_loop().time
    while True:
        started = clock()
        try:
            await act()
        except Exception:  # after any error, keep serving the last site
            if clock() - started >= longest:
                wait = first
            log.exception("beginning again in %g s after an error of Twincal", wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, longest)
        else:
            wait = first
            await asyncio.sleep(pause)
