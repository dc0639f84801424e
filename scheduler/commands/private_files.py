"""Refuses a folder for a site that holds private files: a web server would give them to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path, PurePosixPath

from scheduler.commands.errors import Refused

_HEAD = 64 * 1024
"""Bytes of a file that are looked at."""
_DATABASE = b"SQLite format 3\0"
_CONFIGURATION = re.compile(rb"^(?:programme|cities|pairs|meetings|webinars):", re.MULTILINE)


def refuse_private_files(folder: Path) -> None:
    """Raises Refused if a database or a configuration is in `folder`, or a configuration one folder below."""
    for file in _yaml_files(folder):
        if _CONFIGURATION.search(_head(file)):
            raise _refusal(folder, f"{file} is part of a configuration, which may hold passcodes")
    for file in _files(folder):
        if _head(file).startswith(_DATABASE):
            raise _refusal(folder, f"{file} is a database, which may hold passcodes")


def refuse_folder_around(folder: Path, *private: Path | None) -> None:
    """Raises Refused if one of these files or folders is in `folder`, however deep."""
    site = folder.resolve()
    for path in filter(None, private):
        if path.resolve().is_relative_to(site):
            raise _refusal(folder, f"{path} is in it, which may hold passcodes")


def refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Raises Refused if a folder between `folder` and one of these files is a link, which leads out of it."""
    parents = {parent for name in names for parent in PurePosixPath(name).parents}
    for parent in sorted(parents):
        if (folder / parent).is_symlink() and parent != PurePosixPath():
            raise Refused(
                f"`twincal publish` did not write to {folder / parent}, which is a link to another folder",
                "move that away or name another folder; nothing was written",
            )


def _refusal(folder: Path, reason: str) -> Refused:
    return Refused(
        f"the site cannot go into {folder}: {reason}",
        "a web server would give it to anybody; nothing was written. Name a folder for the site alone",
    )


def _yaml_files(folder: Path) -> Iterator[Path]:
    patterns = ("*.yaml", "*.yml", "*/*.yaml", "*/*.yml")
    return chain.from_iterable(map(folder.glob, patterns))


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.glob("*") if file.is_file())


def _head(file: Path) -> bytes:
    """Returns the beginning of a file; nothing if it is no file or cannot be read."""
    try:
        if not file.is_file():
            return b""
        with file.open("rb") as opened:
            return opened.read(_HEAD)
    except OSError:
        return b""
