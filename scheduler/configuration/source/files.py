"""What each file of a configuration holds as text.

A file that cannot be read as UTF-8 text is a finding with the place of the first bad byte.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from scheduler.configuration.located import Located
from scheduler.configuration.source import folder
from scheduler.configuration.source.lines import Lines

LARGEST = 20_000_000
"""Bytes in one file; ten thousand meetings take about three million."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_ARCHIVE = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read: its name relative to the directory, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file: the name as shown in messages, its digest, and its text or why there is none."""

    shown: str
    source: Source
    text: str = ""
    problem: Located | None = None


def load(directory: Path, name: str) -> File:
    """One file of `directory`; what is wrong with it as a whole is in `problem`."""
    shown = folder.shown(directory, name)
    try:
        data = _bytes(directory / name)
    except OSError as error:
        reason = f"this file cannot be read ({error.strerror or error})"
        return File(shown=shown, source=Source(name, ""), problem=Located(shown, 1, 1, "", reason))
    source = Source(name, hashlib.sha256(data).hexdigest())
    text, problem = _decoded(shown, data)
    return File(shown=shown, source=source, text=text, problem=problem)


def _bytes(path: Path) -> bytes:
    """What the file holds, as far as is looked at; a pipe or a device would never end."""
    if path.exists() and not path.is_file():
        raise OSError("it is no file but a pipe or a device")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _decoded(shown: str, data: bytes) -> tuple[str, Located | None]:
    """The text and what is wrong with it; a wrong text is still given, as well as it can be made out."""
    if data.startswith(_ARCHIVE):
        reason = "this is no text but a spreadsheet, a document or an archive; save its words as plain text"
        return "", Located(shown, 1, 1, "", reason)
    if len(data) > LARGEST:
        return "", Located(shown, 1, 1, "", f"this file is larger than {LARGEST // 1_000_000} MB; split it")
    if _wide(data):
        reason = "this file is UTF-16; save it as UTF-8"
        return data.decode("utf-16", "replace"), Located(shown, 1, 1, "", reason)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), _not_utf8(shown, data, error)
    bad = UNPRINTABLE.search(text)
    if bad is None:
        return text, None
    line, column = Lines(text).place(bad.start())
    return text, Located(
        shown,
        line,
        column,
        "",
        f"an invisible control character (U+{ord(bad[0]):04X}) that no text needs; delete it",
    )


def _wide(data: bytes) -> bool:
    """Whether it is UTF-16: by its mark, or because every other byte of its first line is zero."""
    first, second = data[:64:2], data[1:64:2]
    half = len(second) // 2
    empty = (first.count(0) > half, second.count(0) > half)
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or empty in ((True, False), (False, True))


def _not_utf8(shown: str, data: bytes, error: UnicodeDecodeError) -> Located:
    before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
    line, column = Lines(before).place(len(before))
    byte = data[error.start]
    return Located(
        shown, line, column, "", f"byte 0x{byte:02X} is not UTF-8; save this file with the encoding UTF-8"
    )
