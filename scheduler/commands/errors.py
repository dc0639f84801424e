"""The errors of commands, with advice for the person who ran them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands that only read the store start faster without the configuration
    from scheduler.configuration import Located


class Refused(Exception):  # noqa: N818 - a refusal is a normal result, not a failure
    """The command changed nothing. The message says why, and `advice` says what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Invalid(Refused):
    """The configuration has errors. `problems` are all errors and warnings."""

    def __init__(self, problems: Sequence[Located]) -> None:
        self.problems = tuple(problems)
        count = sum(problem.level == "error" for problem in problems)
        super().__init__(f"{count} error{'s' if count != 1 else ''}: nothing was changed")
