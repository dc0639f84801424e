"""Notices edits of the configuration, and waits until whoever edits has put the pen down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

QUIET = 2.0
QUIET_BEFORE_LOSS = 5.0
GONE_PAUSE = 1.0


async def edits(directory: Path, stop: asyncio.Event) -> AsyncIterator[None]:
    """Yields after every burst of changes below `directory`, until `stop`; waits where there is none yet."""
    while not stop.is_set():
        if not directory.is_dir():
            await asyncio.sleep(GONE_PAUSE)
            continue
        watching = awatch(directory, debounce=200, step=50, stop_event=stop, ignore_permission_denied=True)
        async with aclosing(watching) as bursts:
            async for _ in bursts:
                yield
                if not directory.is_dir():
                    break


async def listen(directory: Path, stop: asyncio.Event, touched: asyncio.Event) -> None:
    """Sets `touched` at every burst of changes below `directory`."""
    async for _ in edits(directory, stop):
        touched.set()


async def pauses(
    touched: asyncio.Event, stop: asyncio.Event, takes_away: Callable[[], Awaitable[bool]]
) -> AsyncIterator[None]:
    """Yields when a touch has been followed by 2 s of quiet, by 5 s where it would take anything away.

    Whatever touches meanwhile, also while `takes_away` is being asked, begins the wait anew.
    """
    while not stop.is_set():
        await touched.wait()
        touched.clear()
        if not await _is_quiet(touched, QUIET):
            continue
        if await takes_away() and not await _is_quiet(touched, QUIET_BEFORE_LOSS - QUIET):
            continue
        if not touched.is_set():
            yield


async def _is_quiet(touched: asyncio.Event, seconds: float) -> bool:
    """Whether nothing touches for `seconds`; False at the first touch."""
    try:
        await asyncio.wait_for(touched.wait(), seconds)
    except TimeoutError:
        return True
    return False
