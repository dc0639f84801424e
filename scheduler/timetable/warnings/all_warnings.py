"""All warnings about the meetings of a timetable, in the order of its series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime, timedelta

from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import first_day, last_day
from scheduler.programme.time_spans import TimeSpan
from scheduler.timetable.timetable import Timetable, Wanted
from scheduler.timetable.warnings.announced_hours import contradicted_texts
from scheduler.timetable.warnings.bad_times import at_bad_times
from scheduler.timetable.warnings.busy_times import busy_warnings
from scheduler.timetable.warnings.clashes import clashes
from scheduler.timetable.warnings.hidden_meetings import hidden_but_not_cancelled
from scheduler.timetable.warnings.wording import in_words, on_days, path_of, warning
from scheduler.timetable.workdays import Workdays

FAR = timedelta(days=92)
"""A longer move is probably a mistake."""
FAR_AHEAD = timedelta(days=3 * 366)
"""Nobody plans a single meeting so long before."""


def warnings(
    programme: Programme,
    timetable: Timetable,
    workdays: Workdays,
    now: datetime,
    edge: date,
    busy: Mapping[str, Sequence[TimeSpan]],
) -> Iterator[Problem]:
    """Yields the warnings about meetings after `now`; `edge` is the first day after the window.

    `busy` are the times that calendars of others take from each attendee. Leaves out meetings that rules date
    on that day or later: a plan does not name them, and they may change.
    """
    coming = _coming(timetable, now, edge)
    by_series = _by_series(coming)
    cities = {city.identity: city for city in programme.cities.values()}
    for series in programme.series.values():
        meetings = by_series.get(series.identity, [])
        yield from at_bad_times(series, meetings, cities, workdays)
        yield from _without_free_day(series, meetings)
        yield from _beginning(series, now)
        yield from _ending(series, meetings, now, edge)
        yield from hidden_but_not_cancelled(series)
        yield from contradicted_texts(series, meetings)
    yield from _moved_far(timetable.wanted, now)
    yield from _far_ahead(coming, now)
    yield from _unknown_years(programme, coming, workdays)
    yield from clashes(programme, coming, {meeting.occurrence.uid for meeting in coming})
    yield from busy_warnings(programme, coming, busy)


def warnings_about_times(
    programme: Programme, timetable: Timetable, workdays: Workdays, now: datetime, edge: date, uids: Set[str]
) -> Iterator[Problem]:
    """Yields those of the same warnings that are about the times of the meetings with these `uids`."""
    if not uids:
        return
    coming = _coming(timetable, now, edge)
    chosen = [meeting for meeting in coming if meeting.occurrence.uid in uids]
    by_series = _by_series(chosen)
    cities = {city.identity: city for city in programme.cities.values()}
    for series in programme.series.values():
        if series.identity in by_series:
            yield from at_bad_times(series, by_series[series.identity], cities, workdays)
            yield from _without_free_day(series, by_series[series.identity])
    yield from _moved_far(chosen, now)
    yield from _far_ahead(chosen, now)
    yield from clashes(programme, coming, uids)


def _coming(timetable: Timetable, now: datetime, edge: date) -> Sequence[Wanted]:
    return [
        meeting
        for meeting in timetable.wanted
        if not meeting.occurrence.timing.is_over(now)
        and not meeting.occurrence.cancelled
        and not meeting.skipped
        and (meeting.occurrence.timing.starts.date() < edge or not meeting.occurrence.recurs)
    ]


def _by_series(meetings: Iterable[Wanted]) -> Mapping[str, list[Wanted]]:
    by_series: dict[str, list[Wanted]] = defaultdict(list)
    for meeting in meetings:
        by_series[meeting.occurrence.series].append(meeting)
    return by_series


def _without_free_day(series: Series, meetings: Iterable[Wanted]) -> Iterator[Problem]:
    days = [meeting.occurrence.timing.starts.date() for meeting in meetings if meeting.no_free_day]
    if days:
        message = f"no common working day within 31 days, so it stays on its day: {on_days(days)}"
        yield warning(path_of(series), message)


def _moved_far(meetings: Iterable[Wanted], now: datetime) -> Iterator[Problem]:
    """Yields a warning for each meeting that moves by months, from the future or into it."""
    for meeting in meetings:
        planned, starts = meeting.occurrence.planned, meeting.occurrence.timing.starts
        if abs(starts - planned) > FAR and max(starts, planned).date() >= now.date():
            days = abs(starts.date() - planned.date()).days
            message = f"moved {days} days, from {planned:%-d %B %Y} to {starts:%-d %B %Y}: is the year right?"
            yield warning(meeting.path, message)


def _far_ahead(coming: Iterable[Wanted], now: datetime) -> Iterator[Problem]:
    """Yields a warning for each meeting whose date the text gives, and gives for a year far ahead."""
    for meeting in coming:
        starts = meeting.occurrence.timing.starts
        if not meeting.occurrence.recurs and starts.date() > now.date() + FAR_AHEAD:
            yield warning(meeting.path, f"it is on {in_words(starts.date())}: is the year right?")


def _beginning(series: Series, now: datetime) -> Iterator[Problem]:
    """Yields a warning for each rule of a series whose first month is far ahead."""
    for index, entry in enumerate(series.schedule):
        first = first_day(entry.begins)
        if first > now.date() + FAR_AHEAD:
            path: FieldPath = ("from",) if len(series.schedule) == 1 else ("schedule", index, "from")
            yield warning((*path_of(series), *path), f"it begins in {first:%B %Y}: is the year right?")


def _ending(series: Series, meetings: Iterable[Wanted], now: datetime, edge: date) -> Iterator[Problem]:
    if series.until is not None and now.date() <= last_day(series.until) < edge:
        recurring = (meeting.occurrence for meeting in meetings if meeting.occurrence.recurs)
        days = [occurrence.timing.starts.date() for occurrence in recurring]
        last = f"; its last meeting is {on_days([max(days)])}" if days else ""
        yield warning((*path_of(series), "until"), f"the series ends within the months that feeds show{last}")


def _unknown_years(programme: Programme, coming: Sequence[Wanted], workdays: Workdays) -> Iterator[Problem]:
    """Yields a warning for each city that has meetings in years whose holidays are unknown."""
    years = {meeting.occurrence.timing.starts.year for meeting in coming}
    unknown = {
        (city.identity, year)
        for city in programme.cities.values()
        for year in years
        if not workdays.holidays.knows(city.country, city.subdivision, year)
    }
    if not unknown:
        return
    by_city: dict[str, set[int]] = defaultdict(set)
    for occurrence in (meeting.occurrence for meeting in coming):
        for city in occurrence.cities():
            if (city, occurrence.timing.starts.year) in unknown:
                by_city[city].add(occurrence.timing.starts.year)
    for id, place in programme.cities.items():
        if place.identity in by_city:
            listed = ", ".join(map(str, sorted(by_city[place.identity])))
            yield warning(("cities", id), f"no public holidays known for {place.country} in {listed}")
