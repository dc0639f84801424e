"""Finds the names that a misspelt one may mean, and titles that are versions of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scheduler.programme.texts import Text

_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")

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
    """Returns whether two titles are versions of one: in a language, they are equal or nearly so."""
    from rapidfuzz import fuzz  # only a title that may be renamed needs it

    return any(fuzz.ratio(old, new) >= LEAST_ALIKE for old, new in _comparable(title, other))


def share_most_words(title: Text, other: Text) -> bool:
    """Returns whether two titles have most of their words in common, in a language."""
    words = ((_words(old), _words(new)) for old, new in _comparable(title, other))
    return any(4 * len(old & new) > len(old) + len(new) for old, new in words)


def _comparable(title: Text, other: Text) -> Iterator[tuple[str, str]]:
    """Yields both titles in each language of either, unless their numbers are those of different meetings."""
    for code in {**dict(title.versions), **dict(other.versions)}:
        old, new = title.say(code), other.say(code)
        if _NUMBERS.findall(old) == _NUMBERS.findall(new):
            yield old, new


def _words(title: str) -> set[str]:
    return set(_WORDS.findall(title.casefold()))
