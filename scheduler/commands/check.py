"""`twincal check`: everything that is wrong or doubtful about a configuration, in one run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scheduler.commands.errors import Invalid
from scheduler.commands.feed_sizes import shortened_feeds
from scheduler.commands.prepare import DatedReading, date_reading, in_order
from scheduler.commands.untranslated import untranslated_languages
from scheduler.configuration import Located, read
from scheduler.plan.plan import refusals
from scheduler.programme.problems import collapsed
from scheduler.record.memory import EMPTY, Memory
from scheduler.timetable.warnings import warnings
from scheduler.timetable.workdays import Workdays


def check(directory: Path, now: datetime, memory: Memory = EMPTY) -> tuple[Located, ...]:
    """The warnings about a configuration that is good; raises Invalid when it is not.

    `memory` adds what a published programme may not say any more, the same errors that `plan` has. It
    softens what was accepted once: an hour that time-zone data or the calendar have made impossible since is
    a warning, because it is held back. Whether the clock can be right is not asked: nothing is written.
    """
    dated = date_reading(read(directory), now, memory)
    refused = list(refusals(dated.programme, dated.timetable, memory, dated.context))
    if refused:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(refused)))))
    held = collapsed(block.problem for block in dated.timetable.blocked)
    warned = dated.reading.locate(replace(problem, level="warning") for problem in held)
    return tuple(in_order((*warned, *warnings_of(dated, now, memory))))


def warnings_of(dated: DatedReading, now: datetime, memory: Memory) -> tuple[Located, ...]:
    """Everything doubtful about a configuration that is good, in the order of files and lines."""
    workdays = Workdays(dated.holidays, dated.programme.closed)
    found = warnings(dated.programme, dated.timetable, workdays, now, dated.context.window.edge)
    unspoken = untranslated_languages(dated.programme)
    doubts = dated.reading.locate((*found, *shortened_feeds(dated, now, memory), *unspoken))
    return tuple(in_order((*dated.reading.problems, *doubts)))
