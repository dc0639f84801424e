"""The problems that one reading finds, and their limit."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.programme.problems import Problem

MOST_ERRORS = 10_000
"""Errors that one reading finds: nobody reads more of them, and each takes memory."""


class TooManyErrorsError(Exception):
    """There are more than `MOST_ERRORS` errors; `problems` are the problems that were found first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"more than {MOST_ERRORS:,} errors")
        self.problems = tuple(problems[:MOST_ERRORS])


class FoundProblems:
    """The problems that were found so far."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._errors = 0

    def add(self, problems: Sequence[Problem]) -> None:
        """Adds problems. Raises TooManyErrorsError if there are too many errors now."""
        self._problems.extend(problems)
        self._errors += sum(problem.level == "error" for problem in problems)
        if self._errors > MOST_ERRORS:
            raise TooManyErrorsError(self._problems)
