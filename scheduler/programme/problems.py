"""Problems: mistakes in the text of the secretariat, each with a message and the path of its field.

A misspelt name is a common one, so the names that it may mean are found here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from scheduler.programme.advice import Advice

FieldPath = tuple[str | int, ...]
"""Keys and list indices from the top: ("meetings", "sofia-sejong", "changes", "2026-12", "move_to")."""

ProblemCode = Literal[
    "missing-key", "nothing-written", "no-such-date", "doubtful-year", "cancels-unplanned", "example"
]
"""The kinds of mistakes that later steps treat differently; they look at this code, never at the message."""


class Problem(Struct, frozen=True):
    """An error, which stops everything, or a warning, which stops nothing.

    `at`: whether the value of the field or its key is wrong. `code` is a ProblemCode, or that of the finding
    which it words; None for mistakes that no later step treats differently. `advice` is what would help, if
    the message does not say it.
    """

    path: FieldPath
    message: str
    level: Literal["error", "warning"] = "error"
    at: Literal["value", "key"] = "value"
    code: str | None = None
    advice: Advice = ""


def collapsed(problems: Iterable[Problem]) -> list[Problem]:
    """Returns the first error and warning of each path, with a count: a wrong rule fails every year."""
    by_path: dict[tuple[FieldPath, str], list[Problem]] = {}
    for problem in problems:
        by_path.setdefault((problem.path, problem.level), []).append(problem)
    return [
        first if not more else replace(first, message=f"{first.message} (and {len(more)} more like it)")
        for first, *more in by_path.values()
    ]


LEAST_SIMILAR = 72
"""Percent of the letters that a misspelt name shares with the one that was meant, in the same order.

`citys` shares so many with `cities`; `chair` has fewer in common with `pair`, and means something else.
"""


def similar_names(word: str, names: Iterable[str], most: int = 1, least: int = LEAST_SIMILAR) -> list[str]:
    """Returns the names that are similar to `word`, the most similar first; at most `most` of them."""
    found = process.extract(word, [*names], scorer=fuzz.ratio, score_cutoff=least, limit=most)
    return [name for name, _, _ in found]


def nearest_name(word: str, names: Iterable[str]) -> str:
    """Returns the one name that differs in a letter (two that changed places), or in two from a long word.

    A word of two letters is like too many others.
    """
    length = len(word.strip("-"))
    most = 0 if length < 3 else 1 if length < 5 else 2
    found = process.extract(word.casefold(), [*names], scorer=OSA.distance, score_cutoff=most, limit=2)
    is_clear = len(found) == 1 or (len(found) == 2 and found[0][1] < found[1][1])
    return found[0][0] if is_clear else ""
