"""Findings about meetings as warnings: one for each series and doubt, which counts the meetings.

The same warning for every month would hide others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from scheduler.commands.check import Warnings
from scheduler.commands.prepare import in_order
from scheduler.configuration import Located
from scheduler.findings.bad_times import OnDayOff, OutsideOfficeHours, SharedHoliday, joined_days_off
from scheduler.findings.finding import Finding, counted
from scheduler.programme.alike import together
from scheduler.programme.details import OfficeClosure
from scheduler.programme.english_days import in_words, on_days
from scheduler.programme.english_lists import first_five, first_names
from scheduler.programme.problems import Problem
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE
from scheduler.publication.languages.day_off_reasons import day_off_in_english
from scheduler.publication.languages.language import language
from scheduler.publication.languages.notice_words import holidays_text
from scheduler.reports.sentences import sentence

MOST_CITIES = 3
MOST_NIGHT_CITIES = 12
"""The most cities that a warning about a night names: none may be overlooked."""


def located(warnings: Warnings) -> list[Located]:
    """Returns warnings in words at their places, in the order of files and lines.

    One stands for many series on the same holiday.
    """
    return _located(warnings, joined_days_off(warnings.findings))


def located_by_series(warnings: Warnings) -> list[Located]:
    """Returns the same for programs, with the warnings of each series by themselves."""
    return _located(warnings, warnings.findings)


def accepted_line(warnings: Warnings) -> Iterator[str]:
    """Yields `2 accepted warnings are not shown`, if there are any."""
    count = len([*as_problems(joined_days_off(warnings.accepted))])
    if count:
        yield f"{count} accepted warning{'s are' if count > 1 else ' is'} not shown"


def _located(warnings: Warnings, findings: Iterable[Finding | SharedHoliday]) -> list[Located]:
    problems = (*warnings.problems, *as_problems(findings))
    return in_order((*warnings.in_text, *warnings.reading.locate(problems)))


def as_problems(findings: Iterable[Finding | SharedHoliday]) -> Iterator[Problem]:
    """Yields a warning for the findings that say the same at one place of the text."""
    of_one: list[Finding] = []
    for finding in findings:
        if isinstance(finding, SharedHoliday):
            yield _warning(finding.findings[0], _on_holiday(finding))
        else:
            of_one.append(finding)
    for (_, kind), alike in together(of_one, lambda each: (each.path, _kind(each))):
        if kind in JOINED:
            yield from (_warning(alike[0], message) for message in JOINED[kind](alike))
        else:
            yield from (_warning(each, sentence(each)) for each in counted(alike))


def _warning(finding: Finding, message: str) -> Problem:
    path, code, advice = finding.path, finding.code, finding.advice
    return Problem(path, message, level="warning", at="key", code=code, advice=advice)


def _kind(finding: Finding) -> type[Finding]:
    """Returns the class of a finding; `check` names days off and weekends of a meeting together."""
    return OnDayOff if isinstance(finding, OnDayOff) else type(finding)


def _on_holiday(shared: SharedHoliday) -> str:
    """Returns words about all meetings on the holidays of one day."""
    first = shared.findings[0]
    series = first_five([*dict.fromkeys(each.series for each in shared.findings)], "series")
    holidays = holidays_text(shared.reason, language(SOURCE_LANGUAGE))
    return f"{len(shared.findings)} meetings of {series} are on {in_words(first.day)}, a day off: {holidays}"


def _days_off(findings: Sequence[OnDayOff]) -> Iterator[str]:
    """Yields words about the days off of cities, about their weekends, and about breaks of the programme."""
    closed: set[date] = set()
    reasons: dict[str, list[str]] = {}
    weekends: dict[str, list[date]] = {}
    names: dict[str, str] = {}
    for finding in sorted(findings, key=lambda each: each.day):
        for city, off in zip(finding.off, finding.reason.of_cities, strict=True):
            names[city] = off.city.say("en")
            if off.why is OfficeClosure.PROGRAMME_CLOSED:
                closed.add(finding.day)
            elif off.why is not OfficeClosure.NO_OFFICE_DAY:
                why = f"{day_off_in_english(off.why)} ({in_words(finding.day)})"
                reasons.setdefault(city, []).append(why)
            if city in finding.weekend:
                weekends.setdefault(city, []).append(finding.day)
    if closed:
        yield f"the programme is closed on {first_names(map(in_words, sorted(closed)), 'day')}"
    for days_off, cities in together(reasons, lambda city: tuple(dict.fromkeys(reasons[city]))):
        has = "has" if len(cities) == 1 else "have"
        yield f"{_names(cities, names)} {has} a day off: {first_names(days_off, 'day')}"
    for days, cities in together(weekends, lambda city: tuple(weekends[city])):
        weekdays = {f"{day:%A}" for day in days}
        noun = weekdays.pop() if len(weekdays) == 1 else "day"
        listed = first_names((f"{day:%A} {in_words(day)}" for day in days), noun)
        yield f"no working day in {_names(cities, names)}: {listed}"


def _names(cities: Iterable[str], names: Mapping[str, str]) -> str:
    return first_names((names[city] for city in cities), "city")


def _outside_office_hours(findings: Sequence[OutsideOfficeHours]) -> Iterator[str]:
    """Yields `outside the office hours of Sejong (17:30–18:30) on 18 February 2026 and 6 more meetings`.

    Cities share the words if the same meetings are on the same dates there.
    """
    for at_night, doubts in together(findings, lambda each: each.at_night):
        outside = "at night in" if at_night else "outside the office hours of"
        most = MOST_NIGHT_CITIES if at_night else MOST_CITIES
        by_city = [of_city for _, of_city in together(doubts, lambda each: each.cities)]
        for meetings, cities in together(
            by_city, lambda of_city: tuple((each.key, each.day) for each in of_city)
        ):
            names = first_names(map(_with_hours, cities), "city", most)
            yield f"{outside} {names} {on_days(meetings[0][1], len(meetings) - 1)}"


def _with_hours(of_city: Sequence[OutsideOfficeHours]) -> str:
    hours = dict.fromkeys(f"{each.begin:%H:%M}–{each.end:%H:%M}" for each in of_city)
    return f"{of_city[0].city[0].say('en')} ({' or '.join(hours)})"


JOINED: Mapping[type[Finding], Callable[[Sequence[Any]], Iterator[str]]] = {
    OnDayOff: _days_off,
    OutsideOfficeHours: _outside_office_hours,
}
"""The kinds without a sentence of their own: what says in words all findings of one at one place."""
