"""`twincal check`: everything that is wrong or doubtful about a configuration, in one run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scheduler.commands.errors import Invalid
from scheduler.commands.prepare import Dated, date_directory, in_order
from scheduler.commands.preview import shortened_feeds
from scheduler.configuration import Located
from scheduler.plan.compare import is_accepted
from scheduler.plan.names import dropped_names
from scheduler.plan.stored import EMPTY, Memory
from scheduler.programme.problems import Problem, collapsed
from scheduler.timetable.warnings import warnings
from scheduler.timetable.workdays import Workdays


def check(directory: Path, now: datetime, memory: Memory = EMPTY) -> tuple[Located, ...]:
    """The warnings about a configuration that is good; raises Invalid when it is not.

    `memory` softens what was accepted once: an hour that time-zone data or the calendar have made
    impossible since is a warning, because it is held back.
    """
    dated = date_directory(directory, now)
    held: list[Problem] = []
    refused: list[Problem] = []
    for block in dated.timetable.blocked:
        (held if is_accepted(block, memory) else refused).append(block.problem)
    if memory.masthead is not None and memory.masthead.id == dated.programme.id:
        refused += dropped_names(dated.programme, memory)
    if refused:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(refused)))))
    warned = dated.reading.locate(replace(problem, level="warning") for problem in collapsed(held))
    return tuple(in_order((*dated.reading.problems, *warned, *_warnings(dated, now))))


def _warnings(dated: Dated, now: datetime) -> tuple[Located, ...]:
    workdays = Workdays(dated.holidays, dated.programme.closed)
    found = warnings(dated.programme, dated.timetable, workdays, now, dated.window.edge)
    return dated.reading.locate((*found, *shortened_feeds(dated, now)))
