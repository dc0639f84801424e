"""Files that are written whole: whoever reads one meanwhile has the old one or the new one, never half.

A file is written under another name and put in place at once. A run that is killed in between leaves that
other name behind; it tells itself apart, so that the next run can take it away.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = 0o644
_FOLDER = 0o755
"""A web server runs as another user: it may read, and nobody else may write."""

_UNFINISHED = ".twincal-unfinished-"


def write_whole(path: Path, body: bytes) -> bool:
    """Makes `path` hold `body`, and the folders that are missing; False where it held it already."""
    if path.is_file() and path.read_bytes() == body:
        return False
    _make(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            os.fchmod(file.fileno(), _FILE)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other run writes to `folder`, which is made where it is missing, and keeps others out.

    What another run has not finished looks like what a killed one left behind: only who is alone may sweep.
    """
    _make(folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sweep(folders: Iterable[Path]) -> None:
    """Removes what runs that were killed have left unfinished in these folders."""
    for folder in folders:
        for path in folder.glob(f"{_UNFINISHED}*"):
            path.unlink(missing_ok=True)


def stands(path: Path) -> bool:
    """Whether anything has this name, also a link that leads nowhere."""
    return path.exists() or path.is_symlink()


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir()
        folder.chmod(_FOLDER)
