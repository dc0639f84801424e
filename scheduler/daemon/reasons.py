"""Why an attempt changed nothing: for the health, which anyone may read, and for the log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from scheduler.commands.errors import Invalid, Refused
from scheduler.reports.errors import error_text, problem_lines
from scheduler.store import StoreError

MOST_PLACES = 100
"""The most mistakes that the health reports."""


class Reasons(Struct, frozen=True):
    """The reasons of a refusal or an error: `public` for the health, `lines` for the log.

    `public` leaves out texts that may be private: a message, a field (its name is a key of the text), the
    reason of a refusal (it names series), and the path of the folder (it may name a person).
    """

    public: tuple[str, ...]
    lines: tuple[str, ...]


def reasons_of(error: Refused | StoreError, directory: Path) -> Reasons:
    """Returns why the files in `directory` were not applied."""
    match error:
        case Invalid():
            errors = [problem for problem in error.problems if problem.level == "error"]
            return Reasons(tuple(_places(error, directory)), tuple(problem_lines(errors)))
        case Refused(advice=advice):
            message = error_text(error)
            lines = (f"{message}; {advice}" if advice else message,)
            return Reasons(("the files were not applied; the log says why",), lines)
        case _:
            return Reasons(("the store cannot be used; the log says why",), (error_text(error),))


def _places(error: Invalid, directory: Path) -> Iterator[str]:
    """Yields the file, line and column of the first errors."""
    for problem in [problem for problem in error.problems if problem.level == "error"][:MOST_PLACES]:
        file = os.path.relpath(problem.file, directory.parent)
        yield f"{file}:{problem.line}:{problem.column}"
