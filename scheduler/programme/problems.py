"""What is wrong with what the secretariat wrote, in words, with the path of the field it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Path = tuple[str | int, ...]
"""Keys and list indices from the top: ("meetings", "sofia-sejong", "changes", "2026-12", "move_to")."""

ProblemCode = Literal["missing-key", "nothing-written", "wrong-shape", "text-expected", "no-such-date"]
"""The kinds of mistakes that later steps treat differently; they look at this code, never at the message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. An error stops everything; a warning is told and stops nothing.

    `at` says which part of the field the finding points to: its value, or its key. `code` is the kind of
    mistake; None for most, because nothing but the reader of the message needs it.
    """

    path: Path
    message: str
    level: Literal["error", "warning"] = "error"
    at: Literal["value", "key"] = "value"
    code: ProblemCode | None = None


def collapsed(problems: Iterable[Problem]) -> list[Problem]:
    """The first problem of each place, with how many more there are: a rule that fails does so every year."""
    by_place: dict[tuple[Path, str], list[Problem]] = {}
    for problem in problems:
        by_place.setdefault((problem.path, problem.level), []).append(problem)
    return [
        first if not more else replace(first, message=f"{first.message} (and {len(more)} more like it)")
        for first, *more in by_place.values()
    ]
