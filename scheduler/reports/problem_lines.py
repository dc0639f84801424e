"""The errors and warnings of a configuration as lines of text. Nobody reads thousands of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.configuration import Located

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
