"""One language as Twincal speaks it: its catalogue of phrases, its way to write dates.

Languages without a catalogue get English phrases and, where Babel knows them, their own dates.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FULL_LOCALES = {"en": "en_GB"}


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
        moment = datetime.combine(day, datetime.min.time())
        return _plain_blanks(str(format_skeleton("MMMEd", moment, locale=self._locale)))

    def full_day(self, day: date) -> str:
        """A date spelled out with its year, such as `Wednesday, 16 December 2026`."""
        return _plain_blanks(format_date(day, "full", locale=self._locale))

    def country(self, code: str) -> str:
        """The name of the country with this ISO 3166-1 code."""
        return str(self._locale.territories.get(code, code))


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
        return Locale.parse(FULL_LOCALES["en"])


def _catalogue(code: str) -> NullTranslations:
    folder = resources.files("scheduler.publication") / "translations"
    for name in (code, code.partition("-")[0]):
        source = folder / f"{name}.po"
        if source.is_file():
            with source.open("rb") as text:
                compiled = BytesIO()
                write_mo(compiled, read_po(text))
            compiled.seek(0)
            return Translations(compiled)
    return NullTranslations()
