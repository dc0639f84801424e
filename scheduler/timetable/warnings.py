"""Warnings: what an officer should look at before it is published. They stop nothing.

Each warning is about one series and counts its meetings: the same warning for every month would hide others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from scheduler.programme.places import City
from scheduler.programme.problems import Path, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable import clocks
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Timetable, Wanted
from scheduler.timetable.workdays import Workdays

FAR = timedelta(days=92)
"""A move this long is probably a slip."""


def warnings(
    programme: Programme, timetable: Timetable, workdays: Workdays, now: datetime, edge: date
) -> Iterator[Problem]:
    """Yields what is doubtful about meetings after `now`; `edge` is the first day after the window."""
    coming = [
        item
        for item in timetable.wanted
        if item.occurrence.timing.end_utc > now and not item.occurrence.cancelled and not item.skipped
    ]
    cities = {city.identity: city for city in programme.cities.values()}
    by_series: dict[str, list[Wanted]] = defaultdict(list)
    for item in coming:
        by_series[item.occurrence.series].append(item)
    for series in programme.series.values():
        items = by_series.get(series.identity, [])
        yield from _on_days_off(series, items, cities, workdays)
        yield from _outside_hours(series, items, cities)
        yield from _without_free_day(series, items)
        yield from _ending(series, items, now, edge)
    yield from _moved_far(timetable.wanted, now)
    yield from _unknown_years(programme, coming, workdays)
    yield from _clashes(programme, coming)


def _path(series: Series) -> Path:
    return (series.section, series.id)


def _warning(path: Path, message: str) -> Problem:
    return Problem(path, message, level="warning", at="key")


def _days(days: Sequence[date]) -> str:
    """`on 16 December 2026 and 3 more days`."""
    more = len(days) - 1
    return f"on {days[0]:%-d %B %Y}" + (f" and {more} more day{'s' if more > 1 else ''}" if more else "")


def _on_days_off(
    series: Series, items: Iterable[Wanted], cities: dict[str, City], workdays: Workdays
) -> Iterator[Problem]:
    days_off: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for item in items:
        for city, local in _local_starts(item.occurrence, cities):
            off = workdays.day_off(city, local.date())
            if off is not None:
                days_off[city.identity].append((local.date(), off.why.say("en")))
    for identity, days in days_off.items():
        reasons = ", ".join(dict.fromkeys(f"{why} ({day:%-d %B %Y})" for day, why in days[:3]))
        more = f" and {len(days) - 3} more" if len(days) > 3 else ""
        name = cities[identity].name.say("en")
        yield _warning(_path(series), f"kept although {name} is off: {reasons}{more}")


def _outside_hours(series: Series, items: Iterable[Wanted], cities: dict[str, City]) -> Iterator[Problem]:
    starts_by_city: dict[str, list[datetime]] = defaultdict(list)
    for item in items:
        if not item.occurrence.timing.all_day:
            for city, local in _local_starts(item.occurrence, cities):
                if not _in_office(city, local, item.occurrence):
                    starts_by_city[city.identity].append(local)
    for identity, starts in starts_by_city.items():
        hours = " or ".join(dict.fromkeys(f"{start:%H:%M}" for start in starts))
        days = _days([start.date() for start in starts])
        name = cities[identity].name.say("en")
        yield _warning(_path(series), f"outside the office hours of {name}: {hours} there {days}")


def _in_office(city: City, local: datetime, occurrence: Occurrence) -> bool:
    ends = local + (occurrence.timing.end_utc - occurrence.timing.begin_utc)
    hours = city.hours
    return (
        local.date() == ends.date()
        and hours.opens <= local.time()
        and ends.time() <= hours.closes
        and local.weekday() in hours.days
    )


def _local_starts(occurrence: Occurrence, cities: dict[str, City]) -> Iterator[tuple[City, datetime]]:
    for participant in occurrence.participants:
        if occurrence.timing.all_day:
            yield cities[participant.city], occurrence.timing.starts
        else:
            yield cities[participant.city], clocks.to_local(occurrence.timing.begin_utc, participant.zone)


def _without_free_day(series: Series, items: Iterable[Wanted]) -> Iterator[Problem]:
    days = [item.occurrence.timing.starts.date() for item in items if item.no_free_day]
    if days:
        yield _warning(
            _path(series), f"no common working day within 31 days of the holiday: kept {_days(days)}"
        )


def _moved_far(items: Iterable[Wanted], now: datetime) -> Iterator[Problem]:
    """Meetings that move by months, from the future or into it: a year is easily mistyped."""
    for item in items:
        planned, starts = item.occurrence.planned, item.occurrence.timing.starts
        if abs(starts - planned) > FAR and max(starts, planned).date() >= now.date():
            days = abs(starts.date() - planned.date()).days
            message = f"moved {days} days, from {planned:%-d %B %Y} to {starts:%-d %B %Y}: is the year right?"
            yield _warning(item.path, message)


def _ending(series: Series, items: Sequence[Wanted], now: datetime, edge: date) -> Iterator[Problem]:
    if series.until is None:
        return
    until = series.until if isinstance(series.until, date) else series.until.last
    if now.date() <= until < edge:
        days = [item.occurrence.timing.starts.date() for item in items]
        last = f"; its last meeting is {_days([max(days)])}" if days else ""
        yield _warning((*_path(series), "until"), f"the series ends within the months that feeds show{last}")


def _unknown_years(programme: Programme, coming: Iterable[Wanted], workdays: Workdays) -> Iterator[Problem]:
    years: dict[str, set[int]] = defaultdict(set)
    for item in coming:
        for identity in item.occurrence.cities():
            years[identity].add(item.occurrence.timing.starts.year)
    for city in programme.cities.values():
        unknown = sorted(
            year
            for year in years[city.identity]
            if not workdays.holidays.knows(city.country, city.subdivision, year)
        )
        if unknown:
            named = ", ".join(map(str, unknown))
            yield _warning(("cities", city.id), f"no public holidays known for {city.country} in {named}")


def _clashes(programme: Programme, coming: Iterable[Wanted]) -> Iterator[Problem]:
    by_place: dict[str, list[Occurrence]] = defaultdict(list)
    names = {city.identity: city.name.say("en") for city in programme.cities.values()}
    names["host"] = programme.host.name.say("en")
    for item in coming:
        if not item.occurrence.content.busy:
            continue
        for city in item.occurrence.cities():
            by_place[city].append(item.occurrence)
        if item.occurrence.origin == "webinar" or programme.host.attends == "everything":
            by_place["host"].append(item.occurrence)
    paths = {series.identity: _path(series) for series in programme.series.values()}
    for place, occurrences in by_place.items():
        yield from _clashes_of(names[place], occurrences, paths)


def _clashes_of(name: str, occurrences: list[Occurrence], paths: dict[str, Path]) -> Iterator[Problem]:
    occurrences.sort(key=lambda occurrence: occurrence.timing.begin_utc)
    clashes: dict[tuple[str, str], list[date]] = defaultdict(list)
    for index, earlier in enumerate(occurrences):
        for later in occurrences[index + 1 :]:
            if later.timing.begin_utc >= earlier.timing.end_utc:
                break
            clashes[earlier.series, later.series].append(earlier.timing.starts.date())
    for (earlier_id, later_id), days in clashes.items():
        yield _warning(
            paths[later_id], f"clash in {name}: at the same time as {paths[earlier_id][1]} {_days(days)}"
        )
