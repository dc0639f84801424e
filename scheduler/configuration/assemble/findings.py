"""The problems found so far while the parts are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import Path, Problem


class Findings:
    """Collects problems, and counts the errors among them."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems: list[Problem] = [*problems]
        self._errors = 0

    def error(self, path: Path, message: str, *, at: Literal["value", "key"] = "value") -> None:
        """Add an error."""
        self.problems.append(Problem(path, message, at=at))
        self._errors += 1

    def warning(self, path: Path, message: str) -> None:
        """Add a warning."""
        self.problems.append(Problem(path, message, "warning"))

    def errors(self) -> int:
        """How many errors were added by now: the same number later means that a part came out well."""
        return self._errors


def check_twice(names: Iterable[str], path: Path, findings: Findings) -> None:
    """Add an error for each name that the list at `path` has already: another one was probably meant."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            findings.error((*path, index), f"{quoted(name)} is listed twice; keep one of them")
        seen.add(name)
