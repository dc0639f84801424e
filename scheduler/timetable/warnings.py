"""Warnings about meetings that an officer should check before they are published. They stop nothing.

Each warning is about one series and counts its meetings: the same warning for every month would hide others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from msgspec import Struct

from scheduler.programme.details import DayOffReason, OfficeClosure
from scheduler.programme.places import City, Host, OfficeHours
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import last_day
from scheduler.timetable.occurrence import Obstacle, Occurrence, Participant, Timing
from scheduler.timetable.timetable import Timetable, Wanted
from scheduler.timetable.workdays import Workdays

FAR = timedelta(days=92)
"""A longer move is probably a mistake."""
_EVERY_DAY = frozenset(range(7))


def warnings(
    programme: Programme, timetable: Timetable, workdays: Workdays, now: datetime, edge: date
) -> Iterator[Problem]:
    """Yields the warnings about meetings after `now`; `edge` is the first day after the window.

    Of the meetings that rules date, only those before it are looked at. Others would be no news: they can
    still change, and a plan does not name them.
    """
    coming = [
        meeting
        for meeting in timetable.wanted
        if meeting.occurrence.timing.end_utc > now
        and not meeting.occurrence.cancelled
        and not meeting.skipped
        and (meeting.occurrence.timing.starts.date() < edge or not meeting.occurrence.recurs)
    ]
    cities = {city.identity: city for city in programme.cities.values()}
    by_series: dict[str, list[Wanted]] = defaultdict(list)
    for meeting in coming:
        by_series[meeting.occurrence.series].append(meeting)
    for series in programme.series.values():
        meetings = by_series.get(series.identity, [])
        yield from _at_bad_times(series, meetings, cities, workdays)
        yield from _without_free_day(series, meetings)
        yield from _ending(series, meetings, now, edge)
    yield from _moved_far(timetable.wanted, now)
    yield from _unknown_years(programme, coming, workdays)
    yield from _clashes(programme, coming)


def _path(series: Series) -> FieldPath:
    return (series.section, series.id)


def _warning(path: FieldPath, message: str) -> Problem:
    return Problem(path, message, level="warning", at="key")


def _on(days: Sequence[date]) -> str:
    """Returns `on 16 December 2026 and 3 more days`."""
    more = len(days) - 1
    return f"on {days[0]:%-d %B %Y}" + (f" and {more} more day{'s' if more > 1 else ''}" if more else "")


class _LocalHour(Struct, frozen=True):
    """The hour at which some meetings start in a city, `shift` days after their date in UTC.

    On the weekdays `days`, the whole meeting is in the office hours. Whole days have no hour.
    """

    city: City
    shift: timedelta
    hour: time
    days: frozenset[int]


def _local_hour(city: City, timing: Timing, participant: Participant) -> _LocalHour:
    begin = timing.starts if timing.all_day else participant.local(timing.begin_utc)
    days = _EVERY_DAY if timing.all_day else _office_days(city.hours, begin, begin + timing.length)
    return _LocalHour(city, begin.date() - timing.begin_utc.date(), begin.time(), days)


def _office_days(hours: OfficeHours, begin: datetime, end: datetime) -> frozenset[int]:
    """Returns the weekdays on which the hours of `begin` and `end` are in the office hours."""
    is_in = begin.date() == end.date() and hours.opens <= begin.time() and end.time() <= hours.closes
    return hours.days if is_in else frozenset()


def _local_days(meetings: Iterable[Wanted], cities: dict[str, City]) -> Iterator[tuple[_LocalHour, date]]:
    """Yields the local hour and date of each meeting in each city that takes part.

    Meetings in a row often have their hours in common.
    """
    for (participants, *_), alike in groupby(meetings, _hours_of):
        timings = [meeting.occurrence.timing for meeting in alike]
        hours = [
            _local_hour(cities[participant.city], timings[0], participant) for participant in participants
        ]
        for timing in timings:
            date_in_utc = timing.begin_utc.date()
            for local in hours:
                yield local, date_in_utc + local.shift


def _hours_of(meeting: Wanted) -> tuple[tuple[Participant, ...], str, time, timedelta, bool]:
    """Returns everything that the local hours of a meeting depend on."""
    occurrence, timing = meeting.occurrence, meeting.occurrence.timing
    return occurrence.participants, timing.zone, timing.begin_utc.time(), timing.length, timing.all_day


def _at_bad_times(
    series: Series, meetings: Iterable[Wanted], cities: dict[str, City], workdays: Workdays
) -> Iterator[Problem]:
    """Yields a warning for each city that is off, or has no office hours, when meetings take place."""
    off: dict[str, list[Obstacle]] = defaultdict(list)
    outside: dict[str, list[datetime]] = defaultdict(list)
    for local, day in _local_days(meetings, cities):
        day_off = workdays.day_off(local.city, day)
        if day_off is not None:
            off[day_off.city].append(day_off)
        if day.weekday() not in local.days:
            outside[local.city.identity].append(datetime.combine(day, local.hour))
    for identity, days_off in off.items():
        yield _warning(_path(series), f"kept although {_name(cities[identity])} is off: {_reasons(days_off)}")
    for identity, walls in outside.items():
        hours = " or ".join(dict.fromkeys(f"{hour:%H:%M}" for hour in _hours(walls)))
        message = f"outside the office hours of {_name(cities[identity])}: {hours} there "
        yield _warning(_path(series), message + _on([wall.date() for wall in walls]))


def _name(place: City | Host) -> str:
    return place.name.say("en")


def _reasons(days_off: Sequence[Obstacle]) -> str:
    """Returns the first three reasons with their days, and the number of the others."""
    first = [f"{_in_english(day_off.why)} ({day_off.day:%-d %B %Y})" for day_off in days_off[:3]]
    more = f" and {len(days_off) - 3} more" if len(days_off) > 3 else ""
    return ", ".join(dict.fromkeys(first)) + more


def _in_english(reason: DayOffReason) -> str:
    return reason.value if isinstance(reason, OfficeClosure) else reason.say("en")


def _hours(walls: Iterable[datetime]) -> Iterable[time]:
    """Returns the hours of `walls`, each once: they are few, and to format one takes long."""
    return dict.fromkeys([wall.time() for wall in walls])


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
            yield _warning(("cities", id), f"no public holidays known for {place.country} in {listed}")


def _clashes(programme: Programme, coming: Iterable[Wanted]) -> Iterator[Problem]:
    by_attendee: dict[str, list[Occurrence]] = defaultdict(list)
    names = {city.identity: _name(city) for city in programme.cities.values()}
    names["host"] = _name(programme.host)
    for occurrence in (meeting.occurrence for meeting in coming if meeting.occurrence.content.busy):
        for participant in occurrence.participants:
            by_attendee[participant.city].append(occurrence)
        if occurrence.origin == "webinar" or programme.host.attends == "everything":
            by_attendee["host"].append(occurrence)
    paths = {series.identity: _path(series) for series in programme.series.values()}
    for attendee, occurrences in by_attendee.items():
        yield from _clashes_of(names[attendee], occurrences, paths)


def _clashes_of(name: str, occurrences: list[Occurrence], paths: dict[str, FieldPath]) -> Iterator[Problem]:
    occurrences.sort(key=lambda occurrence: occurrence.timing.begin_utc)
    clashes: dict[tuple[str, str], list[date]] = defaultdict(list)
    for index, earlier in enumerate(occurrences):
        end = earlier.timing.end_utc
        for position in range(index + 1, len(occurrences)):
            later = occurrences[position]
            if later.timing.begin_utc >= end:
                break
            clashes[earlier.series, later.series].append(earlier.timing.starts.date())
    for (earlier_series, later_series), days in clashes.items():
        message = f"clash in {name}: at the same time as {paths[earlier_series][1]} {_on(days)}"
        yield _warning(paths[later_series], message)
