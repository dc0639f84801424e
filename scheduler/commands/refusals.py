"""The errors of commands, with advice for the person who ran them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.programme.advice import Advice, Option, advise
from scheduler.programme.english_lists import number_of

if TYPE_CHECKING:  # commands that only read the store start faster without the configuration
    from scheduler.configuration import Located
    from scheduler.findings.finding import Finding
    from scheduler.timetable.recorded_hours import RuleHours


class Refused(Exception):  # noqa: N818 - a refusal is a normal result, not a failure
    """The command changed nothing. The message says why, and `advice` says what to do."""

    def __init__(self, message: str, advice: Advice = "") -> None:
        super().__init__(message)
        self.advice = advice


class WrongValue(Refused):
    """A value that was typed is wrong before there is a text to read; `field` is its key."""

    def __init__(self, field: str, message: str, advice: Advice = "") -> None:
        self.field = field
        super().__init__(message, advice)


class OlderStore(Refused):
    """The store is lost or older than what was published from it."""


class LosesRevisions(Refused):
    """The store holds revisions that a backup lacks. `lost` names them."""

    def __init__(self, lost: str) -> None:
        super().__init__(
            f"the store would lose {lost}",
            advise(
                "nothing was changed. If it is meant, add {}; a copy of what the store holds is kept",
                Option("yes"),
            ),
        )


class OtherPlan(Refused):
    """The plan is not the one to which the person agreed."""


class NeedsConsent(Refused):
    """The safety limit stops the plan. `refusals` say why; the message does not."""

    def __init__(self, refusals: Sequence[Finding], advice: Advice) -> None:
        self.refusals = tuple(refusals)
        super().__init__("this may be a mistake", advice)


class NoMeeting(Refused):
    """The `rules` of a series give no meeting that was asked for; the message does not name them."""

    def __init__(self, message: str, advice: Advice, rules: Sequence[RuleHours]) -> None:
        self.rules = tuple(rules)
        super().__init__(message, advice)


class InvalidEdit(Refused):
    """An edit would make errors in the configuration. `problems` are all of them; they have no line yet."""

    def __init__(self, problems: Sequence[Located], advice: Advice) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.field}: {each.message}" for each in problems), advice)


class Invalid(Refused):
    """The configuration has errors. `problems` are all errors and warnings."""

    def __init__(self, problems: Sequence[Located], advice: Advice = "") -> None:
        self.problems = tuple(problems)
        count = sum(problem.level == "error" for problem in problems)
        super().__init__(f"{number_of(count, 'error')}: nothing was changed", advice)
