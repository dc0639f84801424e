"""The last good copy of each downloaded calendar: its busy times and its age, in a file beside the store.

The file has the SHA-256 of an address in place of the address, which may be secret.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from scheduler.programme.places import BusyCalendar
from scheduler.programme.time_spans import TimeSpan

FILE_NAME = "twincal-busy.json"


class BusyCopy(Struct, frozen=True):
    """The busy times of a calendar, as they were at `time`, and the days of events that could not be read."""

    time: datetime
    spans: tuple[TimeSpan, ...]
    unreadable: tuple[str, ...] = ()


Copies = Mapping[str, BusyCopy]
"""By `key_of` a calendar."""


def key_of(calendar: BusyCalendar) -> str:
    """Returns the name of a calendar in the file; whole days depend on its zone."""
    return hashlib.sha256(f"{calendar.zone} {calendar.source}".encode()).hexdigest()


def read_copies(folder: Path) -> Copies:
    """Returns the copies in `folder`; none if there is no file, or a damaged one."""
    try:
        return msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=dict[str, BusyCopy])
    except (OSError, ValueError):
        return {}


def write_copies(folder: Path, copies: Copies) -> None:
    """Writes the copies, readable for the owner alone. Does nothing if the folder cannot be written."""
    write_private_file(folder / FILE_NAME, msgspec.json.encode(copies))


def write_private_file(file: Path, content: bytes) -> None:
    """Writes a whole file, readable for the owner alone. Does nothing if its folder cannot be written."""
    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as unfinished:
                unfinished.write(content)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
