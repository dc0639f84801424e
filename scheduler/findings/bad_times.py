"""Finds meetings at times when a city does not work: on days off, at night, outside office hours.

It also finds what a holiday moved or skipped, and years without known holidays. A day off is found by itself,
so a meeting by day is no worse there. A meeting of a day or more has no hours that could suit a city.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from scheduler.findings.finding import (
    CountryCode,
    CountryHolidays,
    DaysOff,
    Doubt,
    Finding,
    Shared,
    SomeFinding,
    Told,
)
from scheduler.findings.search import FindingSearch
from scheduler.programme.alike import MOST_SINGLE
from scheduler.programme.details import CityDayOff, OfficeClosure
from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.members import OfficeHours
from scheduler.programme.texts import Text
from scheduler.timetable.local_clocks import is_at_night
from scheduler.timetable.occurrence import Obstacle, Occurrence
from scheduler.timetable.timetable import Wanted

_DAY = timedelta(days=1)


class DayOffFinding(Finding, frozen=True, kw_only=True):
    """A day off touches a meeting; `country` is that of each city in `reason`.

    `of_many` is its phrase for the meetings of many series on one holiday.
    """

    of_many: ClassVar[str] = ""
    reason: DaysOff
    country: tuple[CountryCode, ...]

    @property
    def holiday(self) -> date | None:
        """The day, if all who are off have a public holiday."""
        return self.day if self.reason.are_holidays else None

    @property
    def subject(self) -> tuple[object, ...]:
        """Those about a holiday, or about a visit, are each about their own day."""
        is_of_day = self.reason.are_holidays or not is_dated_by_rule(self.key)
        return *super().subject, self.day if is_of_day else None


class HolidayMoved(DayOffFinding, Told, frozen=True, kw_only=True):
    """A holiday policy moved a meeting from the day `old`."""

    phrase = "“{title}” is on {day}, not on {old}, because of a day off: {reason}."
    of_many = "Day off on {day}: {reason}. Meetings on another day ({count}): {meetings}"
    old: date

    @property
    def holiday(self) -> date | None:
        """The old day."""
        return self.old if self.reason.are_holidays else None


class HolidaySkipped(DayOffFinding, Told, frozen=True, kw_only=True):
    """A holiday policy skipped a meeting."""

    phrase = "“{title}” does not take place on {day}, because of a day off: {reason}."
    of_many = "Day off on {day}: {reason}. Meetings that do not take place ({count}): {meetings}"


class OnDayOff(DayOffFinding, Doubt, frozen=True, kw_only=True):
    """A meeting is on a day on which the cities `off` (ids) do not work, some as it is their `weekend`.

    `check` says in one sentence what is true of several meetings.
    """

    about_times = True
    off: tuple[str, ...]
    weekend: tuple[str, ...]

    @property
    def holiday(self) -> date | None:
        """The day, if it is nobody's weekend."""
        return None if self.weekend else super().holiday


class HolidayKept(OnDayOff, Shared, frozen=True, kw_only=True):
    """A meeting is on a holiday, or on a weekend that its holiday policy looked at."""

    phrase = "“{title}” on {day} is on a day off: {reason}."
    of_many = "Day off on {day}: {reason}. Meetings on that day ({count}): {meetings}"


class NoWorkingDay(OnDayOff, frozen=True, kw_only=True):
    """A meeting is on a weekend, which its rule may mean."""


class NoFreeDay(Doubt, frozen=True, kw_only=True):
    """A holiday policy found no day for a meeting."""

    english = "no common working day within 31 days, so it stays on its day: {when}"
    about_times = True


class HolidaysUnknown(Shared, frozen=True, kw_only=True):
    """A country has meetings in years whose holidays are not known."""

    english = "no public holidays known for {country} in {year}"
    phrase = "The public holidays of {country} in {year} are not known yet."
    country: CountryCode
    year: str


class OutsideOfficeHours(Shared, frozen=True, kw_only=True):
    """A meeting is outside office hours in each `city`, for the time `length`, or at night."""

    phrase = "“{title}” on {day} is outside office hours in {city} ({begin}–{end}) for {length}."
    about_times = True
    city: tuple[Text, ...]
    begin: datetime
    end: datetime
    length: timedelta
    at_night: bool


def days_off(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each day of a meeting on which cities do not work, and for what holidays did."""
    for meetings in search.coming.values():
        for wanted in meetings:
            yield from _done_by_holidays(search, wanted)
            if wanted.occurrence.cancelled:
                continue
            yield from _on_days_off(search, wanted.occurrence)
            if wanted.no_free_day:
                yield NoFreeDay(**search.meeting(wanted.occurrence))


def _done_by_holidays(search: FindingSearch, wanted: Wanted) -> Iterator[Finding]:
    occurrence, date_origin = wanted.occurrence, wanted.occurrence.date_origin
    planned, starts = occurrence.planned.date(), occurrence.timing.starts.date()
    if not date_origin.obstacles or date_origin.change:
        return
    reason, country = _reason(search, occurrence, date_origin.obstacles)
    if wanted.skipped:
        yield HolidaySkipped(**search.meeting(occurrence, planned), reason=reason, country=country)
    elif not occurrence.cancelled and date_origin.policy_day == starts != planned:
        yield HolidayMoved(**search.meeting(occurrence), old=planned, reason=reason, country=country)


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
        kind = NoWorkingDay if is_weekend and not occurrence.date_origin.obstacles else HolidayKept
        off = [search.cities[each.city] for each in obstacles[day]]
        reason, country = _reason(search, occurrence, obstacles[day])
        yield kind(
            **search.meeting(occurrence, day),
            off=tuple(city.id for city in off),
            weekend=tuple(city.id for city in off if not city.is_office_day(day)),
            reason=reason,
            country=country,
        )


def _reason(
    search: FindingSearch, occurrence: Occurrence, obstacles: Iterable[Obstacle]
) -> tuple[DaysOff, tuple[CountryCode, ...]]:
    names = {participant.city: participant.name for participant in occurrence.participants}
    off = (CityDayOff(city=names.get(each.city) or Text.plain(each.city), why=each.why) for each in obstacles)
    countries = (CountryCode(search.cities[each.city].country) for each in obstacles)
    return DaysOff(tuple(off)), tuple(countries)


class SharedHoliday(Struct, frozen=True):
    """The findings about the meetings of more than three series on the same holiday."""

    findings: tuple[DayOffFinding, ...]

    @property
    def code(self) -> str:
        """The code that all of them have."""
        return self.findings[0].code

    @property
    def day(self) -> date:
        """The day of the first one."""
        return self.findings[0].day

    @property
    def reason(self) -> CountryHolidays:
        """The holidays of all of them."""
        holidays = (
            (off.why, country)
            for each in self.findings
            for off, country in zip(each.reason.of_cities, each.country, strict=True)
        )
        return CountryHolidays(tuple(dict.fromkeys(holidays)))


def joined_days_off(findings: Iterable[SomeFinding]) -> Iterator[SomeFinding | SharedHoliday]:
    """Yields the findings; one value stands for those of more than three series on the same holiday."""
    groups: dict[object, list[SomeFinding]] = {}
    for finding in findings:
        holiday = finding.holiday if isinstance(finding, DayOffFinding) else None
        groups.setdefault((finding.code, holiday) if holiday else id(finding), []).append(finding)
    for alike in groups.values():
        if len({each.series for each in alike}) > MOST_SINGLE:
            yield SharedHoliday(tuple(each for each in alike if isinstance(each, DayOffFinding)))
        else:
            yield from alike


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
        yield HolidaysUnknown(
            path=("cities", cities[0]),
            day=day,
            cities=cities,
            country=CountryCode(country),
            year=", ".join(map(str, sorted(years[country]))),
        )


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
            yield OutsideOfficeHours(
                **search.meeting(occurrence, begin.date(), (participant.city,)),
                city=(participant.name,),
                begin=begin,
                end=end,
                length=outside,
                at_night=at_night,
            )


def joined_hours(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yields the findings; one stands for the cities in which a meeting is at the same bad hours."""
    groups: dict[object, list[OutsideOfficeHours]] = {}
    for finding in findings:
        if isinstance(finding, OutsideOfficeHours):
            hours = finding.begin, finding.end, finding.length
            alike = (finding.series, finding.key, finding.day, finding.more, *hours)
            groups.setdefault(alike, []).append(finding)
        else:
            yield finding
    for same in groups.values():
        cities = tuple(city for each in same for city in each.cities)
        yield replace(same[0], cities=cities, city=tuple(name for each in same for name in each.city))


def _within(hours: OfficeHours, begin: datetime, end: datetime) -> timedelta:
    """Returns how much of the time between two local times is within office hours."""
    within = timedelta()
    for day in {begin.date(), end.date()}:
        opens, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
        within += max(min(end, closes) - max(begin, opens), timedelta())
    return within
