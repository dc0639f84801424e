"""Finds the files of a configuration, and reads their text.

1. All `*.yaml`, `*.yml` and `*.po` files below the directory count, in the order of their names. Hidden
   files, hidden folders and the copies that editors leave behind do not.
2. A file whose name is nearly right (`cities.yaml.txt`) is a warning.
3. A folder that cannot be read is an error, because half of the programme may be in it. So is a file that is
   not UTF-8 text, at its first bad byte.
4. A link may lead to another file in the directory. One that leads out of it is an error, which does not show
   its target; so is a link to a folder.
"""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from scheduler.configuration.located import Located
from scheduler.configuration.spelling import quoted

SUFFIXES = (".yaml", ".yml")
PHRASES_SUFFIX = ".po"
"""That of files with phrases in another language."""
MAX_FILE_BYTES = 20_000_000
"""Bytes in one file; ten thousand meetings take about three million."""
MAX_FOLDER_BYTES = 50_000_000
MOST_ENTRIES = 100_000
"""Lines and items in one file: each takes memory while the file is read."""
MOST_FOLDER_ENTRIES = 250_000
"""Lines and items in all files of a folder; a programme of ten thousand cities has 180,000."""
DEEPEST_FOLDER = 20
"""Folders inside one another, below the directory."""

_HIDDEN = (".", "#", "~")
_ALMOST = re.compile(r"(?i)(.+?)\.ya?ml(\s+|\.|\.(?:txt|text|rtf|docx?|odt|pages|html?))")
_LEADS_OUT = (
    "this link leads out of the folder of the programme, so it is not read; put what it leads to in its place"
)
_BREAK = re.compile("\r\n|\r|\n")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Lines:
    """The lines of one text, as an editor counts them; YAML breaks lines at more characters (U+2028)."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []

    def position(self, index: int) -> tuple[int, int]:
        """Returns line and column, both from 1, of the character at `index`, or of the end of the text."""
        line = bisect_right(self.starts(), index)
        return line, index - self.starts()[line - 1] + 1

    def starts(self) -> list[int]:
        """Returns the index at which each line starts."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
        return self._starts

    def line(self, number: int) -> str:
        """Returns the text of line `number` (from 1) without its end; empty if there is no such line."""
        starts = [*self.starts()[number - 1 : number + 1], len(self.text)] if number > 0 else [0, 0]
        return self.text[starts[0] : starts[1]].rstrip("\r\n") if len(starts) > 1 else ""


class FileDigest(Struct, frozen=True):
    """One file that was read: its name relative to the directory, and the SHA-256 of its bytes."""

    name: str
    sha256: str


class File(Struct, frozen=True, kw_only=True):
    """One file: its name as messages show it, its digest, and its text or the reason why it has none."""

    display_name: str
    digest: FileDigest
    size: int = 0
    lines: Lines
    problem: Located | None = None

    @property
    def has_phrases(self) -> bool:
        """Whether it is a file with phrases."""
        return self.digest.name.lower().endswith(PHRASES_SUFFIX)


def list_files(directory: Path) -> tuple[list[str], list[Located]]:
    """Returns the names of the files that count (relative, sorted), and the problems with other names."""
    names: list[str] = []
    problems: list[Located] = []
    for path in _walk(directory, problems):
        name = path.relative_to(directory).as_posix()
        almost = None if path.name.startswith(_HIDDEN) else _ALMOST.fullmatch(path.name)
        if not path.name.startswith(_HIDDEN) and name.lower().endswith((*SUFFIXES, PHRASES_SUFFIX)):
            names.append(name)
            if re.search("[\ud800-\udfff]", name):  # Python decodes other bytes to surrogates
                reason = "the name of this file is not UTF-8; give it a name in plain letters"
                problems.append(_at_first_line(directory, names.pop(), reason))
        elif almost is not None:
            end = quoted(almost[2]) if almost[2].strip() else "a blank"
            reason = f"this file is not read, because its name ends in {end}; rename it to `{almost[1]}.yaml`"
            problems.append(_at_first_line(directory, name, reason, "warning"))
    return sorted(names), problems


def _walk(directory: Path, problems: list[Located]) -> Iterator[Path]:
    def refuse(folder: str, reason: str) -> None:
        problems.append(_at_first_line(directory, Path(folder).relative_to(directory).as_posix(), reason))

    def on_error(error: OSError) -> None:
        reason = f"this folder cannot be read ({error.strerror}); let Twincal read it, or move it elsewhere"
        refuse(error.filename, reason)

    for folder, folders, files in os.walk(directory, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in folders:
            if Path(folder, name).is_symlink():
                refuse(f"{folder}/{name}", "links to folders are not followed; put the folder in its place")
        yield from (Path(folder, name) for name in files)
        if folders and len(Path(folder).relative_to(directory).parts) >= DEEPEST_FOLDER:
            words = f"it lies below {DEEPEST_FOLDER} folders; its own folders are not read, so move them up"
            refuse(folder, words)
            folders.clear()


def _real_path(directory: Path, path: Path) -> Path | None:
    """Returns `path` without links; None if it lies outside of `directory`."""
    real_path = Path(os.path.realpath(path))
    return real_path if real_path.is_relative_to(os.path.realpath(directory)) else None


def _at_first_line(
    directory: Path, name: str, reason: str, level: Literal["error", "warning"] = "error"
) -> Located:
    return Located(_display_name(directory, name), 1, 1, "", reason, level)


def _display_name(directory: Path, name: str) -> str:
    """Returns the path of a file as a person would type it, on one line."""
    path = (directory / name).as_posix() if str(directory) != "." else name
    return "".join(character if character.isprintable() else "\ufffd" for character in path)


def load_all(directory: Path, names: Iterable[str]) -> tuple[File, ...] | None:
    """Reads the files `names` of `directory`; returns None if they are too large together."""
    files: list[File] = []
    room, entries = MAX_FOLDER_BYTES, MOST_FOLDER_ENTRIES
    for name in names:
        file = load(directory, name)
        room -= file.size
        entries -= _entries(file.lines.text)
        if room < 0 or entries < 0:
            return None
        files.append(file)
    return tuple(files)


def load(directory: Path, name: str) -> File:
    """Reads one file of `directory`; sets `problem` instead of raising."""
    data = load_bytes(directory, name)
    text, index, reason = _decoded(data) if isinstance(data, bytes) else ("", 0, data)
    display_name, lines = _display_name(directory, name), Lines(text)
    return File(
        display_name=display_name,
        digest=FileDigest(name, hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else ""),
        size=len(data) if isinstance(data, bytes) else 0,
        lines=lines,
        problem=Located(display_name, *lines.position(index), "", reason) if reason else None,
    )


def load_bytes(directory: Path, name: str) -> bytes | str:
    """Returns the bytes of one file of `directory`, or the reason why it cannot be read."""
    path = _real_path(directory, directory / name)
    if path is None:
        return _LEADS_OUT
    if path.exists() and not path.is_file():
        return "this file cannot be read (it is a pipe or a device, not a file)"
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return f"this file cannot be read ({error.strerror or error})"


def _decoded(data: bytes) -> tuple[str, int, str]:
    """Returns the text, and the index of its mistake with the reason, which is empty if it has none.

    Text in a wrong encoding is decoded as far as possible.
    """
    if len(data) > MAX_FILE_BYTES:
        return "", 0, f"this file is larger than {MAX_FILE_BYTES // 1_000_000} MB; split it"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), 0, "this file is UTF-16; save it as UTF-8"
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if _entries(text) > MOST_ENTRIES:
        return "", 0, f"this file has more than {MOST_ENTRIES:,} lines and items; split it"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        index = len(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        reason = f"byte 0x{data[error.start]:02X} is not UTF-8; save this file as plain text in UTF-8"
        return text, index, reason
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is None:
        return text, 0, ""
    reason = f"an invisible control character (U+{ord(unprintable[0]):04X}) that no text needs; delete it"
    return text, unprintable.start(), reason


def _entries(text: str) -> int:
    """Returns about how many lines and items YAML may find in `text`."""
    return sum(map(text.count, "\n,[{"))
