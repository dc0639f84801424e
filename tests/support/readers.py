"""A person who may read a folder and everything in it, and write nothing there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def open_to_all() -> Iterator[Path]:
    """A temporary folder that every user of the machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield folder


@contextmanager
def only_reading(place: Path) -> Iterator[None]:
    """What runs inside may read `place` and all that is in it, and change nothing, even where root runs the tests."""
    modes = {path: path.stat().st_mode for path in (place, *place.rglob("*"))}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if me == 0:
            os.seteuid(me)
        for path, mode in modes.items():
            if path.exists():
                path.chmod(mode)
