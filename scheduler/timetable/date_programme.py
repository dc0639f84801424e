"""Makes the timetable of a programme from its text and the public holidays.

Reads no clock: the same text and holidays always give the same timetable.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from operator import attrgetter

from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.matched_changes import cancelled_policies, last_day_of_changes, match_changes
from scheduler.timetable.occurrences import fixed_occurrences, recurring_occurrences
from scheduler.timetable.recorded_hours import hours_of_entry, hours_of_series
from scheduler.timetable.series_context import SeriesContext, all_cities_work, series_context
from scheduler.timetable.slots import Slot, make_slots, period_of
from scheduler.timetable.timetable import Blocked, DatedSeries, Timetable, Wanted
from scheduler.timetable.workdays import Workdays


def date_programme(programme: Programme, holidays: Holidays, last: date, far: date = date.min) -> Timetable:
    """Returns every meeting of `programme` that is planned for `last` or earlier.

    Clocks change at night: series at night are dated through `far`, so that hours that do not exist show
    early.
    """
    workdays = Workdays(holidays, programme.closed)
    contexts = (series_context(programme, series, workdays) for series in programme.series.values())
    return Timetable({context.identity: _date_series(context, last, far) for context in contexts})


def _date_series(context: SeriesContext, last: date, far: date) -> DatedSeries:
    slots = _slots(context, last, far)
    changes, unmatched = match_changes(context, slots)
    meetings = (*recurring_occurrences(context, slots, changes), *fixed_occurrences(context, changes))
    return DatedSeries(
        series=context.series,
        wanted=tuple(each for each in meetings if isinstance(each, Wanted)),
        blocked=tuple(each for each in meetings if isinstance(each, Blocked)),
        problems=tuple(unmatched),
        hours=hours_of_series(context, changes),
        cancelled_policies=cancelled_policies(context.series, changes),
    )


def _slots(context: SeriesContext, last: date, far: date) -> tuple[Slot, ...]:
    """Returns the slots through `last` (at night, `far`), and through the latest that a change names."""
    schedule = context.series.schedule
    if not schedule:
        return ()
    at_night = any(hours_of_entry(context, entry).may_be_doubtful for entry in schedule)
    until = max(last, far if at_night else last, last_day_of_changes(context.series) or last)
    return make_slots(context.series, until, partial(all_cities_work, context))


def holiday_places(programme: Programme) -> set[tuple[str, str | None]]:
    """Returns the countries and subdivisions whose holidays matter."""
    return set(map(attrgetter("country", "subdivision"), programme.cities.values()))


def holiday_years(programme: Programme, *days: date) -> range:
    """Returns the years whose holidays matter: from the first of meetings and `days` to a year after them."""
    all_series = programme.series.values()
    years = {day.year for day in days}
    years.update(series.schedule[0].begins.year for series in all_series if series.schedule)
    years.update(day.year for series in all_series for day in _written_days(series))
    return range(min(years), max(years) + 2)


def _written_days(series: Series) -> Iterator[date]:
    for fixed, _ in series.dated.values():
        yield fixed.wall.date()
    for change in series.changes:
        if is_dated_by_rule(change.key):
            yield from period_of(change.key)
        if isinstance(change.move_to, date):
            yield change.move_to
