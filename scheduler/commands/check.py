"""`twincal check`: all errors and warnings about a configuration in one run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.busy.busy_times import BusyTimes, find_busy_times
from scheduler.commands.errors import Invalid
from scheduler.commands.feed_sizes import shortened_feeds
from scheduler.commands.phrase_warnings import phrase_warnings
from scheduler.commands.prepare import DatedReading, date_reading, in_order
from scheduler.configuration import Located, read
from scheduler.plan.notices import DateDoubt, FarAhead, MovedIntoPast
from scheduler.plan.plan import Plan, make_plan
from scheduler.programme.keys import extra_id
from scheduler.programme.problems import FieldPath, Problem, collapsed
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.state.revision import StepKind
from scheduler.state.state import NOTHING_PUBLISHED, State
from scheduler.timetable.warnings import warnings, warnings_about_times
from scheduler.timetable.warnings.all_warnings import FAR_AHEAD
from scheduler.timetable.workdays import Workdays


class Checked(Struct, frozen=True, kw_only=True):
    """A configuration without errors: its warnings, and whether it gives the public address of its pages."""

    warnings: tuple[Located, ...]
    has_address: bool


def check(directory: Path, state_folder: Path, now: datetime, state: State = NOTHING_PUBLISHED) -> Checked:
    """Checks a configuration; raises Invalid if it has errors. `state_folder` holds copies of calendars.

    With `state`, finds the errors that `plan` finds. A time that was accepted once and became impossible
    with new time-zone data is only a warning, because its meeting is held back. Does not check the clock,
    because nothing is written.
    """
    dated = date_reading(read(directory), now, state)
    compared = dated.comparisons
    plan = make_plan(dated.programme, dated.feeds, compared, compared, state, dated.context)
    if plan.problems:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(plan.problems)))))
    held_back = collapsed(block.problem for block in dated.timetable.blocked)
    held_back_warnings = (replace(problem, level="warning") for problem in held_back)
    more = dated.reading.locate((*held_back_warnings, *_date_doubts(dated.programme, plan, now)))
    busy = find_busy_times(dated.programme, directory, state_folder, now)
    return Checked(
        warnings=tuple(in_order((*more, *warnings_of(dated, plan, state, busy)))),
        has_address=dated.programme.address is not None,
    )


def warnings_of(dated: DatedReading, plan: Plan, state: State, busy: BusyTimes) -> tuple[Located, ...]:
    """Returns the warnings about a configuration with this plan, in the order of files and lines."""
    programme, context = dated.programme, dated.context
    workdays = Workdays(dated.holidays, programme.closed)
    problems = (
        *busy.problems,
        *warnings(programme, dated.timetable, workdays, context.now, context.window.edge, busy.spans),
        *shortened_feeds(plan, state, context.now),
        *phrase_warnings(programme),
    )
    return tuple(in_order((*dated.reading.problems, *dated.reading.locate(problems))))


def doubts_of(dated: DatedReading, plan: Plan) -> tuple[Located, ...]:
    """Returns the warnings about new times: of new and moved meetings, and of meetings in new cities.

    If the plan cancels meetings, those about years of closings and pauses are among them.
    """
    programme, context = dated.programme, dated.context
    workdays = Workdays(dated.holidays, programme.closed)
    uids = {step.after.uid for step in plan.steps if step.has_new_time}
    problems = warnings_about_times(
        programme, dated.timetable, workdays, context.now, context.window.edge, uids
    )
    cancels = any(step.kind is StepKind.CANCEL for step in plan.steps)
    years = [each for each in dated.reading.problems if cancels and each.code == "doubtful-year"]
    return tuple(in_order((*years, *dated.reading.locate(problems))))


def _date_doubts(programme: Programme, plan: Plan, now: datetime) -> Iterator[Problem]:
    """Yields a warning for each notice of `plan` that doubts a date, unless the timetable doubts it."""
    for notice in plan.notices:
        finding = notice.finding
        is_warned_of = isinstance(finding, FarAhead) and finding.day > now.date() + FAR_AHEAD
        if isinstance(finding, DateDoubt) and not is_warned_of:
            path = _path_of(programme.series[notice.series], extra_id(notice.key))
            if isinstance(finding, MovedIntoPast):
                path = (*path, "changes", finding.change, "move_to")
            yield Problem(path, finding.question, level="warning", at="key")


def _path_of(series: Series, extra: str | None) -> FieldPath:
    """Returns the path of a series, or of the extra meeting with this id."""
    path = (series.section, series.id)
    if extra is None:
        return path
    place = next((each.place for each in series.extras if each.id == extra), ())
    return (*path, *(place or ("extra", extra)))
