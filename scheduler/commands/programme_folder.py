"""Finds the folder of the programme that a command is about, if nobody names it.

1. It is the working directory, if a YAML file in it has a section of a programme.
2. Else it is the only folder in the working directory of which that is true. Hidden folders do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from scheduler.commands.refusals import Refused
from scheduler.programme.advice import advise, command

_SECTION = re.compile(
    rb"""^(?:\xef\xbb\xbf)?(?:\{\s*)?["']?(?:programme|cities|pairs|meetings|webinars)["']?\s*:""",
    re.MULTILINE,
)
"""A section in the first column, or first in the braces of JSON."""
_BEGINNING = 64 * 1024
"""Bytes of a file that are looked at."""


def find_programme(directory: Path, example: str) -> Path:
    """Returns the folder of the programme in or below `directory`, where the command is run.

    `example` is a command in which `FOLDER` stands for a named folder. Raises Refused without such a folder,
    or with several.
    """
    if is_programme(directory):
        return directory
    folders = {file.parent for file in configuration_files(directory)}
    found = sorted(folder for folder in folders if not folder.name.startswith("."))
    if not found:
        raise Refused(
            f"there is no programme here: no YAML file in {directory.absolute()} or in a folder there has a "
            "section like `programme:`",
            advise(
                "go to the folder of your files, or name it: `{}`. {} makes a new one",
                *(example, command("init", "FOLDER")),
            ),
        )
    if len(found) > 1:
        names = [str(folder) for folder in found]
        raise Refused(
            f"there are {len(found)} programmes here: {', '.join(names[:-1])} and {names[-1]}",
            f"name the one that you mean: `{example.replace('FOLDER', names[0])}`",
        )
    return found[0]


def is_programme(folder: Path) -> bool:
    """Returns whether a file in `folder` itself is part of a configuration."""
    try:
        return any(file.parent == folder for file in configuration_files(folder))
    except (OSError, ValueError):  # it can be no name of a folder
        return False


def configuration_files(folder: Path) -> Iterator[Path]:
    """Yields the files that are part of a configuration, in `folder` and one folder below."""
    files = chain.from_iterable(map(folder.glob, ("*.yaml", "*.yml", "*/*.yaml", "*/*.yml")))
    return (file for file in files if _SECTION.search(beginning(file)))


def beginning(file: Path) -> bytes:
    """Returns the beginning of a file; nothing if it is no file or cannot be read."""
    try:
        if not file.is_file():
            return b""
        with file.open("rb") as opened:
            return opened.read(_BEGINNING)
    except OSError:
        return b""
