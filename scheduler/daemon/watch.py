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


async def settled(
    directory: Path, stop: asyncio.Event, takes_away: Callable[[], Awaitable[bool]]
) -> AsyncIterator[None]:
    """Yields when an edit has been followed by 2 s of quiet, by 5 s where it would take anything away."""
    touched = asyncio.Event()

    async def listen() -> None:
        async for _ in edits(directory, stop):
            touched.set()

    listener = asyncio.create_task(listen())
    try:
        while not stop.is_set():
            await touched.wait()
            await _quiet(touched, QUIET)
            while await takes_away():
                if not await _quiet(touched, QUIET_BEFORE_LOSS - QUIET):
                    break
            yield
    finally:
        listener.cancel()


async def _quiet(touched: asyncio.Event, seconds: float) -> bool:
    """Returns after `seconds` without a touch; whether there was one meanwhile."""
    again = False
    touched.clear()
    while True:
        try:
            await asyncio.wait_for(touched.wait(), seconds)
        except TimeoutError:
            return again
        again = True
        touched.clear()
