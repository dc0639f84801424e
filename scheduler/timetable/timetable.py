"""A programme, the holidays and a last day → every occurrence that follows, and what stands in the way.

Pure and without a clock: the same text and holidays give the same timetable whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable.changes import match_changes
from scheduler.timetable.fixed import fixed_occurrences
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.making import frame
from scheduler.timetable.outcome import Blocked, Outcome, Wanted
from scheduler.timetable.recurring import recurring_occurrences, slots_of
from scheduler.timetable.workdays import Workdays


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Occurrences by series and date; `blocked` could not be dated; `problems` are errors of the text."""

    wanted: tuple[Wanted, ...]
    blocked: tuple[Blocked, ...] = ()
    problems: tuple[Problem, ...] = ()


def timetable(programme: Programme, holidays: Holidays, last: date) -> Timetable:
    """Everything that `programme` says will take place, planned for `last` or earlier."""
    workdays = Workdays(holidays, programme.closed)
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    for series in programme.series.values():
        made, found = _series(programme, series, workdays, last)
        outcomes += made
        problems += found
    return Timetable(
        wanted=tuple(o for o in outcomes if isinstance(o, Wanted)),
        blocked=tuple(o for o in outcomes if isinstance(o, Blocked)),
        problems=tuple(problems),
    )


def places(programme: Programme) -> set[tuple[str, str | None]]:
    """The countries and subdivisions whose holidays matter."""
    return {(city.country, city.subdivision) for city in programme.cities.values()}


def years(programme: Programme, last: date) -> range:
    """The years whose holidays matter: from the first meeting through the year after `last`."""
    first = min(_first_days(programme.series.values()), default=last)
    return range(first.year, last.year + 2)


def _first_days(all_series: Iterable[Series]) -> Iterable[date]:
    for series in all_series:
        if series.schedule:
            begins = series.schedule[0].begins
            yield begins if isinstance(begins, date) else begins.first


def _series(
    programme: Programme, series: Series, workdays: Workdays, last: date
) -> tuple[list[Outcome], list[Problem]]:
    framed = frame(programme, series, workdays)
    slots = slots_of(framed, last)
    notes, problems = match_changes(framed, slots)
    made = [*recurring_occurrences(framed, slots, notes), *fixed_occurrences(framed, notes)]
    return made, problems
