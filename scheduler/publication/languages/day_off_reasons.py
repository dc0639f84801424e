"""The words for days off, and for changes of a series that cancel a meeting.

The record holds none, so that a better word in a catalogue changes no plan.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.programme.details import CityDayOff, DayOffReason, OfficeClosure, Reason, SeriesChange
from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE
from scheduler.publication.languages.holiday_names import holiday_names
from scheduler.publication.languages.language import Language, language

_PHRASES = {
    OfficeClosure.CLOSED: "closed",
    OfficeClosure.PROGRAMME_CLOSED: "the programme is closed",
    OfficeClosure.NO_OFFICE_DAY: "not a working day",
    SeriesChange.ENDS: "the series ends",
    SeriesChange.PAUSES: "the series pauses",
    SeriesChange.OTHER_DATES: "the dates of the series have changed",
    SeriesChange.REMOVED: "removed from the programme",
}


def day_off_text(reason: DayOffReason, languages: Iterable[Language]) -> Text:
    """Returns the name of the holiday, or the phrase, in each of `languages` in which there are words."""
    if isinstance(reason, OfficeClosure):
        return _in_each(reason, languages)
    names = dict(reason.versions)
    english = names.get(SOURCE_LANGUAGE, "")
    translated = {each.code: holiday_names(english, each) for each in languages if each.code not in names}
    return Text.of(names | {code: name for code, name in translated.items() if name})


def reason_text(reason: Reason, languages: Iterable[Language]) -> Text:
    """Returns the words of the secretariat, or those in `languages`: `closed (Sejong)`, `the series ends`."""
    if isinstance(reason, Text):
        return reason
    if isinstance(reason, SeriesChange):
        return _in_each(reason, languages)
    return Text.of({each.code: _days_off(reason, each) for each in languages})


def _in_each(reason: OfficeClosure | SeriesChange, languages: Iterable[Language]) -> Text:
    return Text.of({each.code: each.say(_PHRASES[reason]) for each in languages})


def day_off_in_english(reason: DayOffReason) -> str:
    """Returns the name of the holiday or the phrase for reports, which are in English."""
    return day_off_text(reason, (language(SOURCE_LANGUAGE),)).say(SOURCE_LANGUAGE)


def reason_in_english(reason: Reason) -> str:
    """Returns `reason_text` for reports, which are in English."""
    return reason_text(reason, (language(SOURCE_LANGUAGE),)).say(SOURCE_LANGUAGE)


def _days_off(days_off: Iterable[CityDayOff], language: Language) -> str:
    return language.comma.join(dict.fromkeys(_day_off(day_off, language) for day_off in days_off))


def _day_off(day_off: CityDayOff, language: Language) -> str:
    """Returns `closed (Sejong)`; a break of the whole programme is not that of a city."""
    words = day_off_text(day_off.why, (language,)).say(language.code)
    if day_off.why is OfficeClosure.PROGRAMME_CLOSED:
        return words
    return language.say("{name} ({place})", name=words, place=day_off.city.say(language.code))
