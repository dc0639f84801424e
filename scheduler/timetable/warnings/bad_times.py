"""Warnings about meetings on days off, at night, or outside the office hours of a city.

Looks at every day of a visit. Does not mention office hours on a day off or at a weekend.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import groupby
from typing import TypeVar

from msgspec import Struct

from scheduler.programme.details import DayOffReason, OfficeClosure
from scheduler.programme.places import City
from scheduler.programme.problems import Problem
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Obstacle, Participant, Timing
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.warnings.night_hours import is_at_night
from scheduler.timetable.warnings.wording import (
    MOST_NAMES,
    first_names,
    in_words,
    name_of,
    on_days,
    path_of,
    warning,
)
from scheduler.timetable.workdays import Workdays

MOST_NIGHT_CITIES = 12
"""The most cities that a warning about a night names: none may be overlooked."""

_DAY = timedelta(days=1)
Days = TypeVar("Days", bound=Hashable)


class _Hours(Enum):
    """Where the hours of a meeting lie in a city, on its working days."""

    GOOD = 0
    OUTSIDE = 1
    AT_NIGHT = 2


class _LocalTime(Struct, frozen=True):
    """The time that some meetings have in a city.

    They start `shift` after their date in UTC, and go on for `more_days`. A visit of a day or more has good
    hours, because guests are there.
    """

    city: City
    shift: timedelta
    more_days: int
    begins: time
    ends: time
    hours: _Hours

    @property
    def words(self) -> str:
        """The hours: `17:30–18:30`."""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


class _AtHours:
    """Meetings of a series with one doubt about their hours: for each city their times, numbers and days."""

    def __init__(self) -> None:
        self._by_city: dict[str, list[tuple[_LocalTime, int, date]]] = defaultdict(list)

    def add(self, local: _LocalTime, meeting: int, day: date) -> None:
        """Adds a meeting, known by its number, on `day` in a city."""
        self._by_city[local.city.identity].append((local, meeting, day))

    def in_words(self, most_cities: int = MOST_NAMES) -> Iterator[str]:
        """Yields `Sejong (17:30–18:30) on 18 February 2026 and 6 more meetings`.

        Cities share the words if the same meetings are on the same dates there.
        """
        cities: dict[tuple[tuple[int, date], ...], list[str]] = defaultdict(list)
        for times in self._by_city.values():
            hours = " or ".join(dict.fromkeys(local.words for local, _, _ in times))
            meetings = tuple((meeting, day) for _, meeting, day in times)
            cities[meetings].append(f"{name_of(times[0][0].city)} ({hours})")
        for meetings, names in cities.items():
            yield f"{first_names(names, 'city', most_cities)} {on_days([day for _, day in meetings])}"


def at_bad_times(
    series: Series, meetings: Iterable[Wanted], cities: Mapping[str, City], workdays: Workdays
) -> Iterator[Problem]:
    """Yields a warning for each doubt about `meetings`; cities with the same days off share one."""
    doubts = _Doubts(workdays)
    for number, local, first in _local_times(meetings, cities):
        doubts.look_at(number, local, first)
    return (warning(path_of(series), message) for message in doubts.messages(cities))


class _Doubts:
    """The doubts about the meetings of a series. Days off and free days are by the identity of their city."""

    def __init__(self, workdays: Workdays) -> None:
        self._workdays = workdays
        self._closed: set[date] = set()
        self._days_off: dict[str, list[Obstacle]] = defaultdict(list)
        self._free_days: dict[str, list[date]] = defaultdict(list)
        self._at_night, self._outside = _AtHours(), _AtHours()

    def look_at(self, number: int, local: _LocalTime, first: date) -> None:
        """Adds the doubts about a meeting in a city, where it starts on the day `first`."""
        city = local.city
        days = [first + count * _DAY for count in range(local.more_days + 1)]
        off = [found for day in days if (found := self._workdays.day_off(city, day)) is not None]
        free = [day for day in days if not city.is_office_day(day)]
        if not off and not free and local.hours is _Hours.GOOD:
            return
        for each in off:
            if each.why is OfficeClosure.PROGRAMME_CLOSED:
                self._closed.add(each.day)
            else:
                self._days_off[city.identity].append(each)
        self._free_days[city.identity] += free
        if local.hours is _Hours.AT_NIGHT:
            self._at_night.add(local, number, first)
        elif local.hours is _Hours.OUTSIDE and not off and not free:
            self._outside.add(local, number, first)

    def messages(self, cities: Mapping[str, City]) -> Iterator[str]:
        """Yields each doubt in words."""
        if self._closed:
            days = first_names(map(in_words, sorted(self._closed)), "day")
            yield f"the programme is closed on {days}"
        for reasons, identities in _cities_by_days(self._reasons_by_city()).items():
            names = _names(identities, cities)
            yield f"{names} {'has' if len(identities) == 1 else 'have'} a day off: {reasons}"
        for words in self._at_night.in_words(MOST_NIGHT_CITIES):
            yield f"at night in {words}"
        for same_days, identities in _cities_by_days(self._free_days_by_city()).items():
            yield f"no working day in {_names(identities, cities)}: {_weekdays(same_days)}"
        for words in self._outside.in_words():
            yield f"outside the office hours of {words}"

    def _reasons_by_city(self) -> Mapping[str, str]:
        return {identity: _reasons(off) for identity, off in self._days_off.items()}

    def _free_days_by_city(self) -> Mapping[str, tuple[date, ...]]:
        return {identity: tuple(days) for identity, days in self._free_days.items() if days}


def _cities_by_days(days_of_cities: Mapping[str, Days]) -> Mapping[Days, list[str]]:
    """Returns the cities that have the same days."""
    cities: dict[Days, list[str]] = defaultdict(list)
    for identity, days in days_of_cities.items():
        cities[days].append(identity)
    return cities


def _names(identities: Iterable[str], cities: Mapping[str, City]) -> str:
    return first_names((name_of(cities[identity]) for identity in identities), "city")


def _local_times(
    meetings: Iterable[Wanted], cities: Mapping[str, City]
) -> Iterator[tuple[int, _LocalTime, date]]:
    """Yields the number of each meeting, its local time and its first date, in each city that takes part.

    Meetings in a row often have their hours in common.
    """
    number = 0
    for (participants, *_), alike in groupby(meetings, _common_times):
        timings = [meeting.occurrence.timing for meeting in alike]
        local_times = [
            _local_time(cities[participant.city], timings[0], participant) for participant in participants
        ]
        for timing in timings:
            number += 1
            date_in_utc = timing.begin_utc.date()
            for local in local_times:
                yield number, local, date_in_utc + local.shift


def _common_times(meeting: Wanted) -> tuple[tuple[Participant, ...], str, time, timedelta, bool]:
    """Returns everything that the local times of a meeting depend on."""
    occurrence, timing = meeting.occurrence, meeting.occurrence.timing
    return occurrence.participants, timing.zone, timing.begin_utc.time(), timing.length, timing.all_day


def _local_time(city: City, timing: Timing, participant: Participant) -> _LocalTime:
    if timing.all_day:
        begin, end = timing.starts, timing.ends
    else:
        begin = participant.local(timing.begin_utc)
        end = begin + timing.length
    hours = _Hours.GOOD
    if end - begin < _DAY:
        hours = _hours_of(city, begin.time(), end.time(), is_one_day=begin.date() == end.date())
    shift = begin.date() - timing.begin_utc.date()
    return _LocalTime(city, shift, _further_days(begin, end), begin.time(), end.time(), hours)


def _further_days(begin: datetime, end: datetime) -> int:
    """Returns on how many more days a visit goes on; a late meeting that ends after midnight has none."""
    if end - begin < _DAY:
        return 0
    last = end.date() - _DAY if end.time() == time() else end.date()
    return (last - begin.date()).days


def _hours_of(city: City, begins: time, ends: time, *, is_one_day: bool) -> _Hours:
    if is_at_night(begins, ends):
        return _Hours.AT_NIGHT
    is_in = is_one_day and city.hours.opens <= begins and ends <= city.hours.closes
    return _Hours.GOOD if is_in else _Hours.OUTSIDE


def _reasons(days_off: Sequence[Obstacle]) -> str:
    """Returns the first three reasons with their days, and the number of the others."""
    reasons = (f"{_in_english(day_off.why)} ({in_words(day_off.day)})" for day_off in days_off)
    return first_names(dict.fromkeys(reasons), "day")


def _in_english(reason: DayOffReason) -> str:
    """Returns why a city has a day off; a weekend is none."""
    return reason.say("en") if isinstance(reason, Text) else "closed"


def _weekdays(days: Sequence[date]) -> str:
    """Returns `Saturday 19 December 2026` for each of the first three days, and the number of the others."""
    names = {f"{day:%A}" for day in days}
    return first_names(
        (f"{day:%A} {in_words(day)}" for day in days), names.pop() if len(names) == 1 else "day"
    )
