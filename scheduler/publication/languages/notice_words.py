"""The words of notices in one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.findings.finding import CountryCode, CountryHolidays, DaysOff, Finding, MeetingTitle
from scheduler.programme.texts import Text
from scheduler.publication.languages.day_off_reasons import day_off_text, reason_text
from scheduler.publication.languages.language import Language
from scheduler.timetable.clocks import ZoneCity

HOUR_CHANGE = "From {day}, “{title}” is at {new} in {city} instead of {old}: clocks change in {place}."
HOUR_CHANGE_OF_ONE_CLOCK = "From {day}, those meetings of “{title}” that are planned in the local time of {clock} begin at {new} in {city} instead of {old}: clocks change in {place}."  # noqa: E501
HOURS_EARLIER = (
    "The clocks change on {changes} ({place}): {count} meeting begins {length} earlier in {country}.",
    "The clocks change on {changes} ({place}): {count} meetings begin {length} earlier in {country}.",
)
HOURS_LATER = (
    "The clocks change on {changes} ({place}): {count} meeting begins {length} later in {country}.",
    "The clocks change on {changes} ({place}): {count} meetings begin {length} later in {country}.",
)
NEW_DATA_MOVE = "New data about public holidays would move “{title}” from {old} to {new}. To keep its day, write under its `changes:` {line}"  # noqa: E501
NEW_DATA_CANCEL = "New data about public holidays would cancel “{title}” on {old}. To keep it, write under its `changes:` {line}"  # noqa: E501
_PHRASES = {
    "hour-moves": HOUR_CHANGE,
    "holiday-moved": "“{title}” is on {day}, not on {old}, because of a day off: {reason}.",
    "holiday-skipped": "“{title}” does not take place on {day}, because of a day off: {reason}.",
    "new-holiday-data": NEW_DATA_MOVE,
    "holiday-kept": "“{title}” on {day} is on a day off: {reason}.",
    "outside-office-hours": (
        "“{title}” on {day} is outside office hours in {city}: {begin}–{end}, {length} outside."
    ),
    "tentative": "“{title}” on {day} is not certain yet.",
    "wrong-abbreviation": (
        "The text of “{title}” says “{written}”, but on {day} the clocks of {place} show {right}."
    ),
    "wrong-hour": "The text of “{title}” says “{written}”, but on {day} it begins at {right} in {place}.",
    "busy": "“{title}” on {day} is at a time when {place} is busy, as another calendar says.",
    "clash": "“{title}” and “{other}” are at the same time on {day} for {place}.",
    "series-ends": "“{title}” ends: its last meeting is on {day}.",
    "holidays-unknown": "The public holidays of {country} in {year} are not known yet.",
}  # fmt: skip
_HOLIDAY_OF_MANY = {
    "holiday-kept": "Day off on {day}: {reason}. Meetings on that day ({count}): {meetings}",
    "holiday-moved": "Day off on {day}: {reason}. Meetings on another day ({count}): {meetings}",
    "holiday-skipped": "Day off on {day}: {reason}. Meetings that do not take place ({count}): {meetings}",
}
MORE_CITIES = "{cities} and {count} more city", "{cities} and {count} more cities"
MOST_NAMES = 6
"""The most cities that a sentence names."""
MOST_NAMED = 4
"""The most meetings that a sentence names."""
MORE = "This is true of {count} more meeting.", "This is true of {count} more meetings."


def notice_text(notice: Finding, language: Language) -> str:
    """Returns the notice as a sentence, and a second one if it is true of more meetings."""
    if notice.code == "hour-moves" and not notice.series:
        return _of_many(notice, language)
    if not notice.series and notice.code in _HOLIDAY_OF_MANY:
        return _on_holiday(notice, language)
    phrase = _phrase(notice)
    spoken = language.language_of(phrase)
    values = {"day": notice.day, **notice.values}
    words = language.say(phrase, **{name: _words(value, spoken) for name, value in values.items()})
    if not notice.more:
        return words
    gap = "" if words.endswith("。") else " "
    return f"{words}{gap}{language.count(*MORE, notice.more)}"


def _of_many(notice: Finding, language: Language) -> str:
    """Returns the sentence about all meetings that a change of clocks moves alike."""
    count, values = notice.values["count"], dict(notice.values)
    del values["count"]
    phrases = HOURS_EARLIER if values.pop("is_earlier") else HOURS_LATER
    spoken = language.language_of(phrases[0])
    return language.count(*phrases, count, **{name: _words(value, spoken) for name, value in values.items()})


def _on_holiday(notice: Finding, language: Language) -> str:
    """Returns the sentence about all meetings on a holiday, with the names of the first who meet."""
    phrase = _HOLIDAY_OF_MANY[notice.code]
    spoken = language.language_of(phrase)
    names = [_who_meets(each, spoken) for each in notice.values["meetings"][:MOST_NAMED]]
    rest = ["…"] if len(notice.values["meetings"]) > MOST_NAMED else []
    values = {name: _words(notice.values[name], spoken) for name in ("day", "reason", "count")}
    return language.say(phrase, **values, meetings=spoken.comma.join((*names, *rest)))


def _who_meets(meeting: MeetingTitle, language: Language) -> str:
    return "–".join(each.say(language.code) for each in meeting.meets or (meeting.title,))


def _phrase(notice: Finding) -> str:
    if "clock" in notice.values:
        return HOUR_CHANGE_OF_ONE_CLOCK
    if notice.code == "new-holiday-data" and "new" not in notice.values:
        return NEW_DATA_CANCEL
    return _PHRASES[notice.code]


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
            listed = language.comma.join(_words(part, language) for part in value[:MOST_NAMES])
            more = len(value) - MOST_NAMES
            return language.count(*MORE_CITIES, more, cities=listed) if more > 0 else listed
    return str(value)


def holidays_text(holidays: CountryHolidays, language: Language) -> str:
    """Returns `Christmas Day (South Korea, Ireland), St Stephen's Day (Ireland)`."""
    countries: dict[str, list[str]] = {}
    for why, country in holidays.of_countries:
        name = day_off_text(why, [language]).say(language.code)
        countries.setdefault(name, []).append(language.country(country.code))
    return language.comma.join(
        f"{name} ({language.comma.join(dict.fromkeys(of_name))})" for name, of_name in countries.items()
    )


def _named(title: str, meets: Sequence[str], language: Language) -> str:
    """Returns `Monthly meeting (Sofia, Sejong)`, unless the title names one of those who meet."""
    names_them = not meets or any(name in title for name in meets)
    return title if names_them else f"{title} ({language.comma.join(meets)})"
