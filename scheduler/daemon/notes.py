"""Logs what a plan leaves to a person: changes that only new holiday data would make, and its notices."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from scheduler.commands.advice.new_holiday_data import line_to_keep, waiting_steps
from scheduler.commands.transaction import Applied
from scheduler.plan.steps import Step
from scheduler.reports.sentences import finding_lines

log = logging.getLogger("twincal")


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
    yield from finding_lines(applied.plan.notices)


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
