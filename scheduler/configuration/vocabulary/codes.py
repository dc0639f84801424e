"""Countries by their codes of ISO 3166-1, and languages by those of ISO 639-1, with a country if it matters.

1. Three letters are for languages without a code of two.
2. The message for a wrong code recommends the one that was probably meant: by the name of the country or
   language, by another code, or by a name that is close to it.
3. Some people write the code of a country for its language; if that is also the code of another language, it
   is only a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel import localedata
from babel.core import Locale, get_global
from babel.languages import get_official_languages

from scheduler.configuration.spelling import ParseError, closest, quoted
from scheduler.configuration.vocabulary.zones import countries

COUNTRY_PATTERN = "[A-Z]{2}"
LANGUAGE_PATTERN = "[a-z]{2,3}(-[A-Z]{2})?"

_OTHER_COUNTRIES = {"EL": "GR", "ENGLAND": "GB", "HOLLAND": "NL", "KOREA": "KR", "VIET NAM": "VN"}
"""Names that iso3166.tab and Babel lack."""
_RARELY_MEANT = ("ee", "kr", "se", "si")
"""Codes of languages that are also codes of countries; the country's language is more likely to be meant."""


def country(text: str) -> str:
    """Returns the code of a country (`BG`); raises ParseError with the code that was probably meant."""
    words = text.strip()
    if words in countries():
        return words
    code = _country_meant(words.upper())
    hint = f"did you mean `{code}` ({countries()[code]})?" if code else "codes are such as `BG`, `KR`, `NL`"
    raise ParseError(f"{quoted(text)} is not a country code of ISO 3166-1; {hint}", suggestion=code)


def _country_meant(words: str) -> str | None:
    """Returns the code for `words` in capitals: a name, or a code of two or three letters."""
    if words in countries():
        return words
    names = _countries_by_name()
    name = closest(words, names) if len(words) > 3 and words not in names else words
    codes = get_global("territory_aliases").get(words, ())  # of three letters, or former or wrong ones
    by_alias = codes[0] if len(codes) == 1 and codes[0] in countries() else None
    return names.get(name or "") or by_alias


def country_named(text: str) -> str:
    """Returns the code of a country, typed as such or by its English name. Raises ParseError as `country`."""
    return country(_countries_by_name().get(text.strip().upper(), text))


def country_names(languages: Iterable[str]) -> list[tuple[str, str]]:
    """Returns the code and the name of each country, in English and then in these languages, sorted."""
    english = sorted(countries().items(), key=lambda each: each[1])
    known = [Locale.parse(code, sep="-") for code in languages if localedata.exists(code.replace("-", "_"))]
    return [*english, *((code, each.territories[code]) for each in known for code in countries())]


@cache
def _countries_by_name() -> dict[str, str]:
    """Returns codes by the English names of countries in capitals, from Babel and from iso3166.tab."""
    territories = Locale("en").territories.items()
    by_babel = {name.upper(): code for code, name in territories if code in countries()}
    return {**by_babel, **{name.upper(): code for code, name in countries().items()}, **_OTHER_COUNTRIES}


def language(text: str) -> str:
    """Returns a language code (`en`, `pt-BR`); raises ParseError with the code that was probably meant."""
    words = text.strip()
    code, _, of_country = words.partition("-")
    if not re.fullmatch(LANGUAGE_PATTERN, words) or not _is_language(code):
        raise ParseError(f"{quoted(text)} is not a language code; {_language_hint(words)}")
    if of_country and of_country not in countries():
        suggestion = f"{code}-GB" if of_country == "UK" else code
        raise ParseError(f"{quoted(text)} ends in no code of a country; write `{suggestion}`")
    return words


def spoken_language(text: str) -> str:
    """Returns the code of a language, or its name as it is written; raises ParseError for another code."""
    words = text.strip()
    if len(words) == 2:
        language(words)
        if warning := unlikely_language_warning(words):
            raise ParseError(warning)
    return words


def unlikely_language_warning(code: str) -> str | None:
    """Returns a warning for the code of a language that is rarely meant; None for any other code."""
    if code not in _RARELY_MEANT:
        return None
    names, suggestion = Locale("en").languages, official_language(code)
    return f"`{code}` is {names[code]}; if {names[suggestion or '']} is meant, write `{suggestion}`"


def _is_language(code: str) -> bool:
    return localedata.exists(code) or code in _codes()  # all languages take 10 ms to load


@cache
def _codes() -> frozenset[str]:
    """Returns the codes of ISO 639-1, and those of three letters for languages that have none of two."""
    return frozenset(map(str, Locale("en").languages))


def _language_hint(words: str) -> str:
    codes = re.split(r"[\s,;/]+", words)
    if len(codes) > 1 and all(map(_is_language, codes)):
        return f"write a list: `[{', '.join(codes)}]`"
    name, _, of_country = words.replace("_", "-").partition("-")
    code = language_meant(name.casefold())
    if code is None:
        return "write for example `en`, `bg`, `ko` or `pt-BR`"
    return (
        f"did you mean `{code}-{of_country.upper()}`?" if len(of_country) == 2 else f"did you mean `{code}`?"
    )


def language_meant(word: str) -> str | None:
    """Returns the code that a wrong code or a name probably means."""
    if word in _codes() and word not in _RARELY_MEANT:
        return word
    if len(word) == 2:
        return official_language(word)
    names = {**get_global("language_aliases"), **_languages_by_name()}
    return names.get(word) or names.get(closest(word, names) or "")


def official_language(code: str) -> str | None:
    """Returns the only official language of a country, if it is also the most spoken one."""
    official = {_base(language) for language in get_official_languages(code)}
    most_spoken = _base(next(iter(get_official_languages(code, de_facto=True)), ""))
    return most_spoken if official == {most_spoken} and most_spoken in _codes() else None


def _base(locale: object) -> str:
    """Returns the language of a locale such as `sr_Latn`."""
    return str(locale).partition("_")[0]


@cache
def _languages_by_name() -> dict[str, str]:
    """Returns codes by English names of languages. Variants (`nl_BE`, Flemish) count as their language."""
    codes = ((name.casefold(), _base(code)) for code, name in Locale("en").languages.items())
    return {name: code for name, code in codes if len(code) == 2}
