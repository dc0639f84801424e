"""`twincal check`: everything that is wrong or doubtful about a configuration, in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scheduler.commands.errors import Invalid
from scheduler.commands.feed_sizes import shortened_feeds
from scheduler.commands.prepare import DatedReading, date_reading, in_order
from scheduler.configuration import Located, read
from scheduler.plan.plan import refusals
from scheduler.programme.problems import Problem, collapsed
from scheduler.programme.programme import Programme
from scheduler.publication.languages.language import language
from scheduler.record.memory import EMPTY, Memory
from scheduler.timetable.warnings import warnings
from scheduler.timetable.workdays import Workdays


def check(directory: Path, now: datetime, memory: Memory = EMPTY) -> tuple[Located, ...]:
    """Returns the warnings about a configuration; raises Invalid if it has errors.

    With `memory` the errors are those that `plan` has. What was accepted once and became impossible by new
    time-zone data is only a warning, because that meeting is held back. The clock is not checked, because
    nothing is written.
    """
    dated = date_reading(read(directory), now, memory)
    refused = [*refusals(dated.programme, dated.timetable, memory, dated.context)]
    if refused:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(refused)))))
    held_back = collapsed(block.problem for block in dated.timetable.blocked)
    held_back_warnings = dated.reading.locate(replace(problem, level="warning") for problem in held_back)
    return tuple(in_order((*held_back_warnings, *warnings_of(dated, memory))))


def warnings_of(dated: DatedReading, memory: Memory) -> tuple[Located, ...]:
    """Returns everything doubtful about a configuration without errors, in the order of files and lines."""
    programme, context = dated.programme, dated.context
    workdays = Workdays(dated.holidays, programme.closed)
    doubts = (
        *warnings(programme, dated.timetable, workdays, context.now, context.window.edge),
        *shortened_feeds(programme, dated.timetable, memory, context),
        *_untranslated_languages(programme),
    )
    return tuple(in_order((*dated.reading.problems, *dated.reading.locate(doubts))))


def _untranslated_languages(programme: Programme) -> Iterator[Problem]:
    """Yields a warning for each language of `programme` in which Twincal has no phrases."""
    for index, code in enumerate(programme.languages):
        if not language(code).has_phrases:
            message = f"Twincal has no phrases in {code}: readers see English ones around your texts"
            yield Problem(("programme", "languages", index), message, level="warning")
