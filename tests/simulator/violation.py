"""The end of a history that breaks a rule."""

from __future__ import annotations

from collections.abc import Iterable


class Violation(Exception):  # noqa: N818 - what a rule forbids has happened
    """A rule does not hold. The message says where, and how."""


def require(problems: Iterable[str], place: str) -> None:
    """Raises Violation with the first of the problems, if there is one."""
    for problem in problems:
        raise Violation(f"{place}: {problem}")
