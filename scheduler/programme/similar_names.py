"""Finds the names that a misspelt one may mean, and titles that are versions of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scheduler.programme.texts import Text

_NUMBERS = re.compile(r"\d+")

LEAST_ALIKE = 85
"""Percent of the letters that two versions of one title share, in the same order."""
LEAST_SIMILAR = 72
"""Percent of the letters that a misspelt name shares with the one that was meant, in the same order.

`citys` shares so many with `cities`; `chair` has fewer in common with `pair`, and means something else.
"""


def similar_names(word: str, names: Iterable[str], most: int = 1) -> list[str]:
    """Returns the names that are similar to `word`, the most similar first; at most `most` of them."""
    from rapidfuzz import fuzz, process  # only a mistake needs it

    found = process.extract(word, names, scorer=fuzz.ratio, score_cutoff=LEAST_SIMILAR, limit=most)
    return [name for name, _, _ in found]


def are_alike(title: Text, other: Text) -> bool:
    """Returns whether two titles are versions of one: in a language, they are equal or nearly so.

    Titles with different numbers are those of different meetings.
    """
    from rapidfuzz import fuzz  # only a title that may be renamed needs it

    old, new = dict(title.versions), dict(other.versions)
    return any(
        _NUMBERS.findall(old[code]) == _NUMBERS.findall(new[code])
        and fuzz.ratio(old[code], new[code]) >= LEAST_ALIKE
        for code in old.keys() & new.keys()
    )
