"""Keeps a part of the daemon running: after an error it starts again, later each time it fails anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("twincal")
FIRST, LONGEST = 1.0, 60.0
"""Seconds until a part starts again: after the first error, and after many."""


async def supervise(
    part: Callable[[], Awaitable[None]],
    stop: asyncio.Event,
    *,
    first: float = FIRST,
    longest: float = LONGEST,
) -> None:
    """Runs `part` until `stop`; logs an error of Twincal and starts `part` again.

    Each pause is twice the one before. It is the first again after `part` ended without an error, or ran
    for as long as the longest pause.
    """
    pause, clock = first, asyncio.get_running_loop().time
    while not stop.is_set():
        started = clock()
        try:
            await part()
        except Exception:  # after any error, keep serving the last site
            if clock() - started >= longest:
                pause = first
            log.exception("beginning again in %g s after an error of Twincal", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)
        else:
            pause = first
