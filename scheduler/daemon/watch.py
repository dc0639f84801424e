"""Notices edits of the configuration, and waits until the edit is finished.

The system watches a directory, not its name. When another directory takes the name (a deployment swaps a
link, somebody moves the old one away), the system still watches the old one. So the watched directory is
compared with the one that has the name. It is held open, so that its inode number is not reused.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing, suppress
from hashlib import sha256
from pathlib import Path

from watchfiles import awatch

GONE_INTERVAL = 1.0
"""Seconds between two checks for a directory that is missing."""
COMPARE_INTERVAL = 5000
"""Milliseconds without a change after which the two directories are compared."""


async def watch(directory: Path, changed: asyncio.Event) -> None:
    """Sets `changed` after every burst of changes below `directory`, until it is cancelled.

    Also when the directory appears or disappears, when another takes its place, and after a change of a file
    whose name is not UTF-8.
    """
    may_have_changed = False
    while True:
        descriptor = _open(directory)
        if descriptor is None:
            may_have_changed = True
            await asyncio.sleep(GONE_INTERVAL)
            continue
        try:
            if may_have_changed:
                changed.set()
            may_have_changed = False
            await _watch_one(directory, descriptor, changed)
        except FileNotFoundError:  # it disappeared before it could be watched
            may_have_changed = True
        except ExceptionGroup as errors:
            if errors.split(RuntimeError)[1] is not None:
                raise
            # A file has a name that is not UTF-8. watchfiles ends there, and drops the other changes.
            may_have_changed = True
            await asyncio.sleep(GONE_INTERVAL)
        finally:
            os.close(descriptor)


def _open(directory: Path) -> int | None:
    """Returns a descriptor of the directory; None if it is missing or may not be read."""
    try:
        return os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


async def _watch_one(directory: Path, descriptor: int, changed: asyncio.Event) -> None:
    """Sets `changed` after every burst of changes, until `directory` has become another directory."""
    watching = awatch(
        directory,
        debounce=200,
        step=50,
        rust_timeout=COMPARE_INTERVAL,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    async with aclosing(watching) as bursts:
        async for changes in bursts:
            is_same = _is_same(directory, descriptor)
            if changes or not is_same:
                changed.set()
            if not is_same:
                return


def _is_same(directory: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(directory.stat(), os.fstat(descriptor))
    except OSError:
        return False


async def is_quiet(changed: asyncio.Event, seconds: float) -> bool:
    """Waits for `seconds`; returns False at the first change."""
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return True
    return False


def fingerprint(directory: Path) -> str:
    """Returns a digest of the names, sizes and times of all files below `directory`; reads none of them."""
    found = []
    for folder, _, names in os.walk(directory):
        for name in names:
            with suppress(OSError):  # removed meanwhile, or a link that leads nowhere
                file = Path(folder, name)
                state = file.stat()
                found.append((str(file), state.st_ino, state.st_size, state.st_mtime_ns))
    return sha256(repr(sorted(found)).encode()).hexdigest()
