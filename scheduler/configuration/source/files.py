"""Finds the files of a configuration, and reads their text.

All `*.yaml`, `*.yml` and `*.po` files below the directory count, in the order of their names. Hidden files,
hidden folders and the copies that editors leave behind do not count. A file whose name is nearly right
(`cities.yaml.txt`) is a warning. A folder that cannot be read is an error, because half of the programme
may be in it. So is a file that is not UTF-8 text, at its first bad byte. A link may lead to another place in
the directory. One that leads out of it is an error, which does not show its target.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from scheduler.configuration.located import Located
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.spelling import quoted

SUFFIXES = (".yaml", ".yml")
PHRASES_SUFFIX = ".po"
"""That of files with phrases in another language."""
MAX_FILE_BYTES = 20_000_000
"""Bytes in one file; ten thousand meetings take about three million."""
MAX_FOLDER_BYTES = 50_000_000
"""Bytes in all files of a folder."""
MOST_ENTRIES = 100_000
"""Lines and items in one file: each takes memory while the file is read."""
MOST_FOLDER_ENTRIES = 250_000
"""Lines and items in all files of a folder; a programme of ten thousand cities has 180,000."""
DEEPEST_FOLDER = 20
"""Folders inside one another, below the directory."""

_HIDDEN = (".", "#", "~")
_ALMOST = r"(?i)(.+?)\.ya?ml(\s+|\.|\.(?:txt|text|rtf|docx?|odt|pages|html?))"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ARCHIVE = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf")


class Folder(Struct, frozen=True):
    """The names of the files that count (relative, with slashes, sorted), and problems with other names."""

    names: tuple[str, ...]
    problems: tuple[Located, ...]


class FileDigest(Struct, frozen=True):
    """One file that was read: its name relative to the directory, and the SHA-256 of its bytes."""

    name: str
    sha256: str


class File(Struct, frozen=True, kw_only=True):
    """One file: its name as messages show it, its digest, and its text or the reason why it has none.

    `size` is the number of its bytes; 0 if it cannot be read.
    """

    shown: str
    digest: FileDigest
    size: int = 0
    text: str = ""
    problem: Located | None = None

    @property
    def has_phrases(self) -> bool:
        """Whether it is a file with phrases."""
        return self.digest.name.lower().endswith(PHRASES_SUFFIX)


def list_files(directory: Path) -> Folder:
    """Lists the configuration files in `directory` and below it."""
    names: list[str] = []
    problems: list[Located] = []
    for path in _walk(directory, problems):
        name = path.relative_to(directory).as_posix()
        if _counts(path.name) and _is_utf8(name):
            names.append(name)
        elif _counts(path.name):
            reason = "the name of this file is not UTF-8; give it a name in plain letters"
            problems.append(Located(_shown(directory, name), 1, 1, "", reason))
        elif warning := _reason_to_rename(path.name):
            problems.append(Located(_shown(directory, name), 1, 1, "", warning, "warning"))
    return Folder(tuple(sorted(names)), tuple(problems))


def _walk(directory: Path, problems: list[Located]) -> Iterator[Path]:
    def on_error(error: OSError) -> None:
        name = Path(error.filename).relative_to(directory).as_posix()
        reason = f"this folder cannot be read ({error.strerror}); let Twincal read it, or move it elsewhere"
        problems.append(Located(_shown(directory, name), 1, 1, "", reason))

    visited: set[Path] = set()  # a link may lead back to a folder above it
    for folder, folders, files in os.walk(directory, followlinks=True, onerror=on_error):
        name = Path(folder).relative_to(directory)
        real_path = _real_path(directory, Path(folder))
        if real_path is None:
            problems.append(Located(_shown(directory, name.as_posix()), 1, 1, "", _LEADS_OUT))
            folders.clear()
            continue
        folders[:] = [] if real_path in visited else [name for name in folders if not name.startswith(".")]
        yield from () if real_path in visited else (Path(folder, name) for name in files)
        visited.add(real_path)
        if folders and len(name.parts) >= DEEPEST_FOLDER:
            reason = f"it lies below {DEEPEST_FOLDER} folders; its own folders are not read, so move them up"
            problems.append(Located(_shown(directory, name.as_posix()), 1, 1, "", reason))
            folders.clear()


_LEADS_OUT = (
    "this link leads out of the folder of the programme, so it is not read; put what it leads to in its place"
)


def _real_path(directory: Path, path: Path) -> Path | None:
    """Returns `path` without links; None if it lies outside of `directory`."""
    real_path = Path(os.path.realpath(path))
    return real_path if real_path.is_relative_to(os.path.realpath(directory)) else None


def _counts(name: str) -> bool:
    return name.lower().endswith((*SUFFIXES, PHRASES_SUFFIX)) and not name.startswith(_HIDDEN)


def _is_utf8(name: str) -> bool:
    """Returns whether the name is UTF-8; Python decodes other bytes to surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _reason_to_rename(name: str) -> str:
    """Returns why a file with a nearly right name is not read; empty for any other file."""
    match = None if name.startswith(_HIDDEN) else re.fullmatch(_ALMOST, name)
    if match is None:
        return ""
    end = quoted(match[2]) if match[2].strip() else "a blank"
    return f"this file is not read, because its name ends in {end}; rename it to {quoted(match[1] + '.yaml')}"


def _shown(directory: Path, name: str) -> str:
    """Returns the path of a file as messages show it: on one line, as a person would type it."""
    path = (directory / name).as_posix() if str(directory) != "." else name
    if path.isprintable():
        return path
    return "".join(character if character.isprintable() else "\ufffd" for character in path)


def load_all(directory: Path, names: Iterable[str]) -> tuple[File, ...] | None:
    """Reads the files `names` of `directory`; returns None if they are too large together."""
    files: list[File] = []
    room, entries = MAX_FOLDER_BYTES, MOST_FOLDER_ENTRIES
    for name in names:
        file = load(directory, name)
        room -= file.size
        entries -= _entries(file.text)
        if room < 0 or entries < 0:
            return None
        files.append(file)
    return tuple(files)


def load(directory: Path, name: str) -> File:
    """Reads one file of `directory`; sets `problem` instead of raising."""
    shown = _shown(directory, name)
    path = _real_path(directory, directory / name)
    if path is None:
        return _unread(shown, name, _LEADS_OUT)
    try:
        data = _bytes(path)
    except OSError as error:
        return _unread(shown, name, f"this file cannot be read ({error.strerror or error})")
    digest = FileDigest(name, hashlib.sha256(data).hexdigest())
    text, index, reason = _decoded(data)
    problem = Located(shown, *Lines(text).position(index), "", reason) if reason else None
    return File(shown=shown, digest=digest, size=len(data), text=text, problem=problem)


def _unread(shown: str, name: str, reason: str) -> File:
    return File(shown=shown, digest=FileDigest(name, ""), problem=Located(shown, 1, 1, "", reason))


def _bytes(path: Path) -> bytes:
    """Reads at most one byte more than is allowed; raises OSError for an endless pipe or device."""
    if not path.is_file() and path.exists():
        raise OSError(_NO_FILE)
    with open(path, "rb", opener=_without_waiting) as file:
        # Some files of the system look like ordinary ones and have no data yet; they would keep us waiting.
        data: bytes | None = file.read(MAX_FILE_BYTES + 1)
    if data is None:
        raise OSError(_NO_FILE)
    return data


_NO_FILE = "it is a pipe or a device, not a file"


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _decoded(data: bytes) -> tuple[str, int, str]:
    """Returns the text, and the index of its mistake with the reason, which is empty if it has none.

    Text in a wrong encoding is decoded as far as possible.
    """
    if data.startswith(_ARCHIVE):
        reason = "this is a spreadsheet, a document or an archive, not a text; save its words as plain text"
        return "", 0, reason
    if len(data) > MAX_FILE_BYTES:
        return "", 0, f"this file is larger than {MAX_FILE_BYTES // 1_000_000} MB; split it"
    if _is_utf16(data):
        return data.decode("utf-16", "replace"), 0, "this file is UTF-16; save it as UTF-8"
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        text_before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        reason = f"byte 0x{data[error.start]:02X} is not UTF-8; save this file with the encoding UTF-8"
        return text, len(text_before), reason
    if _entries(text) > MOST_ENTRIES:
        return "", 0, f"this file has more than {MOST_ENTRIES:,} lines and items; split it"
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is None:
        return text, 0, ""
    number = ord(unprintable[0])
    reason = f"an invisible control character (U+{number:04X}) that no text needs; delete it"
    return text, unprintable.start(), reason


def _entries(text: str) -> int:
    """Returns about how many lines and items YAML may find in `text`."""
    return sum(map(text.count, "\n,[{"))


def _is_utf16(data: bytes) -> bool:
    """Returns whether the data start with a byte order mark, or about every second byte is zero."""
    even_bytes, odd_bytes = data[:64:2], data[1:64:2]
    half = len(odd_bytes) // 2
    mostly_zero = (even_bytes.count(0) > half, odd_bytes.count(0) > half)
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or mostly_zero in ((True, False), (False, True))
