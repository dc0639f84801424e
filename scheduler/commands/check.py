"""`twincal check`: everything that is wrong or doubtful about a configuration, in one run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.commands.errors import Invalid
from scheduler.commands.prepare import Dated, date_directory
from scheduler.commands.preview import shortened_feeds
from scheduler.configuration import Located
from scheduler.timetable.warnings import warnings
from scheduler.timetable.workdays import Workdays


def check(directory: Path, now: datetime) -> tuple[Located, ...]:
    """The warnings about a configuration that is good; raises Invalid when it is not."""
    dated = date_directory(directory, now)
    blocked = dated.reading.locate(block.problem for block in dated.timetable.blocked)
    if blocked:
        raise Invalid(sorted((*dated.reading.problems, *blocked), key=_place))
    return tuple(sorted((*dated.reading.problems, *_warnings(dated, now)), key=_place))


def _warnings(dated: Dated, now: datetime) -> tuple[Located, ...]:
    workdays = Workdays(dated.holidays, dated.programme.closed)
    found = warnings(dated.programme, dated.timetable, workdays, now, dated.window.edge)
    return dated.reading.locate((*found, *shortened_feeds(dated, now)))


def _place(problem: Located) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column
