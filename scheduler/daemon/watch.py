"""Notices edits of the configuration, and waits until whoever edits has put the pen down.

A system watches a directory, not its name: where another one is put in its place (by a deployment that swaps
a link, by moving it away and copying it anew), the watch stays with the old one. So the directory that is
watched is held open, for its number to remain its own, and compared with the one that has the name.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

QUIET = 2.0
QUIET_BEFORE_LOSS = 5.0
GONE_PAUSE = 1.0
LOOK = 5000
"""Milliseconds without an edit until the directory is compared."""


async def edits(directory: Path, stop: asyncio.Event) -> AsyncIterator[None]:
    """Yields after every burst of changes below `directory`, until `stop`.

    Also when it goes away, when it comes (back), and when another one stands in its place.
    """
    was_gone = False
    while not stop.is_set():
        held = _held(directory)
        if held is None:
            was_gone = True
            await asyncio.sleep(GONE_PAUSE)
            continue
        try:
            if was_gone:
                yield
            was_gone = False
            async with aclosing(_bursts(directory, held, stop)) as bursts:
                async for _ in bursts:
                    yield
        except FileNotFoundError:  # it went away before it could be watched
            was_gone = True
        finally:
            os.close(held)


def _held(directory: Path) -> int | None:
    """The directory, open; None where it cannot be read or is not there."""
    try:
        return os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


async def _bursts(directory: Path, held: int, stop: asyncio.Event) -> AsyncGenerator[None]:
    """Yields after every burst of changes below the directory that is `held`.

    The last time when it is no more the one that has the name `directory`.
    """
    watching = awatch(
        directory,
        debounce=200,
        step=50,
        stop_event=stop,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    async with aclosing(watching) as bursts:
        async for changes in bursts:
            is_the_same = _is_held(directory, held)
            if changes or not is_the_same:
                yield
            if not is_the_same:
                return


def _is_held(directory: Path, held: int) -> bool:
    try:
        return os.path.samestat(directory.stat(), os.fstat(held))
    except OSError:
        return False


async def watch(directory: Path, stop: asyncio.Event, touched: asyncio.Event) -> None:
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
