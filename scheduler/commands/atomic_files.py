"""Writes files atomically: a reader gets the old file or the new one, never a part of one.

The files of a site are written to a folder for unfinished files, a file of the programme beside its place;
then they are renamed. What a killed run leaves behind, the next run removes that has the lock of the folder.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
"""A web server runs as another user, who may read but not write."""

_UNFINISHED = ".twincal-unfinished"
"""The folder of the files that do not have their names yet; the end of the name of one beside its place."""
_BESIDE = re.compile(rf"\..+\.[a-z0-9_]{{8}}{re.escape(_UNFINISHED)}")
"""The names that `replace_file` makes."""


class NewFile(Struct, frozen=True):
    """The content of a file at `path`, dated `modified` (in seconds since 1970) if that is set."""

    path: str
    body: bytes
    modified: int | None = None


def write_together(folder: Path, files: Iterable[NewFile]) -> set[str]:
    """Writes files below `folder`; returns the paths of those that did not have this content.

    They get their names, in this order, when the content of all of them is on the disk. The disk is flushed
    once, because to flush it for each file takes longer than to make the page. Only the holder of the lock
    may write to `folder`.
    """
    new = [file for file in files if not _is_there(file)]
    if not new:
        return set()
    for parent in {file.path.rpartition("/")[0] for file in new}:
        _make_folder(Path(parent))
    unfinished = folder / _UNFINISHED
    _make_folder(unfinished)
    temporary = [f"{unfinished}/{number}" for number in range(len(new))]
    try:
        for name, file in zip(temporary, new, strict=True):
            _write(name, file, _date(file))
        with suppress(AttributeError):  # Windows has no such call
            os.sync()
        for name, file in zip(temporary, new, strict=True):
            os.replace(name, file.path)
    finally:
        remove_unfinished_files(folder)
    return {file.path for file in new}


def _is_there(file: NewFile) -> bool:
    """Returns whether the file has this content. It must not be dated later than its last change."""
    if not os.path.isfile(file.path):
        return False
    with open(file.path, "rb") as present:
        if present.read() != file.body:
            return False
    if file.modified is not None and os.stat(file.path).st_mtime > file.modified:
        os.utime(file.path, (file.modified, file.modified))
    return True


def _date(file: NewFile) -> int | None:
    """Returns the date of a file: another one than that of an old file of the same size.

    Web servers derive ETags from date and size. A release makes other files of the same data.
    """
    with suppress(FileNotFoundError):
        present = os.stat(file.path)
        if (present.st_size, int(present.st_mtime)) == (len(file.body), file.modified):
            return int(present.st_mtime) + 1
    return file.modified


def _write(name: str, file: NewFile, modified: int | None) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with open(descriptor, "wb") as opened:
        opened.write(file.body)
    os.chmod(name, _FILE_MODE)
    if modified is not None:
        os.utime(name, (modified, modified))


def replace_file(path: Path, body: bytes, check: Callable[[], None]) -> None:
    """Gives a file new content; its mode, its group, a link to it, and its owner if the system allows, stay.

    Calls `check` when the content is on the disk: if that raises, the file keeps its old content.
    """
    target = os.path.realpath(path)
    status = os.stat(target)
    descriptor, unfinished = tempfile.mkstemp(
        prefix=f".{os.path.basename(target)}.", suffix=_UNFINISHED, dir=os.path.dirname(target)
    )
    try:
        with open(descriptor, "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(descriptor)
        for owner in (-1, status.st_uid):  # who may not give a file away may still leave it to its group
            with suppress(AttributeError, PermissionError):  # Windows has no owners in this sense
                os.chown(unfinished, owner, status.st_gid)
        os.chmod(unfinished, status.st_mode & 0o7777)
        check()
        os.replace(unfinished, target)
        _flush_folder(os.path.dirname(target))
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)


def _flush_folder(folder: str) -> None:
    """Has the disk know the new name, as far as the system can."""
    with suppress(OSError):  # Windows opens no folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_files_left_beside(directory: Path) -> None:
    """Removes what killed runs of `replace_file` left below `directory`, as far as this user may."""
    for folder, _, names in os.walk(directory):
        for name in filter(_BESIDE.fullmatch, names):
            with suppress(OSError):
                os.unlink(os.path.join(folder, name))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Locks `folder`, after waiting for other runs to end theirs; makes the folder if it is missing.

    The unfinished files of a running and of a killed run look alike, so only the holder of the lock may
    remove them.
    """
    import fcntl  # noqa: PLC0415 - not on Windows, where nothing is published

    _make_folder(folder)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def remove_unfinished_files(folder: Path) -> None:
    """Removes the unfinished files of this run or of a killed one, below `folder`."""
    shutil.rmtree(folder / _UNFINISHED, ignore_errors=True)


def exists(path: Path | str) -> bool:
    """Returns whether there is anything at `path`, even a broken link."""
    return os.path.lexists(path)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(_FOLDER_MODE)
