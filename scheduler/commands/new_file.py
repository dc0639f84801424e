"""Writes a file for a person, never over another one."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from scheduler.commands.refusals import Refused


def write_new_file(path: Path, body: bytes) -> Path:
    """Writes a file at `path`, or at the next free name, such as `meetings_2.xlsx`, and returns where it is.

    Raises Refused if the folder cannot be written.
    """
    free = path
    for number in count(2):
        try:
            with free.open("xb") as file:
                file.write(body)
            break
        except FileExistsError:
            free = path.with_stem(f"{path.stem}_{number}")
        except OSError as error:
            raise Refused(f"{free}: {error.strerror}", "go to a folder where you may write") from error
    return free
