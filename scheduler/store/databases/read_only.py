"""Reads a SQLite file if this user may not write the file or its folder, or if the disk is full.

With a write-ahead log even a reader needs to write: SQLite creates two files beside the database, or fails.
If it cannot, and nobody is writing the file, it is opened as `immutable`. SQLite then ignores locks, so we
check afterwards that the file has not changed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.store.errors import StoreError

_WORKING_FILES = ("-wal", "-journal")
_INDEX_BYTES = 32_768
"""The size of the `-shm` file that the first reader creates (SQLite, "WAL-mode File Format", 2)."""


def is_immutable(file: Path) -> bool:
    """Returns whether `file` exists, no reader may or can write beside it, and its log is finished."""
    database = file.resolve()
    if not database.is_file():
        return False
    if may_write(database) and may_write(database.parent) and not is_without_room(database):
        return False
    return not any(_size_of(database, suffix) for suffix in _WORKING_FILES)


def is_without_room(file: Path) -> bool:
    """Returns whether the disk is so full that the first reader of `file` could not create its index."""
    database = file.resolve()
    has_index = _size_of(database, "-shm") >= _INDEX_BYTES
    return database.is_file() and not has_index and shutil.disk_usage(database).free < _INDEX_BYTES


def may_write(path: Path) -> bool:
    """Returns whether this process may write a file, or into a folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _size_of(database: Path, suffix: str) -> int:
    """Returns the bytes of a file beside the database; 0 if there is none."""
    try:
        return database.with_name(database.name + suffix).stat().st_size
    except FileNotFoundError:  # another program may remove it at any time
        return 0


def immutable_uri(file: Path) -> str:
    """Returns the URI with which SQLite opens `file` without locks and without files beside it."""
    return f"{file.resolve().as_uri()}?immutable=1"


@contextmanager
def raise_if_written(file: Path) -> Iterator[None]:
    """Raises StoreError if an immutable `file` has changed by the end of the block."""
    before = _state(file)
    try:
        yield
    finally:
        if before is not None and before != _state(file):
            raise StoreError(f"the database {file} was written while it was read; try again")


def _state(file: Path) -> tuple[int, int, int] | None:
    """Returns a value that differs after every change of an immutable file; None for other files."""
    if not is_immutable(file):
        return None
    state = file.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns
