"""Public holidays from the library `holidays`, as a value.

Only the category "public" counts, with substitute days that the law grants to all; regional holidays come
with a subdivision. A year without any holiday is unknown, never a year without days off.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from importlib import metadata
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from msgspec import Struct

from scheduler.programme.english_days import in_words

_SUBSTITUTED = re.compile(r"substituted from ([0-9]{2})/([0-9]{2})/([0-9]{4})")
"""The library writes months first in English."""

PlaceYear = tuple[str, str | None, int]
"""Country (ISO 3166-1), subdivision (ISO 3166-2 without the country, or None), year."""


class Holiday(Struct, frozen=True):
    """A day off: its `name` in English if the library has it, and as the country itself calls it (`local`).

    `language` is that of `local`; empty if unknown.
    """

    day: date
    name: str
    local: str
    language: str = ""

    @property
    def is_foreign(self) -> bool:
        """Whether `local` is in a known language other than English."""
        return self.language not in ("", "en")


class Holidays(Struct, frozen=True, dict=True):
    """The holidays of some places in some years; an empty year is unknown."""

    years: Mapping[PlaceYear, tuple[Holiday, ...]]

    def on(self, country: str, subdivision: str | None, day: date) -> Holiday | None:
        """Returns the holiday on `day`; None if there is none or nothing is known."""
        return self._by_day.get((country, subdivision, day))

    def knows(self, country: str, subdivision: str | None, year: int) -> bool:
        """Returns whether any holiday of that year is known."""
        return bool(self.years.get((country, subdivision, year)))

    def until(self, edge: date, then: Holidays) -> Holidays:
        """Returns these holidays for the days before `edge`, and those of `then` from it on.

        Places and years that only one of the two has are taken from it.
        """
        years = {**self.years, **then.years}
        for place_year in self.years.keys() & then.years.keys():
            early = [holiday for holiday in self.years[place_year] if holiday.day < edge]
            late = [holiday for holiday in then.years[place_year] if holiday.day >= edge]
            years[place_year] = (*early, *late)
        return Holidays(years)

    @cached_property
    def _by_day(self) -> dict[tuple[str, str | None, date], Holiday]:
        return {
            (country, subdivision, holiday.day): holiday
            for (country, subdivision, _), holidays in self.years.items()
            for holiday in holidays
        }


NO_HOLIDAYS = Holidays({})
"""No holidays are known."""


def look_up(places: Iterable[tuple[str, str | None]], years: Iterable[int]) -> Holidays:
    """Returns the holidays of every place in every year; none for an unknown country."""
    all_years = tuple(years)
    by_place_year: dict[PlaceYear, tuple[Holiday, ...]] = {}
    for country, subdivision in places:
        holidays = _holidays_of(country, subdivision, all_years)
        for year in all_years:
            by_place_year[country, subdivision, year] = tuple(h for h in holidays if h.day.year == year)
    return Holidays(by_place_year)


@cache
def supported_countries() -> frozenset[str]:
    """Returns the two-letter codes of the countries that the library knows."""
    from holidays.registry import EntityLoader  # noqa: PLC0415 - it takes long to import

    return frozenset(code for code in EntityLoader.get_country_codes() if len(code) == 2)


def supported_subdivisions(country: str) -> tuple[str, ...]:
    """Returns the subdivisions of `country` that the library knows; none for an unknown country."""
    entity = _entity(country)
    return tuple(entity.subdivisions) if entity is not None else ()


def subdivision_names(country: str) -> dict[str, str]:
    """Returns the code of each subdivision of `country` by its names, as far as the library knows them."""
    entity = _entity(country)
    return dict(entity.subdivisions_aliases) if entity is not None else {}


def version() -> str:
    """Returns the release of the library."""
    return metadata.version("holidays")


@cache
def _holidays_of(country: str, subdivision: str | None, years: tuple[int, ...]) -> tuple[Holiday, ...]:
    entity = _entity(country)
    if entity is None:
        return ()
    if subdivision not in entity.subdivisions:
        subdivision = None  # better the holidays of the whole country than none
    english = {
        day: _in_plain_words(name)
        for day, name in _days_off(entity, subdivision, years, _english(entity)).items()
    }
    local = _days_off(entity, subdivision, years, entity.default_language)
    language = (entity.default_language or "").partition("_")[0]
    return tuple(
        Holiday(day, english[day], local.get(day, english[day]), language) for day in sorted(english)
    )


def _entity(country: str) -> Any:
    """Returns the library's class for a country; None if it has none. Stock exchanges are no countries."""
    return getattr(_library(), country) if country in supported_countries() else None


@cache
def _library() -> ModuleType:
    """Returns the library, which imports a country when it is first asked for."""
    import holidays  # noqa: PLC0415 - it takes long to import, and most commands do not need it

    # The package of the countries would import all 250 of them, one of which is needed. So it stays empty.
    package = find_spec("holidays.countries")
    assert package is not None
    sys.modules.setdefault(package.name, module_from_spec(package))
    return holidays


def _english(entity: Any) -> str | None:
    """Returns the library's code of English; if it has none, the default, which it would use silently."""
    languages: tuple[str, ...] = entity.supported_languages
    return next((name for name in languages if name.startswith("en")), entity.default_language)


def _in_plain_words(name: str) -> str:
    """Returns `Day off (instead of 10 October 2026)` for the library's `(substituted from 10/10/2026)`."""
    return _SUBSTITUTED.sub(
        lambda match: f"instead of {in_words(date(int(match[3]), int(match[1]), int(match[2])))}", name
    )


def _days_off(
    entity: Any, subdivision: str | None, years: tuple[int, ...], language: str | None
) -> dict[date, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some holidays of far years are not known; no calendar shows those
        days = entity(subdiv=subdivision, years=years, observed=True, language=language, categories="public")
    return dict(days.items())
