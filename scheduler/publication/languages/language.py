"""One language as Twincal speaks it: its catalogue of phrases, its way to write dates.

Languages without a catalogue get English phrases and, where Babel knows them, their own dates; `spoken` is
English through and through for them, for readers who must be told which language a text is in.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_timedelta, match_skeleton
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations

from scheduler.publication.languages.catalogues import SOURCE, phrases

FULL_LOCALES = {SOURCE: "en_GB"}
_LANGUAGE_CODE = re.compile("[a-z]{2,3}")
_SHORT_WORD = re.compile("E+|c+|M{3,}|L{3,}")  # M and MM are figures (Unicode TR 35, part 4)
_NEVER = 100_000
"""How many of a unit it takes to go over to the next."""


class Language:
    """Phrases and dates of one language; get it from `language`."""

    def __init__(self, code: str, catalogue: NullTranslations, locale: Locale) -> None:
        self.code = code
        self._catalogue = catalogue
        self._locale = locale

    def say(self, phrase: str, **values: str) -> str:
        """The English `phrase` in this language, its {placeholders} filled."""
        return self._catalogue.gettext(phrase).format(**values)

    def count(self, one: str, many: str, number: int, **values: str) -> str:
        """The phrase for `number` things by the plural rules of this language."""
        return self._catalogue.ngettext(one, many, number).format(count=number, **values)

    def day(self, day: date) -> str:
        """A date within reach, such as `Wed 16 Dec`."""
        return _by_skeleton("MMMEd", day, self._locale)

    def day_of_month(self, day: date) -> str:
        """A date without its weekday, such as `16 December`."""
        return _by_skeleton("MMMMd", day, self._locale)

    def month(self, day: date) -> str:
        """The month of `day`, such as `December 2026`."""
        return _by_skeleton("yMMMM", day, self._locale)

    def weekday_and_day(self, day: date) -> str:
        """A date without its year, such as `Wednesday 16 December`."""
        return _by_pattern(_in_full("MMMMEEEEd", self._locale), day, self._locale)

    def short_weekday(self, day: date) -> str:
        """The weekday of `day` in short, such as `Wed`."""
        return _by_pattern("EEE", day, self._locale)

    def weekday(self, day: date) -> str:
        """The weekday of `day`, such as `Wednesday`."""
        return _by_pattern("EEEE", day, self._locale)

    def full_day(self, day: date) -> str:
        """A date spelled out with its year, such as `Wednesday, 16 December 2026`."""
        return _by_pattern("full", day, self._locale)

    def length(self, length: timedelta) -> str:
        """Hours and minutes, such as `1 hour 30 minutes`; whole days where there is no rest."""
        unit = timedelta(hours=1) if length % timedelta(days=1) else timedelta(days=1)
        parts = (length // unit * unit, length % unit)
        return " ".join(self._counted(part) for part in parts if part)

    def _counted(self, length: timedelta) -> str:
        """A length in the largest unit that it has, however many of them."""
        unit: Literal["day", "hour", "minute"] = "minute"
        if length % timedelta(hours=1) == timedelta():
            unit = "hour" if length % timedelta(days=1) else "day"
        return str(format_timedelta(length, granularity=unit, threshold=_NEVER, locale=self._locale))

    @cached_property
    def first_weekday(self) -> int:
        """The weekday that weeks begin with, 0 for Monday."""
        likely = get_global("likely_subtags").get(str(self._locale), str(self._locale))
        return int(Locale.parse(likely).first_week_day)

    @cached_property
    def weekdays(self) -> list[tuple[str, str]]:
        """The days of a week in their order, each in short and in full."""
        monday = date(2024, 1, 1)
        days = [monday + timedelta(days=(self.first_weekday + number) % 7) for number in range(7)]
        return [(_by_pattern("EEEEEE", day, self._locale), self.weekday(day)) for day in days]

    @property
    def spoken(self) -> Language:
        """The language that its phrases are really in."""
        return self if self.has_phrases else language(SOURCE)

    @property
    def has_phrases(self) -> bool:
        """Whether there is a catalogue in it."""
        return isinstance(self._catalogue, Translations)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`: where its lines begin."""
        return str(self._locale.text_direction)

    @cached_property
    def territory(self) -> str:
        """The language with the country where most of its readers are, such as `en_GB`."""
        likely = get_global("likely_subtags").get(str(self._locale), str(self._locale))
        locale = Locale.parse(likely)
        return f"{locale.language}_{locale.territory}" if locale.territory else locale.language

    @cached_property
    def autonym(self) -> str:
        """What its speakers call it, such as `Nederlands`."""
        name = Locale.parse(self.code.replace("-", "_")).get_language_name() if self._is_known else self.code
        return name[:1].upper() + name[1:] if name else self.code

    @property
    def _is_known(self) -> bool:
        return self._locale.language == self.code.partition("-")[0]

    def language_name(self, said: str) -> str:
        """`Korean` for the code `ko`; words that are no code of a language stay as they are."""
        known = self._locale.languages.get(said) if _LANGUAGE_CODE.fullmatch(said) else None
        return str(known or said)

    def country(self, code: str) -> str:
        """The name of the country with this ISO 3166-1 code."""
        return str(self._locale.territories.get(code, code))


@lru_cache(maxsize=8192)  # pages say the same days over and over
def _by_skeleton(skeleton: str, day: date, locale: Locale) -> str:
    moment = datetime.combine(day, datetime.min.time())
    return _plain_blanks(str(format_skeleton(skeleton, moment, locale=locale)))


@lru_cache(maxsize=64)
def _in_full(skeleton: str, locale: Locale) -> str:
    """The pattern of `skeleton`, its words spelled out: many locales have one of short words only."""
    skeletons = locale.datetime_skeletons
    return _SHORT_WORD.sub(
        lambda found: found[0][:1] * 4, skeletons[match_skeleton(skeleton, skeletons)].pattern
    )


@lru_cache(maxsize=8192)
def _by_pattern(pattern: str, day: date, locale: Locale) -> str:
    return _plain_blanks(format_date(day, pattern, locale=locale))


def _plain_blanks(words: str) -> str:
    """`words` without the narrow blanks of some locales, for which not every client has a glyph."""
    return " ".join(words.split())


@lru_cache(maxsize=64)
def language(code: str) -> Language:
    """The language with this code ("bg", "pt-BR"), English phrases where there is no catalogue."""
    return Language(code, _catalogue(code), _locale(code))


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(FULL_LOCALES.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FULL_LOCALES[SOURCE])


def _catalogue(code: str) -> NullTranslations:
    written = phrases(code)
    if written is None:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, written)
    compiled.seek(0)
    return Translations(compiled)
