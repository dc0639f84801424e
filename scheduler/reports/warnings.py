"""Findings about meetings as warnings: one for each series and doubt, which counts the meetings.

The same warning for every month would hide others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from scheduler.commands.check import Warnings
from scheduler.commands.prepare import in_order
from scheduler.configuration import Located
from scheduler.findings.bad_times import joined_days_off
from scheduler.findings.finding import Code, CountryHolidays, Finding
from scheduler.programme.details import OfficeClosure
from scheduler.programme.english_days import in_words
from scheduler.programme.problems import Problem
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE
from scheduler.publication.languages.day_off_reasons import day_off_in_english
from scheduler.publication.languages.language import language
from scheduler.publication.languages.notice_words import holidays_text
from scheduler.reports.alike import first_names, together
from scheduler.reports.sentences import Variant, on_days, sentence, words

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


def _located(warnings: Warnings, findings: Iterable[Finding]) -> list[Located]:
    problems = (*warnings.problems, *as_problems(findings))
    return in_order((*warnings.in_text, *warnings.reading.locate(problems)))


def as_problems(findings: Iterable[Finding]) -> Iterator[Problem]:
    """Yields a warning for the findings that say the same at one place of the text."""
    of_one: list[Finding] = []
    for finding in findings:
        if isinstance(finding.values.get("reason"), CountryHolidays):
            yield Problem(finding.path, _on_holiday(finding), level="warning", at="key")
        else:
            of_one.append(finding)
    for (path, code), alike in together(of_one, lambda each: (each.path, _SAME.get(each.code, each.code))):
        for message in _JOINED.get(code, _counted)(alike):
            yield Problem(path, message, level="warning", at="key")


def _on_holiday(finding: Finding) -> str:
    """Returns words about all meetings on the holidays of one day."""
    holidays = holidays_text(finding.values["reason"], language(SOURCE_LANGUAGE))
    return words("holiday-of-many", **{**finding.values, "reason": holidays})


def _counted(findings: Sequence[Finding]) -> Iterator[str]:
    for _, same in together(findings, lambda each: each.subject):
        yield sentence(same[0], len(same) - 1)


def _days_off(findings: Sequence[Finding]) -> Iterator[str]:
    """Yields words about the days off of cities, about their weekends, and about breaks of the programme."""
    closed: set[date] = set()
    reasons: dict[str, list[str]] = {}
    weekends: dict[str, list[date]] = {}
    names: dict[str, str] = {}
    for finding in sorted(findings, key=lambda each: each.day):
        for city, off in zip(finding.values["off"], finding.values["reason"].of_cities, strict=True):
            names[city] = off.city.say("en")
            if off.why is OfficeClosure.PROGRAMME_CLOSED:
                closed.add(finding.day)
            elif off.why is not OfficeClosure.NO_OFFICE_DAY:
                why = f"{day_off_in_english(off.why)} ({in_words(finding.day)})"
                reasons.setdefault(city, []).append(why)
            if city in finding.values["weekend"]:
                weekends.setdefault(city, []).append(finding.day)
    if closed:
        yield words("programme-closed", days=first_names(map(in_words, sorted(closed)), "day"))
    for days_off, cities in together(reasons, lambda city: tuple(dict.fromkeys(reasons[city]))):
        has = "has" if len(cities) == 1 else "have"
        listed = first_names(days_off, "day")
        yield words("holiday-kept", cities=_names(cities, names), has=has, days=listed)
    for days, cities in together(weekends, lambda city: tuple(weekends[city])):
        weekdays = {f"{day:%A}" for day in days}
        noun = weekdays.pop() if len(weekdays) == 1 else "day"
        listed = first_names((f"{day:%A} {in_words(day)}" for day in days), noun)
        yield words("no-working-day", cities=_names(cities, names), days=listed)


def _names(cities: Iterable[str], names: Mapping[str, str]) -> str:
    return first_names((names[city] for city in cities), "city")


def _outside_office_hours(findings: Sequence[Finding]) -> Iterator[str]:
    """Yields `outside the office hours of Sejong (17:30–18:30) on 18 February 2026 and 6 more meetings`.

    Cities share the words if the same meetings are on the same dates there.
    """
    for at_night, doubts in together(findings, lambda each: each.values["at_night"]):
        code: Code | Variant = "at-night" if at_night else "outside-office-hours"
        most = MOST_NIGHT_CITIES if at_night else MOST_CITIES
        by_city = [of_city for _, of_city in together(doubts, lambda each: each.cities)]
        for meetings, cities in together(
            by_city, lambda of_city: tuple((each.key, each.day) for each in of_city)
        ):
            names = first_names(map(_with_hours, cities), "city", most)
            yield words(code, cities=names, when=on_days(meetings[0][1], len(meetings) - 1))


def _with_hours(of_city: Sequence[Finding]) -> str:
    hours = dict.fromkeys(f"{each.values['begin']:%H:%M}–{each.values['end']:%H:%M}" for each in of_city)
    return f"{of_city[0].values['city'].say('en')} ({' or '.join(hours)})"


_SAME = {"no-working-day": "holiday-kept"}
_JOINED: Mapping[str, Callable[[Sequence[Finding]], Iterator[str]]] = {
    "holiday-kept": _days_off,
    "outside-office-hours": _outside_office_hours,
}
