"""Keys that slipped out of their block: lines under an id that are not further to the right than it.

YAML takes them for ids of their own; one error says so, instead of one for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.unknown_keys import keys
from scheduler.configuration.source.plain import Plain
from scheduler.programme.problems import Path, Problem


def strays(section: str, parts: Mapping[str, Plain], kind: type[Document]) -> dict[Path, str]:
    """The keys of `kind` that stand among the ids of a section, each with the id that it belongs to."""
    known = frozenset(keys(kind))
    found: dict[Path, str] = {}
    above, slipped = "", False
    for name, value in parts.items():
        slipped = bool(above) and name in known and (slipped or not isinstance(value, dict | None))
        if slipped:
            found[section, name] = above
        else:
            above = name
    return found


def is_about_strays(problem: Problem, found: Mapping[Path, str]) -> bool:
    """Whether a part is said to lack what only slipped out of it: its error is that of the strays."""
    owners = {(path[0], owner) for path, owner in found.items()}
    return problem.path in owners or is_missed_stray(problem, found)


def is_missed_stray(problem: Problem, found: Mapping[Path, str]) -> bool:
    """Whether it is about a key that is not where it belongs because it slipped out."""
    return problem.path in {(path[0], owner, path[-1]) for path, owner in found.items()}


def stray_problems(found: Mapping[Path, str]) -> list[Problem]:
    """One error for the strays of each id, at the first of them."""
    first = {(path[0], owner): path for path, owner in reversed(tuple(found.items()))}
    return [
        Problem(
            path,
            f"`{path[-1]}:` belongs to `{owner}:` above it; indent it, and the lines like it, further to "
            f"the right than `{owner}:`",
            at="key",
        )
        for (_, owner), path in first.items()
    ]
