"""Why a command could not do what it was asked: each error carries what a person needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what only shows what is published does without the configuration and its libraries
    from scheduler.configuration import Located


class Refused(Exception):  # noqa: N818 - the command's answer, in its own word
    """The command changed nothing; the message says why, and `advice` what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Invalid(Refused):
    """The configuration has errors: `problems` are all of them, warnings included."""

    def __init__(self, problems: Sequence[Located]) -> None:
        self.problems = tuple(problems)
        count = sum(problem.level == "error" for problem in problems)
        super().__init__(f"{count} error{'s' if count != 1 else ''}: nothing was changed")
