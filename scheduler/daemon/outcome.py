"""The outcome of an attempt in words: why nothing changed, and what a plan leaves to a person.

Each note is logged once for as long as it holds. Anyone may read the health, so it names only places.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from scheduler.commands.apply import Applied
from scheduler.commands.notices import line_to_keep, waiting_steps
from scheduler.commands.refusals import Invalid, Refused
from scheduler.plan.steps import Step
from scheduler.reports.errors import error_line, problem_lines
from scheduler.reports.sentences import finding_lines
from scheduler.store import StoreError

log = logging.getLogger("twincal")
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
            places = (
                f"{os.path.relpath(problem.file, directory.parent)}:{problem.line}:{problem.column}"
                for problem in errors[:MOST_PLACES]
            )
            return Reasons(tuple(places), tuple(problem_lines(errors)))
        case Refused():
            return Reasons(("the files were not applied; the log says why",), (error_line(error),))
        case _:
            return Reasons(("the store cannot be used; the log says why",), (error_line(error),))


class NoteLog:
    """Logs each note once for as long as it holds."""

    def __init__(self) -> None:
        self._logged: set[str] = set()

    def write(self, applied: Applied) -> None:
        """Logs the notes about what was `applied` that were not in the log before."""
        notes = [*_notes(applied)]
        for note in notes:
            if note not in self._logged:
                log.warning("note: %s", note)
        self._logged = set(notes)


def _notes(applied: Applied) -> Iterator[str]:
    series = applied.dated.timetable.series
    for step in waiting_steps(applied.proposed):
        yield _holiday_note(step, series[step.after.series].series.id)
    yield from finding_lines(applied.plan.notes)


def _holiday_note(step: Step, series: str) -> str:
    """Returns a note: the effect of new holiday data, and the line that keeps the published date.

    `series` is the present id.
    """
    old, new = step.before.occurrence if step.before else step.after, step.after
    effect = "cancel it" if new.cancelled else f"move it to {new.timing.starts:%Y-%m-%d %H:%M}"
    line = line_to_keep(step)
    return (
        f"{series}/{old.key}: new holiday data would {effect}. "
        f"To keep it, write under its changes: `{line}`; to let it go, run `twincal apply`"
    )
