"""Warnings about meetings at a time when a city or the host is busy, as its own calendar says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.time_spans import TimeSpan, common
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.warnings.clashes import HOST, attendees_of
from scheduler.timetable.warnings.wording import name_of, on_days, path_of, warning


def busy_warnings(
    programme: Programme, coming: Iterable[Wanted], busy: Mapping[str, Sequence[TimeSpan]]
) -> Iterator[Problem]:
    """Yields a warning for each series and attendee; `busy` are the times by attendee, in order."""
    if not busy:
        return
    names = {city.identity: name_of(city) for city in programme.cities.values()}
    names[HOST] = name_of(programme.host)
    series_by_identity = {series.identity: series for series in programme.series.values()}
    found: dict[tuple[str, str], list[date]] = {}
    for occurrence in (meeting.occurrence for meeting in coming):
        timing = occurrence.timing
        meeting = [TimeSpan(timing.begin_utc, timing.end_utc)]
        for attendee in attendees_of(occurrence, series_by_identity[occurrence.series], programme.host):
            if common(meeting, busy.get(attendee, ())):
                found.setdefault((occurrence.series, attendee), []).append(timing.starts.date())
    for (series, attendee), days in found.items():
        message = f"{names[attendee]} is busy at this time, as its own calendar says: {on_days(days)}"
        yield warning(path_of(series_by_identity[series]), message)
