"""Files that are written whole: whoever reads one meanwhile has the old one or the new one, never half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_FILE = 0o644
_FOLDER = 0o755
"""A web server runs as another user: it may read, and nobody else may write."""


def put(path: Path, body: bytes) -> bool:
    """Whether `path` had to be written to hold `body`; folders that are missing are made."""
    if path.is_file() and path.read_bytes() == body:
        return False
    _make(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".twincal-")
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


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir()
        folder.chmod(_FOLDER)
