"""What a public holiday is called in a language other than its country's.

Holiday data name it in English; a catalogue knows the names that readers are likely to meet. What it does not
know has no name here, and is better left in English than half translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from scheduler.publication.languages import catalogues

_WITHIN = (
    "Alternative holiday for {name}",
    "The day preceding {name}",
    "The second day of {name}",
    "{name} (estimated)",
    "{name} (in lieu)",
    "{name} (observed)",
    "{name} (observed, estimated)",
)
"""How the data name a day by another holiday."""


def holiday_name(english: str, code: str) -> str | None:
    """`english` in the language `code`; None where the catalogue of that language does not know it.

    >>> holiday_name("Alternative holiday for Christmas Day", "nl")
    'Vervangende vrije dag voor Eerste kerstdag'
    """
    names = _names(code)
    return names.get(english) or _by_another(english, names)


def _by_another(english: str, names: Mapping[str, str]) -> str | None:
    for phrase in _WITHIN:
        before, _, after = phrase.partition("{name}")
        if english.startswith(before) and english.endswith(after):
            inner = english.removeprefix(before).removesuffix(after)
            if phrase in names and inner in names:
                return names[phrase].format(name=names[inner])
    return None


@lru_cache(maxsize=64)
def _names(code: str) -> Mapping[str, str]:
    catalogue = catalogues.holidays(code)
    return {str(name.id): str(name.string) for name in catalogue or () if name.id}
