"""Warnings about meetings that an officer should check before they are published. They stop nothing.

Each warning is about one series and counts its meetings: the same warning for every month would hide others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from scheduler.programme.details import DayOffReason, OfficeClosure
from scheduler.programme.places import City
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import last_day
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Timetable, Wanted
from scheduler.timetable.workdays import Workdays

FAR = timedelta(days=92)
"""A longer move is probably a mistake."""


def warnings(
    programme: Programme, timetable: Timetable, workdays: Workdays, now: datetime, edge: date
) -> Iterator[Problem]:
    """Yields the warnings about meetings after `now`; `edge` is the first day after the window."""
    coming = [
        meeting
        for meeting in timetable.wanted
        if meeting.occurrence.timing.end_utc > now
        and not meeting.occurrence.cancelled
        and not meeting.skipped
    ]
    cities = {city.identity: city for city in programme.cities.values()}
    by_series: dict[str, list[Wanted]] = defaultdict(list)
    for meeting in coming:
        by_series[meeting.occurrence.series].append(meeting)
    years: set[tuple[str, int]] = set()
    for series in programme.series.values():
        meetings = by_series.get(series.identity, [])
        starts = [start for meeting in meetings for start in _local_starts(meeting.occurrence, cities)]
        years.update([(start.city.id, start.occurrence.timing.starts.year) for start in starts])
        yield from _on_days_off(series, starts, cities, workdays)
        yield from _outside_hours(series, starts, cities)
        yield from _without_free_day(series, meetings)
        yield from _ending(series, meetings, now, edge)
    yield from _moved_far(timetable.wanted, now)
    yield from _unknown_years(programme, years, workdays)
    yield from _clashes(programme, coming)


def _path(series: Series) -> FieldPath:
    return (series.section, series.id)


def _warning(path: FieldPath, message: str) -> Problem:
    return Problem(path, message, level="warning", at="key")


def _on(days: Sequence[date]) -> str:
    """Returns `on 16 December 2026 and 3 more days`."""
    more = len(days) - 1
    return f"on {days[0]:%-d %B %Y}" + (f" and {more} more day{'s' if more > 1 else ''}" if more else "")


class _Start(Struct, frozen=True):
    """The wall time at which a meeting starts in a city that takes part."""

    city: City
    wall: datetime
    occurrence: Occurrence


def _local_starts(occurrence: Occurrence, cities: dict[str, City]) -> list[_Start]:
    timing, participants = occurrence.timing, occurrence.participants
    if timing.all_day:
        return [_Start(cities[city.city], timing.starts, occurrence) for city in participants]
    return [_Start(cities[city.city], city.local(timing.begin_utc), occurrence) for city in participants]


def _on_days_off(
    series: Series, starts: Iterable[_Start], cities: dict[str, City], workdays: Workdays
) -> Iterator[Problem]:
    days_off: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for start in starts:
        day_off = workdays.day_off(start.city, start.wall.date())
        if day_off is not None:
            days_off[day_off.city].append((day_off.day, _in_english(day_off.why)))
    for identity, days in days_off.items():
        reasons = ", ".join(dict.fromkeys(f"{why} ({day:%-d %B %Y})" for day, why in days[:3]))
        more = f" and {len(days) - 3} more" if len(days) > 3 else ""
        name = cities[identity].name.say("en")
        yield _warning(_path(series), f"kept although {name} is off: {reasons}{more}")


def _in_english(reason: DayOffReason) -> str:
    return reason.value if isinstance(reason, OfficeClosure) else reason.say("en")


def _outside_hours(series: Series, starts: Iterable[_Start], cities: dict[str, City]) -> Iterator[Problem]:
    walls: dict[str, list[datetime]] = defaultdict(list)
    for start in starts:
        if not start.occurrence.timing.all_day and not _is_in_office_hours(start):
            walls[start.city.identity].append(start.wall)
    for identity, outside in walls.items():
        hours = " or ".join(dict.fromkeys(f"{hour:%H:%M}" for hour in _hours(outside)))
        days = _on([wall.date() for wall in outside])
        name = cities[identity].name.say("en")
        yield _warning(_path(series), f"outside the office hours of {name}: {hours} there {days}")


def _hours(walls: Iterable[datetime]) -> Iterable[time]:
    """Returns the hours of `walls`, each once: they are few, and to format one takes long."""
    return dict.fromkeys([wall.time() for wall in walls])


def _is_in_office_hours(start: _Start) -> bool:
    begin, end = start.wall, start.wall + start.occurrence.timing.length
    hours = start.city.hours
    return (
        begin.date() == end.date()
        and hours.opens <= begin.time()
        and end.time() <= hours.closes
        and begin.weekday() in hours.days
    )


def _without_free_day(series: Series, meetings: Iterable[Wanted]) -> Iterator[Problem]:
    days = [meeting.occurrence.timing.starts.date() for meeting in meetings if meeting.no_free_day]
    if days:
        message = f"no common working day within 31 days of the holiday: kept {_on(days)}"
        yield _warning(_path(series), message)


def _moved_far(meetings: Iterable[Wanted], now: datetime) -> Iterator[Problem]:
    """Yields a warning for each meeting that moves by months, from the future or into it."""
    for meeting in meetings:
        planned, starts = meeting.occurrence.planned, meeting.occurrence.timing.starts
        if abs(starts - planned) > FAR and max(starts, planned).date() >= now.date():
            days = abs(starts.date() - planned.date()).days
            message = f"moved {days} days, from {planned:%-d %B %Y} to {starts:%-d %B %Y}: is the year right?"
            yield _warning(meeting.path, message)


def _ending(series: Series, meetings: Iterable[Wanted], now: datetime, edge: date) -> Iterator[Problem]:
    if series.until is not None and now.date() <= last_day(series.until) < edge:
        days = [meeting.occurrence.timing.starts.date() for meeting in meetings]
        last = f"; its last meeting is {_on([max(days)])}" if days else ""
        yield _warning((*_path(series), "until"), f"the series ends within the months that feeds show{last}")


def _unknown_years(
    programme: Programme, years: Iterable[tuple[str, int]], workdays: Workdays
) -> Iterator[Problem]:
    """Yields a warning for each city with meetings in years, by its id, whose holidays are unknown."""
    unknown: dict[str, list[str]] = defaultdict(list)
    for id, year in sorted(years):
        city = programme.cities[id]
        if not workdays.holidays.knows(city.country, city.subdivision, year):
            unknown[id].append(str(year))
    for id in programme.cities:
        if id in unknown:
            country = programme.cities[id].country
            message = f"no public holidays known for {country} in {', '.join(unknown[id])}"
            yield _warning(("cities", id), message)


def _clashes(programme: Programme, coming: Iterable[Wanted]) -> Iterator[Problem]:
    by_attendee: dict[str, list[Occurrence]] = defaultdict(list)
    names = {city.identity: city.name.say("en") for city in programme.cities.values()}
    names["host"] = programme.host.name.say("en")
    for occurrence in (meeting.occurrence for meeting in coming if meeting.occurrence.content.busy):
        for city in occurrence.cities():
            by_attendee[city].append(occurrence)
        if occurrence.origin == "webinar" or programme.host.attends == "everything":
            by_attendee["host"].append(occurrence)
    paths = {series.identity: _path(series) for series in programme.series.values()}
    for attendee, occurrences in by_attendee.items():
        yield from _clashes_of(names[attendee], occurrences, paths)


def _clashes_of(name: str, occurrences: list[Occurrence], paths: dict[str, FieldPath]) -> Iterator[Problem]:
    occurrences.sort(key=lambda occurrence: occurrence.timing.begin_utc)
    clashes: dict[tuple[str, str], list[date]] = defaultdict(list)
    for index, earlier in enumerate(occurrences):
        for position in range(index + 1, len(occurrences)):
            later = occurrences[position]
            if later.timing.begin_utc >= earlier.timing.end_utc:
                break
            clashes[earlier.series, later.series].append(earlier.timing.starts.date())
    for (earlier_series, later_series), days in clashes.items():
        message = f"clash in {name}: at the same time as {paths[earlier_series][1]} {_on(days)}"
        yield _warning(paths[later_series], message)
