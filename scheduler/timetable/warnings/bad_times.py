"""Warnings about meetings on days off, at night, or outside the office hours of a city.

Looks at every day of a visit. Does not mention office hours on a day off or at a weekend.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from scheduler.programme.details import DayOffReason, OfficeClosure
from scheduler.programme.places import City
from scheduler.programme.problems import Problem
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Obstacle, Occurrence, Participant
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

Days = TypeVar("Days", bound=Hashable)
_AtHours = dict[str, list[tuple[str, int, date]]]
"""The hours, number and first day of meetings with one doubt about their hours, by city."""


def at_bad_times(
    series: Series, meetings: Iterable[Wanted], cities: Mapping[str, City], workdays: Workdays
) -> Iterator[Problem]:
    """Yields a warning for each doubt about `meetings`; cities with the same days off share one."""
    doubts = _Doubts(workdays)
    for number, meeting in enumerate(meetings):
        for participant in meeting.occurrence.participants:
            doubts.look_at(number, meeting.occurrence, participant, cities[participant.city])
    return (warning(path_of(series), message) for message in doubts.messages(cities))


class _Doubts:
    """The doubts about the meetings of a series, by the identity of their city."""

    def __init__(self, workdays: Workdays) -> None:
        self._workdays = workdays
        self._closed: set[date] = set()
        self._days_off: dict[str, list[Obstacle]] = defaultdict(list)
        self._free_days: dict[str, list[date]] = defaultdict(list)
        self._at_night: _AtHours = defaultdict(list)
        self._outside: _AtHours = defaultdict(list)

    def look_at(self, number: int, occurrence: Occurrence, participant: Participant, city: City) -> None:
        """Adds the doubts about a meeting in a city. A visit has good hours, because guests are there."""
        timing, days = occurrence.timing, occurrence.local_days(participant)
        begin, end = participant.local(timing.begin_utc), participant.local(timing.end_utc)
        is_visit = timing.all_day or timing.length >= timedelta(days=1)
        is_night = not is_visit and is_at_night(begin.time(), end.time())
        is_outside = not is_visit and not _is_in_office_hours(city, begin, end)
        off = [found for day in days if (found := self._workdays.day_off(city, day)) is not None]
        free = [day for day in days if not city.is_office_day(day)]
        if not (off or free or is_night or is_outside):
            return
        for each in off:
            if each.why is OfficeClosure.PROGRAMME_CLOSED:
                self._closed.add(each.day)
            else:
                self._days_off[city.identity].append(each)
        self._free_days[city.identity] += free
        at_hours = f"{begin:%H:%M}–{end:%H:%M}", number, days[0]
        if is_night:
            self._at_night[city.identity].append(at_hours)
        elif is_outside and not off and not free:
            self._outside[city.identity].append(at_hours)

    def messages(self, cities: Mapping[str, City]) -> Iterator[str]:
        """Yields each doubt in words."""
        if self._closed:
            days = first_names(map(in_words, sorted(self._closed)), "day")
            yield f"the programme is closed on {days}"
        reasons_by_city = {identity: _reasons(off) for identity, off in self._days_off.items()}
        for reasons, identities in _cities_by_days(reasons_by_city).items():
            names = _names(identities, cities)
            yield f"{names} {'has' if len(identities) == 1 else 'have'} a day off: {reasons}"
        for words in _at_hours(self._at_night, cities, MOST_NIGHT_CITIES):
            yield f"at night in {words}"
        free_days = {identity: tuple(days) for identity, days in self._free_days.items() if days}
        for same_days, identities in _cities_by_days(free_days).items():
            yield f"no working day in {_names(identities, cities)}: {_weekdays(same_days)}"
        for words in _at_hours(self._outside, cities, MOST_NAMES):
            yield f"outside the office hours of {words}"


def _is_in_office_hours(city: City, begin: datetime, end: datetime) -> bool:
    is_one_day = begin.date() == end.date()
    return is_one_day and city.hours.opens <= begin.time() and end.time() <= city.hours.closes


def _at_hours(at_hours: _AtHours, cities: Mapping[str, City], most_cities: int) -> Iterator[str]:
    """Yields `Sejong (17:30–18:30) on 18 February 2026 and 6 more meetings`.

    Cities share the words if the same meetings are on the same dates there.
    """
    names: dict[tuple[tuple[int, date], ...], list[str]] = defaultdict(list)
    for identity, times in at_hours.items():
        hours = " or ".join(dict.fromkeys(words for words, _, _ in times))
        meetings = tuple((meeting, day) for _, meeting, day in times)
        names[meetings].append(f"{name_of(cities[identity])} ({hours})")
    for meetings, same in names.items():
        yield f"{first_names(same, 'city', most_cities)} {on_days([day for _, day in meetings])}"


def _cities_by_days(days_of_cities: Mapping[str, Days]) -> Mapping[Days, list[str]]:
    """Returns the cities that have the same days."""
    cities: dict[Days, list[str]] = defaultdict(list)
    for identity, days in days_of_cities.items():
        cities[days].append(identity)
    return cities


def _names(identities: Iterable[str], cities: Mapping[str, City]) -> str:
    return first_names((name_of(cities[identity]) for identity in identities), "city")


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
