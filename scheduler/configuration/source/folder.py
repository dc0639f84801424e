"""Which files below a directory are configuration, and which only look as if they were.

All `*.yaml` and `*.yml` count, in the order of their names; hidden files and folders and what editors
leave behind do not. A file that was meant to count and does not (`cities.yaml.txt`) is a warning, a folder
that cannot be looked into an error: what it holds may be half of the programme.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.configuration.located import Located
from scheduler.configuration.spelling import quoted

SUFFIXES = (".yaml", ".yml")
_HIDDEN = (".", "#", "~")
_ALMOST = re.compile(r"(.+?)\.ya?ml(\s+|\.|\.(?:txt|text|rtf|docx?|odt|pages|html?))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folder:
    """The names of the files that count, relative with slashes and sorted, and what is wrong around them."""

    names: tuple[str, ...]
    problems: tuple[Located, ...]


def survey(directory: Path) -> Folder:
    """What is in `directory` and below it."""
    names: list[str] = []
    problems: list[Located] = []
    for path in _walk(directory, problems):
        name = path.relative_to(directory).as_posix()
        if counts(path.name) and _is_text(name):
            names.append(name)
        elif counts(path.name):
            reason = "the name of this file is not UTF-8; give it a name in plain letters"
            problems.append(Located(shown(directory, name), 1, 1, "", reason))
        elif (almost := _almost(path.name)) is not None:
            problems.append(Located(shown(directory, name), 1, 1, "", almost, "warning"))
    return Folder(tuple(sorted(names)), tuple(problems))


def _walk(directory: Path, problems: list[Located]) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        name = Path(error.filename).relative_to(directory).as_posix()
        reason = f"this folder cannot be read ({error.strerror}); let Twincal read it, or move it elsewhere"
        problems.append(Located(shown(directory, name), 1, 1, "", reason))

    seen: set[str] = set()
    for folder, folders, files in os.walk(directory, followlinks=True, onerror=closed):
        real = os.path.realpath(folder)
        folders[:] = [] if real in seen else [name for name in folders if not name.startswith(".")]
        yield from () if real in seen else (Path(folder, name) for name in files)
        seen.add(real)


def counts(name: str) -> bool:
    """Whether a file of this name is configuration."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(_HIDDEN)


def _is_text(name: str) -> bool:
    """Whether the name is UTF-8, as the history needs: other bytes come as halves of characters."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _almost(name: str) -> str | None:
    """Why a file that was meant to be configuration is passed over; None where it was not meant to be."""
    match = None if name.startswith(_HIDDEN) else _ALMOST.fullmatch(name)
    if match is None:
        return None
    end = quoted(match[2]) if match[2].strip() else "a blank"
    return f"this file is not read, because its name ends in {end}; rename it to {quoted(match[1] + '.yaml')}"


def shown(directory: Path, name: str) -> str:
    """The name of a file as messages give it: on one line, and as it is given on the command line."""
    whole = (directory / name).as_posix() if str(directory) != "." else name
    return "".join(character if character.isprintable() else "\ufffd" for character in whole)
