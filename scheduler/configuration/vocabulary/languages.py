"""Languages by their codes: two letters of ISO 639-1, with a country if it matters (`pt-BR`).

Three letters are for languages without a code of two. Some people write the code of a country for its
language; if that is also the code of another language, it is only a warning.
"""

from __future__ import annotations

import re
from functools import cache

from babel import localedata
from babel.core import Locale, get_global
from babel.languages import get_official_languages

from scheduler.configuration.spelling import Misunderstood, closest, quoted
from scheduler.configuration.vocabulary.zone_tables import countries

LANGUAGE_PATTERN = "[a-z]{2,3}(-[A-Z]{2})?"

_OTHER_NAMES = {"farsi": "fa", "mandarin": "zh", "slovene": "sl"}
"""English names that Babel does not have."""

_KNOWN_BY_OWN_NAME = (
    *("bg", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "ja", "ko", "nl", "no", "pl", "pt"),
    *("ro", "ru", "sv", "tr", "uk", "zh"),
)
"""Not all languages, because Babel holds nearly a megabyte in memory for each."""

_RARELY_MEANT = ("ee", "kr", "se", "si")
"""Codes of languages that are also codes of countries; the country's language is more likely to be meant."""


def language(text: str) -> str:
    """Returns a language code (`en`, `pt-BR`); raises Misunderstood with the code that was probably meant."""
    words = text.strip()
    code, _, country = words.partition("-")
    if not re.fullmatch(LANGUAGE_PATTERN, words) or not _is_code(code):
        raise Misunderstood(f"{quoted(text)} is not a language code; {_hint(words)}")
    if country and country not in countries():
        suggestion = f"{code}-GB" if country == "UK" else code
        raise Misunderstood(f"{quoted(text)} ends in no code of a country; write `{suggestion}`")
    return words


def unlikely_language_warning(code: str) -> str | None:
    """Returns a warning for the code of a language that is rarely meant; None for any other code."""
    if code not in _RARELY_MEANT:
        return None
    names, suggestion = Locale("en").languages, _of_country(code)
    return f"`{code}` is {names[code]}; if {names[suggestion or '']} is meant, write `{suggestion}`"


def _is_code(code: str) -> bool:
    if len(code) == 3:
        return _by_three_letters(code) is None
    # The names of all languages take 10 ms to load.
    return localedata.exists(code) or code in _two_letters()


@cache
def _two_letters() -> frozenset[str]:
    """Returns the codes of ISO 639-1."""
    return frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)


def _by_three_letters(code: str) -> str | None:
    """Returns the code of two letters for a code of three; None if there is none."""
    alias = get_global("language_aliases").get(code, "")
    return alias if len(code) == 3 and alias in _two_letters() else None


def _hint(words: str) -> str:
    codes = re.split(r"[\s,;/]+", words)
    if len(codes) > 1 and all(word in _two_letters() for word in codes):
        return f"write a list: `[{', '.join(codes)}]`"
    name, _, country = words.replace("_", "-").partition("-")
    code = _suggestion(name.casefold())
    if code is None:
        return "write for example `en`, `bg`, `ko` or `pt-BR`"
    return f"did you mean `{code}-{country.upper()}`?" if len(country) == 2 else f"did you mean `{code}`?"


def _suggestion(word: str) -> str | None:
    """Returns the code that a wrong code or a name probably means."""
    if word in _two_letters() and word not in _RARELY_MEANT:
        return word
    is_name = len(word) > 3 or not word.isascii()
    return _by_name(word) if is_name else _by_three_letters(word) or _of_country(word)


def _of_country(code: str) -> str | None:
    """Returns the only official language of a country, if it is also the most spoken one."""
    official = {_base(language) for language in get_official_languages(code)}
    most_spoken = _base(next(iter(get_official_languages(code, de_facto=True)), ""))
    return most_spoken if official == {most_spoken} and most_spoken in _two_letters() else None


def _base(locale: object) -> str:
    """Returns the language of a locale such as `sr_Latn`."""
    return str(locale).partition("_")[0]


def _by_name(word: str) -> str | None:
    """Returns the code of a language by its name in English or in itself, or by a name close to these."""
    english_names = {**_english_names(), **_OTHER_NAMES}
    if word in english_names:
        return english_names[word]
    names = {**_own_names(), **english_names}
    return names.get(word) or names.get(closest(word, names) or "")


@cache
def _english_names() -> dict[str, str]:
    """Returns codes by English names of languages; variants (`nl_BE`, Flemish) count as their language."""
    codes = ((name.casefold(), _base(code)) for code, name in Locale("en").languages.items())
    return {name: code for name, code in codes if code in _two_letters()}


@cache
def _own_names() -> dict[str, str]:
    """Returns codes by the names of languages in themselves."""
    return {Locale(code).languages[code].casefold(): code for code in _KNOWN_BY_OWN_NAME}
