"""The settings of the writer, which `serve` sends as a line of JSON.

The writer is a process of its own, so that no edit delays an answer, and none that takes too long or too much
memory ends the server.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct


class WriterSettings(Struct, frozen=True, kw_only=True):
    """The task of a writer: `serve` sends it as the first line.

    It applies the files in `directory` to the store at the URL `database`, and writes static files to
    `folder`; it does not do what is None. `state_folder` is for files beside the store. Its clock is at `now`
    (UTC) when it begins. `apply_command` are the words of `twincal apply` for the same store. `log_level` and
    `log_format` are those of `serve`. If it `rests`, it makes no attempt until an edit or the next hour,
    because an attempt with these files has ended the writer before it.
    """

    directory: Path | None
    database: str
    folder: Path | None
    state_folder: Path
    now: datetime
    apply_command: tuple[str, ...]
    log_level: str
    log_format: Literal["text", "json"]
    rests: bool = False


def read_settings(line: bytes) -> WriterSettings:
    """Returns the settings in a line of JSON."""
    return msgspec.json.decode(line, type=WriterSettings, dec_hook=_decode)


def settings_line(settings: WriterSettings) -> bytes:
    """Returns the settings as a line of JSON."""
    return msgspec.json.encode(settings, enc_hook=str) + b"\n"


def _decode(kind: type, value: str) -> object:
    return kind(value)
