"""Writes files atomically: a reader gets the old file or the new one, never a part of one.

A file is written under a temporary name and then renamed. A run that is killed in between leaves temporary
files behind; the next run recognises their names and removes them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
"""A web server runs as another user, who may read but not write."""

_TEMPORARY = ".twincal-unfinished-"


class NewFile(Struct, frozen=True):
    """The content of a file at `path`, dated `modified` (in seconds since 1970) if that is set."""

    path: Path
    body: bytes
    modified: int | None = None


def write_together(files: Iterable[NewFile]) -> list[Path]:
    """Writes files, and makes their folders; returns the paths of those that did not have this content.

    They get their names, in this order, when the content of all of them is on the disk. The disk is flushed
    once, because to flush it for each file takes longer than to make the page. Only one run at a time may
    write to their folders.
    """
    new = [file for file in files if not (file.path.is_file() and file.path.read_bytes() == file.body)]
    for folder in dict.fromkeys(file.path.parent for file in new):
        _make_folder(folder)
    temporary = [file.path.with_name(f"{_TEMPORARY}{number}") for number, file in enumerate(new)]
    try:
        for path, file in zip(temporary, new, strict=True):
            _write(path, file)
        os.sync()
        for path, file in zip(temporary, new, strict=True):
            path.replace(file.path)
    except BaseException:
        for path in temporary:
            path.unlink(missing_ok=True)
        raise
    return [file.path for file in new]


def _write(path: Path, file: NewFile) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(file.body)
        opened.flush()
        os.fchmod(descriptor, _FILE_MODE)
        if file.modified is not None:
            os.utime(descriptor, (file.modified, file.modified))


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
