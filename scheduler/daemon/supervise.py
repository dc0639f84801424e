"""Restarts a part of the daemon after an error, with a longer pause after each further error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

log = logging.getLogger("twincal")
FIRST, LONGEST = 1.0, 60.0
"""Seconds until a part is restarted: after the first error, and at most."""

Part = Callable[[asyncio.Event], Awaitable[None]]
"""A part of a process, which works until the event is set."""


async def supervise(
    part: Callable[[], Awaitable[None]],
    stop: asyncio.Event,
    *,
    first: float = FIRST,
    longest: float = LONGEST,
) -> None:
    """Runs `part` until `stop`; after an error of Twincal, logs it and restarts `part`.

    Each pause is twice the one before. The first pause applies again after `part` ended without an error, or
    ran for as long as the longest pause.
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


async def pause_for(seconds: float, stop: asyncio.Event) -> None:
    """Waits for `seconds`, but not after `stop`."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
