"""Errors and warnings as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scheduler.commands.refusals import InvalidEdit, NeedsConsent, NoMeeting, Refused
from scheduler.configuration import Located
from scheduler.reports.advice_words import with_advice
from scheduler.reports.formats import one_line
from scheduler.reports.rule_words import rule_words
from scheduler.reports.sentences import sentence

if TYPE_CHECKING:  # it loads SQLAlchemy
    from scheduler.store import StoreError

MOST_SHOWN = 1_000
"""The most errors, and the most warnings, that a report shows."""


def problem_lines(problems: Sequence[Located]) -> Iterator[str]:
    """Yields a line for each problem, first the errors, then the warnings. Nobody reads thousands of them."""
    for level in ("error", "warning"):
        found = [problem for problem in problems if problem.level == level]
        yield from (one_line(with_advice(str(problem), problem.advice)) for problem in found[:MOST_SHOWN])
        rest = len(found) - MOST_SHOWN
        if rest > 0:
            yield f"… and {rest} more {level}{'s' if rest > 1 else ''}"


def error_text(error: Exception) -> str:
    """Returns the message of an error; with what stops a plan or an edit, or the rules of a series."""
    if isinstance(error, NeedsConsent):
        return f"{error}: {'; '.join(map(sentence, error.refusals))}"
    if isinstance(error, InvalidEdit):
        lines = (f"{each.field}: {with_advice(each.message, each.advice)}" for each in error.problems)
        return "\n         ".join(lines)
    if isinstance(error, NoMeeting) and error.rules:
        return f"{error}: its rule is {'; then '.join(map(rule_words, error.rules))}"
    return str(error)


def error_line(error: Refused | StoreError) -> str:
    """Returns the message of an error and what would help, on one line of a log."""
    return with_advice(error_text(error), error.advice)
