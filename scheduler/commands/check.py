"""`twincal check`: everything that is wrong or doubtful about a configuration, in one run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scheduler.commands.errors import Invalid
from scheduler.commands.prepare import Dated, date_reading, in_order
from scheduler.commands.preview import shortened_feeds
from scheduler.commands.unspoken import unspoken_languages
from scheduler.configuration import Located, Reading, read
from scheduler.plan.plan import refusals
from scheduler.plan.stored import EMPTY, Memory
from scheduler.programme.problems import Problem, collapsed
from scheduler.timetable.warnings import warnings
from scheduler.timetable.workdays import Workdays


def check(directory: Path, now: datetime, memory: Memory = EMPTY) -> tuple[Located, ...]:
    """The warnings about a configuration that is good; raises Invalid when it is not.

    `memory` adds what a published programme may not say any more, and softens what was accepted once: an
    hour that time-zone data or the calendar have made impossible since is a warning, because it is held
    back. So is what only --allow-past would do.
    """
    reading = read(directory)
    known = _of_this_programme(reading, memory)
    dated = date_reading(reading, now, known, allow_past=True)
    refused = list(refusals(dated.programme, dated.timetable, known, dated.circumstances))
    if refused:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(refused)))))
    warned = dated.reading.locate(replace(problem, level="warning") for problem in _held(dated, known))
    return tuple(in_order((*warned, *warnings_of(dated, now, known))))


def _of_this_programme(reading: Reading, memory: Memory) -> Memory:
    """`memory`, unless it is of another programme: it is often the store that just lies there."""
    programme = reading.programme or reading.partial
    if programme is None or memory.masthead is None or memory.masthead.id != programme.id:
        return EMPTY
    return memory


def _held(dated: Dated, memory: Memory) -> Iterable[Problem]:
    """What is an hour that cannot be, and what needs a person's leave."""
    unasked = replace(dated.circumstances, allow_past=False)
    return collapsed(
        (
            *(block.problem for block in dated.timetable.blocked),
            *refusals(dated.programme, dated.timetable, memory, unasked),
        )
    )


def warnings_of(dated: Dated, now: datetime, memory: Memory) -> tuple[Located, ...]:
    """Everything doubtful about a configuration that is good, in the order of files and lines."""
    workdays = Workdays(dated.holidays, dated.programme.closed)
    found = warnings(dated.programme, dated.timetable, workdays, now, dated.circumstances.window.edge)
    unspoken = unspoken_languages(dated.programme)
    doubts = dated.reading.locate((*found, *shortened_feeds(dated, now, memory), *unspoken))
    return tuple(in_order((*dated.reading.problems, *doubts)))
