"""A problem with its place in the files."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from scheduler.programme.advice import Advice
from scheduler.programme.problems import FieldPath

LONGEST_FIELD = 300
"""Characters of the path of a field in a message."""


class Located(Struct, frozen=True):
    """A problem at its place; lines and columns count from 1, columns in characters.

    `field` is the path of the field, as `dotted` writes it; empty if the problem is about a whole file. The
    `code` and the `advice` are those of the Problem.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    level: Literal["error", "warning"] = "error"
    code: str | None = None
    advice: Advice = ""

    def __str__(self) -> str:
        field = f"{self.field[:LONGEST_FIELD]}: " if self.field else ""
        warning = "warning: " if self.level == "warning" else ""
        return f"{self.file}:{self.line}:{self.column}: {field}{warning}{self.message}"


def dotted(path: FieldPath) -> str:
    """Returns the path as people read it, with list items counted from 1: `meetings.tram.schedule[2].at`."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return " ".join("".join(steps).split()).removeprefix(".")
