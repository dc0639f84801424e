"""One language: its catalogue of phrases, and the forms of its dates, lengths and names.

A language without a catalogue has English phrases and, if Babel knows it, its own dates. Pages must state
the language of each text, so they use `phrase_language`, which is then all English.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import DateTimePattern, format_date, format_timedelta, match_skeleton
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations

from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE, phrases

_PREFERRED_LOCALES = {SOURCE_LANGUAGE: "en_GB"}
_LANGUAGE_CODE = re.compile("[a-z]{2,3}")
_SHORT_WORD = re.compile("E+|c+|M{3,}|L{3,}")  # M and MM are figures (Unicode TR 35, part 4)
_UNIT_THRESHOLD = 100_000
"""More of a unit than any length has, so that Babel never changes to the next unit."""


class Language:
    """Phrases and dates of one language; the function `language` makes it."""

    def __init__(self, code: str, catalogue: NullTranslations, locale: Locale) -> None:
        self.code = code
        self._catalogue = catalogue
        self._locale = locale

    def say(self, phrase: str, **values: str) -> str:
        """Returns the English `phrase` in this language, with its {placeholders} filled."""
        return self._catalogue.gettext(phrase).format(**values)

    def count(self, singular: str, plural: str, number: int, **values: str) -> str:
        """Returns the phrase for `number` things by the plural rules of this language."""
        return self._catalogue.ngettext(singular, plural, number).format(count=number, **values)

    def day(self, day: date) -> str:
        """Returns a short date, such as `Wed 16 Dec`."""
        return _by_skeleton("MMMEd", day, self._locale)

    def day_of_month(self, day: date) -> str:
        """Returns a date without weekday and year, such as `16 December`."""
        return _by_skeleton("MMMMd", day, self._locale)

    def month(self, day: date) -> str:
        """Returns the month of `day`, such as `December 2026`."""
        return _by_skeleton("yMMMM", day, self._locale)

    def weekday_and_day(self, day: date) -> str:
        """Returns a date without its year, such as `Wednesday 16 December`."""
        return _by_pattern(_full_pattern("MMMMEEEEd", self._locale), day, self._locale)

    def short_weekday(self, day: date) -> str:
        """Returns the short weekday of `day`, such as `Wed`."""
        return _by_pattern("EEE", day, self._locale)

    def weekday(self, day: date) -> str:
        """Returns the weekday of `day`, such as `Wednesday`."""
        return _by_pattern("EEEE", day, self._locale)

    def full_day(self, day: date) -> str:
        """Returns a date in full, such as `Wednesday, 16 December 2026`."""
        return _by_pattern("full", day, self._locale)

    def length(self, length: timedelta) -> str:
        """Returns hours and minutes, such as `1 hour 30 minutes`, or days for a number of whole days."""
        unit = timedelta(hours=1) if length % timedelta(days=1) else timedelta(days=1)
        parts = (length // unit * unit, length % unit)
        return " ".join(self._counted(part) for part in parts if part)

    def _counted(self, length: timedelta) -> str:
        """Returns a length as a number of days, hours or minutes, in the largest unit that divides it."""
        unit: Literal["day", "hour", "minute"] = "minute"
        if length % timedelta(hours=1) == timedelta():
            unit = "hour" if length % timedelta(days=1) else "day"
        return str(format_timedelta(length, granularity=unit, threshold=_UNIT_THRESHOLD, locale=self._locale))

    @cached_property
    def first_weekday(self) -> int:
        """The first weekday of the week, 0 for Monday."""
        return int(self._likely_locale.first_week_day)

    @cached_property
    def weekdays(self) -> list[tuple[str, str]]:
        """The days of a week in order, each as a short and a full name."""
        monday = date(2024, 1, 1)
        days = [monday + timedelta(days=(self.first_weekday + number) % 7) for number in range(7)]
        return [(_by_pattern("EEEEEE", day, self._locale), self.weekday(day)) for day in days]

    @property
    def phrase_language(self) -> Language:
        """The language of its phrases: English if there is no catalogue."""
        return self if self.has_phrases else language(SOURCE_LANGUAGE)

    @property
    def has_phrases(self) -> bool:
        """Whether there is a catalogue for it."""
        return isinstance(self._catalogue, Translations)

    @property
    def direction(self) -> str:
        """The direction of its script: `ltr` or `rtl`."""
        return str(self._locale.text_direction)

    @cached_property
    def territory(self) -> str:
        """The language and its most likely country, such as `en_GB`."""
        locale = self._likely_locale
        return f"{locale.language}_{locale.territory}" if locale.territory else locale.language

    @cached_property
    def _likely_locale(self) -> Locale:
        """The locale with the country where most of its readers are."""
        return Locale.parse(get_global("likely_subtags").get(str(self._locale), str(self._locale)))

    @cached_property
    def autonym(self) -> str:
        """Its own name for itself, such as `Nederlands`."""
        name = Locale.parse(self.code.replace("-", "_")).get_language_name() if self._is_known else self.code
        return name[:1].upper() + name[1:] if name else self.code

    @property
    def _is_known(self) -> bool:
        return self._locale.language == self.code.partition("-")[0]

    def language_name(self, code: str) -> str:
        """Returns `Korean` for the code `ko`; words that are no language code are returned unchanged."""
        name = self._locale.languages.get(code) if _LANGUAGE_CODE.fullmatch(code) else None
        return str(name or code)

    def country(self, code: str) -> str:
        """Returns the name of the country with this ISO 3166-1 code."""
        return str(self._locale.territories.get(code, code))


@lru_cache(maxsize=8192)  # pages show the same days many times
def _by_skeleton(skeleton: str, day: date, locale: Locale) -> str:
    return _plain_spaces(_pattern(skeleton, locale).apply(day, locale))


@lru_cache(maxsize=64)
def _full_pattern(skeleton: str, locale: Locale) -> str:
    """Returns the pattern of `skeleton` with full names: many locales have only one with short names."""
    return _SHORT_WORD.sub(lambda match: match[0][:1] * 4, _pattern(skeleton, locale).pattern)


@lru_cache(maxsize=256)
def _pattern(skeleton: str, locale: Locale) -> DateTimePattern:
    """Returns the pattern of `skeleton`, or of the closest skeleton that the locale has."""
    skeletons = locale.datetime_skeletons
    name = skeleton if skeleton in skeletons else match_skeleton(skeleton, skeletons)
    pattern: DateTimePattern = skeletons[name]
    return pattern


@lru_cache(maxsize=8192)
def _by_pattern(pattern: str, day: date, locale: Locale) -> str:
    return _plain_spaces(format_date(day, pattern, locale=locale))


def _plain_spaces(words: str) -> str:
    """Returns `words` without the narrow spaces of some locales, which not every client can show."""
    return " ".join(words.split())


@lru_cache(maxsize=64)
def language(code: str) -> Language:
    """Returns the language with this code ("bg", "pt-BR"); without a catalogue its phrases are English."""
    return Language(code, _catalogue(code), _locale(code))


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(_PREFERRED_LOCALES.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_PREFERRED_LOCALES[SOURCE_LANGUAGE])


def _catalogue(code: str) -> NullTranslations:
    catalogue = phrases(code)
    if catalogue is None:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
