"""The errors of commands: why a command did not do what it was asked, and what a person can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands that only read the store start faster without the configuration
    from scheduler.configuration import Located


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a failure
    """The command changed nothing; the message says why, `advice` what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Invalid(Refused):
    """The configuration has errors; `problems` are all of them, and the warnings."""

    def __init__(self, problems: Sequence[Located]) -> None:
        self.problems = tuple(problems)
        count = sum(problem.level == "error" for problem in problems)
        super().__init__(f"{count} error{'s' if count != 1 else ''}: nothing was changed")
