"""The name of a public holiday in a language that is not its country's.

Holiday data have English names; a catalogue translates those that readers are likely to see. Other days are
only called a public holiday, so that no sentence is in two languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from scheduler.publication.languages import catalogues
from scheduler.publication.languages.language import Language

_HOLIDAY = "public holiday"
_DERIVED = (
    "Alternative holiday for {name}",
    "The day preceding {name}",
    "The second day of {name}",
    "{name} (estimated)",
    "{name} (in lieu)",
    "{name} (observed)",
    "{name} (observed, estimated)",
)
"""The patterns by which the data name a day after another holiday."""


def holiday_names(english: str, language: Language) -> str | None:
    """Returns the names of the holidays of one day ("A; B") in `language`, as far as they are known.

    If none is, returns "public holiday" in `language`; None if this has no translation.
    """
    if _is_english(language):
        return english
    if _is_english(language.language_of(_HOLIDAY)):
        return None
    names = (holiday_name(" ".join(name.split()), language.code) for name in english.split("; "))
    return "; ".join(filter(None, names)) or language.say(_HOLIDAY)


def _is_english(language: Language) -> bool:
    return language.code.partition("-")[0] == catalogues.SOURCE_LANGUAGE


def holiday_name(english: str, code: str) -> str | None:
    """Returns `english` in the language `code`; None if it is not in the catalogue of that language.

    >>> holiday_name("Alternative holiday for Christmas Day", "nl")
    'Vervangende vrije dag voor Eerste kerstdag'
    """
    names = _names(code)
    return names.get(english) or _derived_name(english, names)


def _derived_name(english: str, names: Mapping[str, str]) -> str | None:
    for phrase in _DERIVED:
        prefix, _, suffix = phrase.partition("{name}")
        if english.startswith(prefix) and english.endswith(suffix):
            holiday = english.removeprefix(prefix).removesuffix(suffix)
            if phrase in names and holiday in names:
                return names[phrase].format(name=names[holiday])
    return None


@lru_cache(maxsize=64)
def _names(code: str) -> Mapping[str, str]:
    catalogue = catalogues.holidays(code)
    return {str(message.id): str(message.string) for message in catalogue or () if message.id}
