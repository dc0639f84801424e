"""One language: its phrases, and the forms of its dates, lengths and names.

Phrases are those of the secretariat, else those of a catalogue, else English. If Babel knows the language,
its dates are its own in any case. A sentence is in one language: `language_of` says which, for a date in it.
Pages must state the language of each text, so they use `phrase_language`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from io import BytesIO
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import DateTimePattern, format_date, format_interval, format_timedelta, match_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.plural import PluralRule
from babel.support import NullTranslations, Translations

from scheduler.programme.texts import OTHER, PLURAL_CATEGORIES, OwnPhrases
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE, phrases, source_phrases
from scheduler.timetable.clocks import ClockName, ZoneCity
from scheduler.timetable.wall_times import place_of

NO_PHRASES: Mapping[str, Mapping[str, str]] = {}
_PREFERRED_LOCALES = {SOURCE_LANGUAGE: "en_GB", "pt": "pt_PT"}
_LANGUAGE_CODE = re.compile("[a-z]{2,3}")
_SHORT_WORD = re.compile("E+|c+|M{3,}|L{3,}")  # M and MM are figures (Unicode TR 35, part 4)
_QUOTED = re.compile("'[^']*'")
_FIRST = re.compile(r"\b1(?= [^\W\d])")
_FIRSTS = {"fr": "1er", "it": "1º"}
"""The first day of a month where it is no plain figure: CLDR has no letter for it."""
_UNIT_THRESHOLD = 100_000
"""More of a unit than any length has, so that Babel never changes to the next unit."""


class Language:
    """Phrases and dates of one language; the function `language` makes it."""

    def __init__(
        self,
        code: str,
        catalogue: NullTranslations,
        locale: Locale,
        own: Mapping[str, Mapping[str, str]] = NO_PHRASES,
    ) -> None:
        self.code = code
        self._catalogue = catalogue
        self._locale = locale
        self._own = own

    def say(self, phrase: str, **values: str) -> str:
        """Returns the English `phrase` in this language, with its {placeholders} filled."""
        return self.words(phrase).format(**values)

    def count(self, singular: str, plural: str, number: int, **values: str) -> str:
        """Returns the phrase for `number` things by the plural rules of this language."""
        return self.words_for(singular, plural, number).format(count=number, **values)

    def words(self, phrase: str) -> str:
        """Returns the English `phrase` in this language, with its {placeholders}."""
        own = self._own.get(phrase)
        return self._catalogue.gettext(phrase) if own is None else own[OTHER]

    def words_for(self, singular: str, plural: str, number: int) -> str:
        """Returns the phrase for `number` things with its {placeholders}."""
        own = self._own.get(singular)
        if own is None:
            return self._catalogue.ngettext(singular, plural, number)
        return own.get(self._locale.plural_form(number), own[OTHER])

    def language_of(self, phrase: str) -> Language:
        """Returns the language in which `say` and `count` say `phrase`: this one, or English."""
        return self if self._has_catalogue or phrase in self._own else language(SOURCE_LANGUAGE)

    def day(self, day: date) -> str:
        """Returns a short date, such as `Wed 16 Dec`."""
        return _by_skeleton("MMMEd", day, self._locale)

    def weekday_and_number(self, day: date) -> str:
        """Returns the weekday and the number of a day, such as `Wed 16`.

        It may stand in brackets, so it has none: Korean and Japanese write the weekday out instead.
        """
        return _by_pattern(_pattern("Ed", self._locale).pattern.replace("(E)", "EEEE"), day, self._locale)

    def days(self, first: date, last: date) -> str:
        """Returns a span of days, such as `Mon 7 – Wed 9 Dec`; of one day, `Mon 7 Dec`.

        The month of both stands once if the language writes it as a word behind the number.
        """
        fields = [field for field, _ in self.day_parts(last)]
        is_behind = fields.index("d") < fields.index("M") and self.short_month(last) in self.day(last)
        has_one_month = (first.year, first.month) == (last.year, last.month)
        written = self.weekday_and_number if is_behind and has_one_month else self.day
        return f"{written(first)} – {self.day(last)}" if first != last else self.day(last)

    def short_month(self, day: date) -> str:
        """Returns the short name of a month that stands alone, such as `Dec`."""
        # Not LLL: Babel 2.18 lets locales share the months that the first of them found by an alias.
        return _by_pattern("MMM", day, self._locale)

    def short_month_and_year(self, day: date) -> str:
        """Returns the short name of a month with its year, such as `Dec 2026`."""
        return _by_pattern(_pattern("yMMMM", self._locale).pattern.replace("MMMM", "MMM"), day, self._locale)

    def day_parts(self, day: date) -> tuple[tuple[str, str], ...]:
        """Returns the weekday, number and short month of a day in the order of the language.

        Each has the letter that stands for it in patterns: E, d or M.
        """
        words = {
            "E": self.short_weekday(day),
            "d": _by_skeleton("d", day, self._locale),
            "M": self.short_month(day),
        }
        pattern = _QUOTED.sub("", _pattern("MMMEd", self._locale).pattern)
        fields = dict.fromkeys(pattern.replace("L", "M").replace("c", "E"))
        return tuple((field, words[field]) for field in fields if field in words)

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

    def date_alone(self, day: date) -> str:
        """Returns a date without its weekday, such as `16 December 2026`."""
        return _by_pattern("long", day, self._locale)

    def day_in_year(self, day: date) -> str:
        """Returns a date without its weekday and year, such as `16 December`."""
        return _by_pattern(_full_pattern("MMMMd", self._locale), day, self._locale)

    def months(self, first: date, last: date) -> str:
        """Returns the months of two days, such as `April – October 2027`; or the one of both."""
        return _plain_spaces(format_interval(first, last, "yMMMM", locale=self._locale))

    @cached_property
    def day_and_hour(self) -> str:
        """The pattern of a date {1} with an hour {0}, such as `{1}, {0}` (Unicode TR 35, part 4)."""
        return str(self._locale.datetime_formats["medium"]).replace("'", "")

    @property
    def comma(self) -> str:
        """The sign between names behind a label or in brackets, with its blank."""
        return "、" if self._locale.language in ("ja", "zh") else ", "

    @property
    def semicolon(self) -> str:
        """The sign between dates, in which many languages write a comma, with its blank."""
        return self.comma if self._locale.language in ("ja", "ko", "zh") else "; "

    @property
    def gap(self) -> str:
        """The blank between two sentences."""
        return "" if self._locale.language in ("ja", "zh") else " "

    def listed(self, names: Sequence[str]) -> str:
        """Returns names as a sentence lists them, such as `Sofia, Sejong and Kobe`."""
        return str(format_list(names, locale=self._locale))

    def length(self, length: timedelta) -> str:
        """Returns hours and minutes, such as `1 hour 30 minutes`, or days for a number of whole days."""
        unit = timedelta(hours=1) if length % timedelta(days=1) else timedelta(days=1)
        hours, minutes = (
            self._counted(part) if part else "" for part in (length // unit * unit, length % unit)
        )
        return (
            self.say("{hours} {minutes}", hours=hours, minutes=minutes)
            if hours and minutes
            else hours or minutes
        )

    def _counted(self, length: timedelta) -> str:
        """Returns a length as a number of days, hours or minutes, in the largest unit that divides it."""
        unit: Literal["day", "hour", "minute"] = "minute"
        if length % timedelta(hours=1) == timedelta():
            unit = "hour" if length % timedelta(days=1) else "day"
        words = str(
            format_timedelta(length, granularity=unit, threshold=_UNIT_THRESHOLD, locale=self._locale)
        )
        # Dates and phrases have no blank behind a figure in these languages; lengths of CLDR have one.
        return words if self.gap else words.replace(" ", "")

    @property
    def phrase_language(self) -> Language:
        """The language of its phrases: English if it has none."""
        return self if self.has_phrases else language(SOURCE_LANGUAGE)

    @property
    def has_phrases(self) -> bool:
        """Whether it has phrases, of a catalogue or of the secretariat."""
        return self._has_catalogue or bool(self._own)

    @property
    def missing_phrases(self) -> tuple[str, ...]:
        """The phrases that it has not, so that readers see English ones."""
        english = () if self._has_catalogue else (phrase.english for phrase in source_phrases())
        return tuple(phrase for phrase in english if phrase not in self._own)

    @property
    def _has_catalogue(self) -> bool:
        return isinstance(self._catalogue, Translations)

    @property
    def plural_rule(self) -> PluralRule:
        """The plural form of each number (Unicode TR 35, part 3)."""
        return self._locale.plural_form

    @cached_property
    def plural_examples(self) -> dict[str, int]:
        """A number for each plural form that numbers need (Unicode TR 35, part 3); OTHER is the last."""
        first = {self._locale.plural_form(number): number for number in reversed(range(200))}
        return {form: first.get(form, 0) for form in PLURAL_CATEGORIES if form in first or form == OTHER}

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
        name = Locale.parse(self.code.replace("-", "_")).get_language_name() if self.is_known else self.code
        return name[:1].upper() + name[1:] if name else self.code

    @property
    def is_known(self) -> bool:
        """Whether Babel knows it, so that its dates are its own."""
        return self._locale.language == self.code.partition("-")[0]

    def language_name(self, code: str) -> str:
        """Returns `Korean` for the code `ko`; words that are no language code are returned unchanged."""
        name = self._locale.languages.get(code) if _LANGUAGE_CODE.fullmatch(code) else None
        return str(name or code)

    def country(self, code: str) -> str:
        """Returns the name of the country with this ISO 3166-1 code."""
        return str(self._locale.territories.get(code, code))

    def zone_city(self, zone: str) -> str:
        """Returns the name of the city that an IANA time zone is named after: `Brussel` for Europe/Brussels.

        It is the English one if the language has none of its own (Unicode TR 35, exemplar cities).
        """
        keys = (key for key in (zone, *_old_zone_names().get(zone, ())) if key in self._locale.time_zones)
        cities = (self._locale.time_zones[key].get("city") for key in keys)
        return str(next(filter(None, cities), None) or place_of(zone))

    def clock_name(self, name: ClockName) -> str:
        """Returns the name of a clock."""
        return self.zone_city(name.zone) if isinstance(name, ZoneCity) else name.say(self.code)


@cache
def _old_zone_names() -> Mapping[str, Sequence[str]]:
    """Returns the old names of each zone: CLDR never changes the name under which it knows one."""
    names: dict[str, list[str]] = {}
    for old, current in get_global("zone_aliases").items():
        names.setdefault(current, []).append(old)
    return names


@lru_cache(maxsize=8192)  # pages show the same days many times
def _by_skeleton(skeleton: str, day: date, locale: Locale) -> str:
    return _as_written(_plain_spaces(_pattern(skeleton, locale).apply(day, locale)), locale)


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
    return _as_written(_plain_spaces(format_date(day, pattern, locale=locale)), locale)


def _as_written(words: str, locale: Locale) -> str:
    """Returns a date as its readers write it where CLDR does not: `1er février`, `1º febbraio`, `6일(수)`."""
    if locale.language == "ko":
        return words.replace(" (", "(")
    return _FIRST.sub(_FIRSTS.get(locale.language, "1"), words)


def _plain_spaces(words: str) -> str:
    """Returns `words` without the narrow spaces of some locales, which not every client can show."""
    return " ".join(words.split())


@lru_cache(maxsize=64)
def language(code: str, own: tuple[OwnPhrases, ...] = ()) -> Language:
    """Returns the language with this code ("bg", "pt-BR"); `own` are the phrases of the secretariat.

    Phrases for the language without its country serve as well, after those for the country.
    """
    return Language(code, _catalogue(code), _locale(code), _own_phrases(code, own))


def _own_phrases(code: str, own: tuple[OwnPhrases, ...]) -> Mapping[str, Mapping[str, str]]:
    by_language = {phrases.language: phrases.phrases for phrases in own}
    return {
        phrase.english: dict(phrase.forms)
        for name in (code.partition("-")[0], code)
        for phrase in by_language.get(name, ())
    }


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
