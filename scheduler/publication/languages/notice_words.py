"""The words of notices in one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.findings.bad_times import SharedHoliday
from scheduler.findings.finding import CountryCode, CountryHolidays, DaysOff, Finding, MeetingTitle, fields_in
from scheduler.findings.hour_moves import HoursMove
from scheduler.programme.texts import Text
from scheduler.publication.languages.day_off_reasons import day_off_text, reason_text
from scheduler.publication.languages.language import Language
from scheduler.timetable.clocks import ZoneCity

MORE_CITIES = "{cities} and {count} more city", "{cities} and {count} more cities"
MOST_NAMES = 6
"""The most cities that a sentence names."""
MOST_NAMED = 4
"""The most meetings that a sentence names."""
MORE = "The same applies to {count} more meeting.", "The same applies to {count} more meetings."


def notice_text(notice: Finding | SharedHoliday, language: Language) -> str:
    """Returns the notice as a sentence, and a second one if it is true of more meetings."""
    if isinstance(notice, SharedHoliday):
        return _on_holiday(notice, language)
    if isinstance(notice, HoursMove):
        phrases = notice.earlier if notice.is_earlier else notice.later
        values = _values(notice, phrases[0], language)
        return language.count(*phrases, notice.count, **values)
    words = language.say(notice.msgid, **_values(notice, notice.msgid, language))
    if not notice.more:
        return words
    return f"{words}{language.gap}{language.count(*MORE, notice.more)}"


def _values(notice: Finding, phrase: str, language: Language) -> dict[str, str]:
    spoken = language.language_of(phrase)
    return {name: _words(getattr(notice, name), spoken) for name in fields_in(phrase) if name != "count"}


def _on_holiday(shared: SharedHoliday, language: Language) -> str:
    """Returns the sentence about all meetings on a holiday, with the names of the first who meet."""
    first, count = shared.findings[0], len(shared.findings)
    spoken = language.language_of(first.of_many)
    names = [_who_meets(each.title, spoken) for each in shared.findings[:MOST_NAMED] if each.title]
    rest = ["…"] if count > MOST_NAMED else []
    return language.say(
        first.of_many,
        day=_words(first.holiday, spoken),
        reason=_words(shared.reason, spoken),
        count=str(count),
        meetings=spoken.comma.join((*names, *rest)),
    )


def _who_meets(meeting: MeetingTitle, language: Language) -> str:
    return "–".join(each.say(language.code) for each in meeting.meets or (meeting.title,))


def _words(value: Any, language: Language) -> str:
    match value:
        case Text():
            return value.say(language.code)
        case MeetingTitle(title, meets):
            return _named(title.say(language.code), [each.say(language.code) for each in meets], language)
        case ZoneCity(zone):
            return language.zone_city(zone)
        case datetime():
            return f"{value:%H:%M}"
        case timedelta():
            return language.length(value)
        case date():
            return language.full_day(value)
        case CountryCode(code):
            return language.country(code)
        case DaysOff(of_cities):
            return reason_text(of_cities, [language]).say(language.code)
        case CountryHolidays():
            return holidays_text(value, language)
        case tuple():
            names = [_words(part, language) for part in value[:MOST_NAMES]]
            more = len(value) - MOST_NAMES
            if more > 0:
                return language.count(*MORE_CITIES, more, cities=language.comma.join(names))
            return language.listed(names)
    return str(value)


def holidays_text(holidays: CountryHolidays, language: Language) -> str:
    """Returns `Christmas Day (South Korea, Ireland), St Stephen's Day (Ireland)`."""
    countries: dict[str, list[str]] = {}
    for why, country in holidays.of_countries:
        name = day_off_text(why, [language]).say(language.code)
        countries.setdefault(name, []).append(language.country(country.code))
    return language.comma.join(
        language.say("{name} ({place})", name=name, place=language.comma.join(dict.fromkeys(of_name)))
        for name, of_name in countries.items()
    )


def _named(title: str, meets: Sequence[str], language: Language) -> str:
    """Returns `Monthly meeting (Sofia, Sejong)`, unless the title names one of those who meet."""
    names_them = not meets or any(name in title for name in meets)
    if names_them:
        return title
    return language.say("{name} ({place})", name=title, place=language.comma.join(meets))
