"""Keeps a part of the daemon going: after an error of ours it begins again, later each time it fails anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("twincal")
FIRST, LONGEST = 1.0, 60.0
"""Seconds until a part begins again: after the first error, and after many."""


async def supervise(
    part: Callable[[], Awaitable[None]],
    stop: asyncio.Event,
    *,
    first: float = FIRST,
    longest: float = LONGEST,
) -> None:
    """Runs `part` until `stop`: an error of ours is logged and does not end it.

    The pause after an error is twice the one before, and again the first where `part` was well meanwhile: it
    came to an end, or went on for as long as the longest pause.
    """
    pause, clock = first, asyncio.get_running_loop().time
    while not stop.is_set():
        begun = clock()
        try:
            await part()
        except Exception:  # the edge: whatever it is, what is published goes on being served
            if clock() - begun >= longest:
                pause = first
            log.exception("beginning again in %g s after an error of Twincal", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)
        else:
            pause = first
