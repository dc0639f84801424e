"""Finds the names that a misspelt one may mean."""

from __future__ import annotations

from collections.abc import Iterable

LEAST_SIMILAR = 60
"""Percent of the letters that a misspelt name shares with the one that was meant, in the same order."""


def similar_names(word: str, names: Iterable[str], most: int = 1) -> list[str]:
    """Returns the names that are similar to `word`, the most similar first; at most `most` of them."""
    from rapidfuzz import fuzz, process  # only a mistake needs it

    found = process.extract(word, names, scorer=fuzz.ratio, score_cutoff=LEAST_SIMILAR, limit=most)
    return [name for name, _, _ in found]
