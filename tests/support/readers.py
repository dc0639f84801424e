"""A person who may read a folder and everything in it, and write nothing there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from support.rights import all_rights, rights_to_read

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
    """What runs inside may read `place` and all that is in it, and change nothing, even where root runs the tests.

    For root, `place` belongs to another user meanwhile, and root gives up its right to ignore file modes. Root
    cannot become another user instead: that user may be unable to reach the program in the home of root.
    """
    modes = {path: path.stat() for path in (place, *place.rglob("*"))}
    with ExitStack() as stack:
        for path, before in modes.items():
            stack.callback(_put_back, path, before)
            path.chmod(0o555 if path.is_dir() else 0o444)
            if os.geteuid() == 0:
                os.chown(path, NOBODY, -1)
        if os.geteuid() == 0:
            stack.enter_context(rights_to_read())
        yield


def _put_back(path: Path, before: os.stat_result) -> None:
    if path.exists():
        path.chmod(before.st_mode)
        if os.geteuid() == 0:
            os.chown(path, before.st_uid, -1)


def write_as_its_owner(file: Path, content: bytes) -> None:
    """An edit by the owner of `file`, while everybody else is only reading."""
    with all_rights():
        mode = file.stat().st_mode
        file.chmod(0o644)
        file.write_bytes(content)
        file.chmod(mode)
