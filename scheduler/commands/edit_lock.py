"""The lock of a folder whose files hold an edit that is not a revision yet.

1. Who applies the files waits for it, so that the person who made the edit applies it.
2. The system frees it when its process ends. Who gets it removes the unfinished files of killed edits.
3. Nobody waits longer than a minute: then the files are applied as they are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scheduler.commands.atomic_files import remove_files_left_beside

LONGEST_WAIT = 60.0
INTERVAL = 0.05
"""Seconds between two looks at a lock that another process has."""


@contextmanager
def edit_lock(directory: Path) -> Iterator[None]:
    """Waits until no other process has the lock of a folder, a minute at most, and holds it."""
    try:
        import fcntl  # not on Windows, where no daemon runs beside a command

        descriptor = os.open(directory, os.O_RDONLY)
    except (ImportError, OSError):  # the next step says so if there is no folder
        yield
        return
    try:
        last = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < last:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_files_left_beside(directory)
                break
            time.sleep(INTERVAL)
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # a child process may have inherited the descriptor
        os.close(descriptor)
