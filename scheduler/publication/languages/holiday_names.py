"""The name of a public holiday in a language that is not its country's.

Holiday data have English names; a catalogue translates those that readers are likely to see. A name that is
not in it remains English, which is better than half translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from scheduler.publication.languages import catalogues

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


def holiday_names(english: str, code: str) -> str | None:
    """Returns the names of several holidays of one day ("A; B"); None if one has no translation."""
    names = [holiday_name(" ".join(name.split()), code) for name in english.split("; ")]
    return None if None in names else "; ".join(filter(None, names))


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
