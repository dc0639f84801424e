"""How a SQLite file is read by somebody who may not write it, or not the folder it lies in.

With a write-ahead log even a reader writes: SQLite makes two files beside the database, or gives up. Where
it may not, and nobody else is at work on the file, it is told that the file does not change while it looks
(`immutable`). It then minds no locks, so whether that was true is looked at afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.store.errors import StoreError

_WORKING_FILES = ("-wal", "-journal")


def is_immutable(file: Path) -> bool:
    """Whether `file` is there, cannot be written from here, and has all that was ever written to it."""
    real = file.resolve()
    if not real.is_file() or (_may_write(real) and _may_write(real.parent)):
        return False
    return not any(_has_content(real.with_name(real.name + ending)) for ending in _WORKING_FILES)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def immutable_address(file: Path) -> str:
    """The address by which SQLite opens `file` without locks and without a file beside it."""
    return f"{file.resolve().as_uri()}?immutable=1"


@contextmanager
def raise_if_written(file: Path) -> Iterator[None]:
    """Raises StoreError where a frozen `file` has changed by the end of the block: what was read is torn."""
    before = _version(file)
    try:
        yield
    finally:
        if before is not None and before != _version(file):
            raise StoreError(f"the database {file} was written while it was read; try again")


def _version(file: Path) -> tuple[int, int, int] | None:
    """Differs after every change of a frozen file; None for one that SQLite itself looks after."""
    if not is_immutable(file):
        return None
    state = file.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns
