"""The errors and warnings of a configuration as lines of text. Nobody reads thousands of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.commands.check import Warnings
from scheduler.commands.prepare import in_order
from scheduler.configuration import Located
from scheduler.programme.problems import Problem
from scheduler.reports.sentences import sentence

MOST_SHOWN = 1_000
"""The most errors, and the most warnings, that a report shows."""


def problem_lines(problems: Sequence[Located]) -> Iterator[str]:
    """Yields a line for each problem, first the errors, then the warnings."""
    for level in ("error", "warning"):
        found = [problem for problem in problems if problem.level == level]
        yield from map(str, found[:MOST_SHOWN])
        rest = len(found) - MOST_SHOWN
        if rest > 0:
            yield f"… and {rest} more {level}{'s' if rest > 1 else ''}"


def located(warnings: Warnings) -> list[Located]:
    """Returns warnings in words at their places, in the order of files and lines."""
    found = (Problem(each.path, sentence(each), level="warning", at="key") for each in warnings.findings)
    reading = warnings.reading
    return in_order((*reading.locate(found), *reading.problems, *reading.locate(warnings.problems)))
