"""Writes files atomically: a reader gets the old file or the new one, never a part of one.

A file is written under a temporary name and then renamed. A run that is killed in between leaves the
temporary file behind; the next run recognises its name and removes it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
"""A web server runs as another user, who may read but not write."""

_TEMPORARY = ".twincal-unfinished-"


def write_atomically(path: Path, body: bytes, modified: int | None = None) -> bool:
    """Writes `body` to `path` and makes its folders; returns False if the file has this content already.

    The file is dated `modified`, in seconds since 1970, if that is set. Only one run at a time may write to
    the folder of `path`.
    """
    if path.is_file() and path.read_bytes() == body:
        return False
    _make_folder(path.parent)
    temporary = path.with_name(f"{_TEMPORARY}file")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fchmod(descriptor, _FILE_MODE)
            if modified is not None:
                os.utime(descriptor, (modified, modified))
            os.fsync(descriptor)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Locks `folder`, after waiting for other runs to end theirs; makes the folder if it is missing.

    The temporary files of a running and of a killed run look alike, so only the holder of the lock may
    remove them.
    """
    _make_folder(folder)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def remove_temporary_files(folders: Iterable[Path]) -> None:
    """Removes the temporary files of killed runs from these folders."""
    for folder in folders:
        for path in folder.glob(f"{_TEMPORARY}*"):
            path.unlink(missing_ok=True)


def exists(path: Path | str) -> bool:
    """Returns whether there is anything at `path`, even a broken link."""
    return os.path.lexists(path)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(_FOLDER_MODE)
