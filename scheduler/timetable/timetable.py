"""A programme, the holidays and a last day → every occurrence that follows, and what stands in the way.

Pure and without a clock: the same text and holidays give the same timetable whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.programme.details import Details
from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import first_day
from scheduler.timetable.changes import match_changes
from scheduler.timetable.fixed import fixed_occurrences
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.making import series_context
from scheduler.timetable.recurring import recurring_occurrences, slots_of
from scheduler.timetable.slots import period_of
from scheduler.timetable.time_inputs import grounds
from scheduler.timetable.wanted import Blocked, Outcome, Wanted
from scheduler.timetable.workdays import Workdays


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Occurrences by series and date; `blocked` could not be dated; `problems` are errors of the text.

    By the identity of each series: `grounds` are the lines of the text that its hours rest on, `said` is
    what it says of all its meetings.
    """

    wanted: tuple[Wanted, ...]
    blocked: tuple[Blocked, ...] = ()
    problems: tuple[Problem, ...] = ()
    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Mapping[str, Details] = field(default_factory=dict)


def timetable(programme: Programme, holidays: Holidays, last: date) -> Timetable:
    """Everything that `programme` says will take place, planned for `last` or earlier."""
    workdays = Workdays(holidays, programme.closed)
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    lines: dict[str, tuple[str, ...]] = {}
    for series in programme.series.values():
        framed = series_context(programme, series, workdays)
        slots = slots_of(framed, last)
        notes, found = match_changes(framed, slots)
        problems += found
        outcomes += recurring_occurrences(framed, slots, notes)
        outcomes += fixed_occurrences(framed, notes)
        lines[series.identity] = grounds(framed, notes)
    return Timetable(
        wanted=tuple(o for o in outcomes if isinstance(o, Wanted)),
        blocked=tuple(o for o in outcomes if isinstance(o, Blocked)),
        problems=tuple(problems),
        grounds=lines,
        said={series.identity: series.details for series in programme.series.values()},
    )


def places(programme: Programme) -> set[tuple[str, str | None]]:
    """The countries and subdivisions whose holidays matter."""
    return {(city.country, city.subdivision) for city in programme.cities.values()}


def years(programme: Programme, last: date) -> range:
    """The years whose holidays matter: from the first meeting through the year after the last."""
    days = [last, *_days_written(programme.series.values())]
    return range(min(days).year, max(days).year + 2)


def _days_written(all_series: Iterable[Series]) -> Iterator[date]:
    """The days on which series begin, and those that are written out, of meetings and of their changes."""
    for series in all_series:
        if series.schedule:
            yield first_day(series.schedule[0].begins)
        once = [series.once] if series.once is not None else []
        for fixed in (*once, *(extra.fixed for extra in series.extras)):
            yield _day(fixed.starts)
        for change in series.changes:
            if is_dated_by_rule(change.key):
                yield from period_of(change.key)
            if isinstance(change.move_to, date):
                yield _day(change.move_to)


def _day(written: date) -> date:
    return written.date() if isinstance(written, datetime) else written
