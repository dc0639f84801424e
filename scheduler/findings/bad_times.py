"""Finds meetings at times when a city does not work: on days off, at night, outside office hours.

It also finds what a holiday moved or skipped, and years without known holidays. A day off is found by itself,
so a meeting by day is no worse there. A meeting of a day or more has no hours that could suit a city.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec.structs import replace

from scheduler.findings.finding import MOST_SINGLE, Code, CountryCode, CountryHolidays, DaysOff, Finding
from scheduler.findings.search import FindingSearch
from scheduler.programme.details import CityDayOff, OfficeClosure
from scheduler.programme.members import OfficeHours
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Obstacle, Occurrence
from scheduler.timetable.timetable import Wanted


def days_off(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each day of a meeting on which cities do not work, and for what holidays did."""
    for meetings in search.coming.values():
        for wanted in meetings:
            yield from _done_by_holidays(search, wanted)
            if not wanted.occurrence.cancelled:
                yield from _on_days_off(search, wanted.occurrence)
            if wanted.no_free_day and not wanted.occurrence.cancelled:
                yield search.finding("no-free-day", wanted.occurrence)


def _done_by_holidays(search: FindingSearch, wanted: Wanted) -> Iterator[Finding]:
    occurrence = wanted.occurrence
    date_origin, planned, starts = (
        occurrence.date_origin,
        occurrence.planned.date(),
        occurrence.timing.starts.date(),
    )
    if not date_origin.obstacles or date_origin.change:
        return
    values = _reason(search, occurrence, date_origin.obstacles)
    if wanted.skipped:
        yield search.finding("holiday-skipped", occurrence, planned, **values)
    elif not occurrence.cancelled and date_origin.policy_day == starts != planned:
        yield search.finding("holiday-moved", occurrence, old=planned, **values)


def _on_days_off(search: FindingSearch, occurrence: Occurrence) -> Iterator[Finding]:
    """Yields a finding for each such day.

    Only the secretariat hears of a weekend, which a rule may mean, unless the holiday policy looked at it.
    """
    obstacles: defaultdict[date, list[Obstacle]] = defaultdict(list)
    for participant in occurrence.participants:
        for day in occurrence.local_days(participant):
            obstacle = search.workdays.obstacle(search.cities[participant.city], day)
            if obstacle is not None:
                obstacles[day].append(obstacle)
    for day in sorted(obstacles):
        is_weekend = all(each.why is OfficeClosure.NO_OFFICE_DAY for each in obstacles[day])
        code: Code = (
            "no-working-day" if is_weekend and not occurrence.date_origin.obstacles else "holiday-kept"
        )
        off = [search.cities[each.city] for each in obstacles[day]]
        yield search.finding(
            code,
            occurrence,
            day,
            off=tuple(city.id for city in off),
            weekend=tuple(city.id for city in off if not city.is_office_day(day)),
            **_reason(search, occurrence, obstacles[day]),
        )


def _reason(search: FindingSearch, occurrence: Occurrence, obstacles: Iterable[Obstacle]) -> dict[str, Any]:
    names = {participant.city: participant.name for participant in occurrence.participants}
    off = (CityDayOff(city=names.get(each.city) or Text.plain(each.city), why=each.why) for each in obstacles)
    countries = (CountryCode(search.cities[each.city].country) for each in obstacles)
    return {"reason": DaysOff(tuple(off)), "country": tuple(countries)}


def joined_days_off(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yields the findings; one stands for those of more than three series on the same holiday."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_holiday(finding) or id(finding), []).append(finding)
    for alike in groups.values():
        if len({each.series for each in alike}) > MOST_SINGLE:
            yield _one_for_all(alike)
        else:
            yield from alike


def _holiday(finding: Finding) -> tuple[Code, date] | None:
    """Returns the holiday that a meeting is on, or moved or skipped for; None for any other finding."""
    reason, values = finding.values.get("reason"), finding.values
    if not isinstance(reason, DaysOff) or not reason.are_holidays or values.get("weekend"):
        return None
    return finding.code, values.get("old", finding.day)


def _one_for_all(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    holidays = (
        (off.why, country)
        for each in alike
        for off, country in zip(each.values["reason"].of_cities, each.values["country"], strict=True)
    )
    return replace(
        first,
        series="",
        key="",
        cities=tuple(dict.fromkeys(city for each in alike for city in each.cities)),
        values={
            "day": first.values.get("old", first.day),
            "reason": CountryHolidays(tuple(dict.fromkeys(holidays))),
            "count": len(alike),
            "meetings": tuple(each.values["title"] for each in alike),
            "series": tuple(dict.fromkeys(each.series for each in alike)),
        },
    )


def unknown_holidays(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each country that has meetings in years whose holidays are not known.

    Its day is that of the first meeting.
    """
    first_days: dict[str, date] = {}
    years: defaultdict[str, set[int]] = defaultdict(set)
    concerned: defaultdict[str, set[str]] = defaultdict(set)
    for occurrence in search.taking_place:
        day = occurrence.timing.starts.date()
        for identity in occurrence.cities():
            city = search.cities[identity]
            if not search.workdays.holidays.knows(city.country, city.subdivision, day.year):
                first_days.setdefault(city.country, day)
                years[city.country].add(day.year)
                concerned[city.country].add(city.id)
    for country, day in first_days.items():
        cities = tuple(id for id in search.programme.cities if id in concerned[country])
        yield Finding(
            code="holidays-unknown",
            path=("cities", cities[0]),
            day=day,
            cities=cities,
            values={"country": CountryCode(country), "year": ", ".join(map(str, sorted(years[country])))},
        )


EVENING, MORNING = time(22), time(7)
"""Cities that are far apart do meet at seven or in the evening."""
_DAY = timedelta(days=1)


def is_at_night(begins: time, ends: time) -> bool:
    """Returns whether a meeting between these local times begins or ends at night."""
    return begins_at_night(begins) or not MORNING < ends <= EVENING


def begins_at_night(begins: time) -> bool:
    """Returns whether a meeting that begins at this local time begins at night."""
    return not MORNING <= begins < EVENING


def bad_hours(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each city that meets early, late or at night, on the day that it is there."""
    for occurrence in search.taking_place:
        timing = occurrence.timing
        if timing.all_day or timing.length >= _DAY:
            continue
        for participant in occurrence.participants:
            city, begin = search.cities[participant.city], participant.local(timing.begin_utc)
            end = begin + timing.length
            outside = timing.length - _within(city.hours, begin, end)
            at_night = is_at_night(begin.time(), end.time())
            if not outside or (
                not at_night
                and any(search.workdays.obstacle(city, day) for day in occurrence.local_days(participant))
            ):
                continue
            yield search.finding(
                "outside-office-hours",
                occurrence,
                begin.date(),
                (participant.city,),
                city=participant.name,
                begin=begin,
                end=end,
                length=outside,
                at_night=at_night,
            )


def _within(hours: OfficeHours, begin: datetime, end: datetime) -> timedelta:
    """Returns how much of the time between two local times is within office hours."""
    return sum(
        (
            max(min(end, _at(day, hours.closes)) - max(begin, _at(day, hours.opens)), timedelta())
            for day in {begin.date(), end.date()}
        ),
        timedelta(),
    )


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour)
