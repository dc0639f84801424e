"""Phrases, texts, dates and names in the language of a page, as HTML.

All output is cleaned and escaped. The phrases of a page are in its language, or in English if there are none
in it (WCAG 3.1.1). Texts of the secretariat, names of holidays and dates in any other language have a `lang`
attribute (WCAG 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from string import Formatter
from typing import Any

from markupsafe import Markup, escape

from calendars import clean
from scheduler.programme.details import DayOffReason, Reason
from scheduler.programme.spans import Month
from scheduler.programme.texts import ANY_LANGUAGE, Text
from scheduler.publication.feeds.wording import one_line
from scheduler.publication.languages.day_off_reasons import day_off_text, reason_text
from scheduler.publication.languages.holiday_names import holiday_names
from scheduler.publication.languages.language import Language, language
from scheduler.timetable.clocks import ZoneCity
from scheduler.timetable.holidays import Holiday

_TAG = re.compile("<[^>]*>")
_WORD_OF_YEAR = re.compile(r"(?<=\d) (?=г\.)")


class PageLocale:
    """One language of pages.

    `language` is the code of the readers' language. `phrases` is the language of phrases and country names:
    English if there are no phrases in the readers' language. Dates that stand alone are in the readers'
    language if it has any.
    """

    def __init__(self, language: Language) -> None:
        self.language = language.code
        self.phrases = language.phrase_language
        self._dates = language if language.is_known else self.phrases

    @property
    def comma(self) -> Markup:
        """The sign between names behind a label or in brackets, in the language of phrases."""
        return escape(self.phrases.comma)

    def listed(self, names: Sequence[Markup]) -> Markup:
        """Returns names as a sentence in the language of phrases lists them."""
        return Markup(self.phrases.listed(names))  # noqa: S704 - a pattern of Babel between escaped names

    def say(self, phrase: str, **values: Any) -> Markup:
        """Translates an English phrase; values may be `Markup`."""
        words = _filled(self.phrases.words(phrase), values)
        return self._with_language(self.phrases.language_of(phrase).code, words)

    def plural(self, singular: str, plural: str, number: int, **values: Any) -> Markup:
        """Translates the phrase for `number` things."""
        spoken = _filled(self.phrases.words_for(singular, plural, number), {"count": number, **values})
        return self._with_language(self.phrases.language_of(singular).code, spoken)

    def text(self, text: Text | ZoneCity) -> Markup:
        """Returns a text of the secretariat, or the name of a city, on one line."""
        if isinstance(text, ZoneCity):
            return escape(self.plain_text(text))
        return self._with_language(self._language_of(text), escape(one_line(text.say(self.language))))

    def plain_text(self, text: Text | ZoneCity) -> str:
        """Returns the same without a `lang` attribute: for titles and attributes."""
        if isinstance(text, ZoneCity):
            return one_line(self.phrases.zone_city(text.zone))
        return one_line(text.say(self.language))

    def paragraphs(self, text: Text) -> Markup:
        """Returns a longer text: a paragraph for each run of lines."""
        blocks = clean(text.say(self.language)).strip().split("\n\n")
        paragraphs = (
            [escape(line) for line in block.strip().split("\n")] for block in blocks if block.strip()
        )
        attributes = self._lang_attributes(self._language_of(text))
        return Markup("").join(
            Markup("<p{}>{}</p>").format(attributes, Markup("<br>").join(lines)) for lines in paragraphs
        )

    def month(self, month: Month) -> Markup:
        """Returns a month: `December 2026`."""
        return self._date(_keep_year_together(self._dates.month(month.first)))

    def full_day(self, day: date) -> Markup:
        """Returns a full date: `Wednesday, 16 December 2026`."""
        return self._date(_keep_year_together(self._dates.full_day(day)))

    def day(self, day: date) -> Markup:
        """Returns a short date: `Wed 16 Dec`."""
        return self._date(self._dates.day(day))

    def days(self, first: date, last: date) -> Markup:
        """Returns a span of days: `Mon 7 – Wed 9 Dec`."""
        return self._date(self._dates.days(first, last))

    def weekday_and_number(self, day: date) -> Markup:
        """Returns the weekday and the number of a day: `Wed 16`."""
        return self._date(self._dates.weekday_and_number(day))

    def short_month(self, day: date) -> Markup:
        """Returns the month of `day` without its year: `Dec`."""
        return self._date(self._dates.short_month(day))

    def short_month_and_year(self, day: date) -> Markup:
        """Returns the month of `day` with its year: `Dec 2026`."""
        return self._date(_keep_year_together(self._dates.short_month_and_year(day)))

    def day_parts(self, day: date) -> tuple[tuple[str, Markup], ...]:
        """Returns the weekday, number and short month of a day, in the order of the language."""
        return tuple((field, self._date(words)) for field, words in self._dates.day_parts(day))

    def weekday_and_day(self, day: date) -> Markup:
        """Returns a date without its year: `Wednesday 16 December`."""
        return self._date(self._dates.weekday_and_day(day))

    def with_hour(self, day: Markup, hour: str | Markup) -> Markup:
        """Returns a date together with an hour, as the language joins them."""
        return Markup(self._dates.day_and_hour).format(hour, day)  # noqa: S704 - a pattern of Babel

    def length_in(self, phrase: str, length: timedelta) -> str:
        """Returns a length of time in the language in which `say` says `phrase`."""
        return self.phrases.language_of(phrase).length(length)

    def country(self, code: str) -> Markup:
        """Returns the name of a country that stands alone."""
        return self._date(self._dates.country(code))

    def _date(self, words: str) -> Markup:
        return self._with_language(self._dates.code, escape(words))

    def holiday(self, holiday: Holiday) -> Markup:
        """Returns the local name of a holiday if it is in the readers' language, else the translated name."""
        if holiday.language == self.language:
            return self._with_language(holiday.language, escape(one_line(holiday.local)))
        names = holiday_names(holiday.name, self.phrases)
        return self._with_language("en", escape(one_line(holiday.name))) if names is None else escape(names)

    def day_off(self, reason: DayOffReason) -> Markup:
        """Returns the reason of a day off."""
        return self.text(day_off_text(reason, (self.phrases,)))

    def reason(self, reason: Reason) -> Markup:
        """Returns why a meeting is moved or cancelled, on one line."""
        return self.text(reason_text(reason, (self.phrases,)))

    def language_names(self, codes: Iterable[str]) -> str:
        """Returns the names of languages, separated by commas."""
        return self.phrases.comma.join(self.phrases.language_name(code) for code in codes)

    def _language_of(self, text: Text) -> str:
        """Returns the language in which the reader sees `text`."""
        codes = [code for code, _ in text.versions]
        return self.language if self.language in codes else codes[0]

    def _with_language(self, code: str, words: Markup) -> Markup:
        attributes = self._lang_attributes(code)
        return Markup(f"<span{attributes}>{words}</span>") if attributes else words  # noqa: S704 - both are escaped

    def _lang_attributes(self, code: str) -> Markup:
        """Returns the attributes for words in a language: none if it is the language of the page."""
        if code in (ANY_LANGUAGE, self.phrases.code):
            return Markup("")
        is_alike = language(code).direction == self.phrases.direction
        return (Markup(' lang="{}"') if is_alike else Markup(' lang="{}" dir="auto"')).format(code)


@lru_cache(maxsize=1024)
def _keep_year_together(day: str) -> str:
    """Puts a no-break space between a year and the word for it: `2026 г.`"""
    return _WORD_OF_YEAR.sub("\N{NO-BREAK SPACE}", day)


def without_tags(words: str) -> Markup:
    """Returns `words` for a title or an attribute, where no element can be; escapes a plain string."""
    return Markup(_TAG.sub("", escape(words)))  # noqa: S704 - everything else is escaped


def clean_text(value: Any) -> Any:
    """Cleans a plain string for output; returns everything else, such as `Markup`, unchanged."""
    return _cleaned(value) if type(value) is str else value


_cleaned = lru_cache(maxsize=8192)(clean)  # pages print the same words again and again


def _filled(phrase: str, values: Mapping[str, Any]) -> Markup:
    """Returns a phrase with its {placeholders} filled, cleaned and escaped."""
    parts = (
        words if name is None else f"{words}{escape(clean_text(values[name]))}"
        for words, name in _parts(phrase)
    )
    return Markup("".join(parts))  # noqa: S704 - all parts are escaped


@lru_cache(maxsize=4096)
def _parts(phrase: str) -> tuple[tuple[Markup, str | None], ...]:
    """Returns the words before each placeholder of a phrase, escaped, and its name; None after the last."""
    return tuple((escape(words), name) for words, name, *_ in Formatter().parse(phrase))
