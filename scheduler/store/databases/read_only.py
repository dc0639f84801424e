"""Reads a SQLite file if this user may not write the file or its folder.

With a write-ahead log even a reader needs to write: SQLite creates two files beside the database, or fails.
If this user may not, and nobody is writing the file, it is opened as `immutable`. SQLite then ignores locks,
so we check afterwards that the file has not changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.store.errors import StoreError

_WORKING_FILES = ("-wal", "-journal")


def is_immutable(file: Path) -> bool:
    """Returns whether `file` exists, this user may not write it or its folder, and its log is finished."""
    database = file.resolve()
    if not database.is_file() or (_may_write(database) and _may_write(database.parent)):
        return False
    return not any(_has_content(database.with_name(database.name + suffix)) for suffix in _WORKING_FILES)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


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
