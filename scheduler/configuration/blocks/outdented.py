"""Keys that are not indented further than the id of their block, so that YAML takes them for ids.

One error at the first of them replaces one error for each.
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.source.plain import Plain
from scheduler.programme.problems import FieldPath, Problem


def outdented_keys(section: str, values: Mapping[str, Plain], kind: type[Document]) -> dict[FieldPath, str]:
    """Returns the paths of keys of `kind` among the ids of a section, each with the id that it belongs to.

    A key of `kind` without a block is outdented, and so are the keys of `kind` that follow it.
    """
    fields = fields_of(kind)
    owners: dict[FieldPath, str] = {}
    above, outdented = "", False
    for name, value in values.items():
        outdented = bool(above) and name in fields and (outdented or not isinstance(value, dict | None))
        if outdented:
            owners[section, name] = above
        else:
            above = name
    return owners


def outdented_problems(owners: Mapping[FieldPath, str]) -> list[Problem]:
    """Returns one error for each id of `owners`, at the first of its outdented keys."""
    first_paths = {(path[0], owner): path for path, owner in reversed(tuple(owners.items()))}
    return [
        Problem(
            path,
            f"`{path[-1]}:` belongs to `{owner}:` above it; indent it, and the lines like it, further to "
            f"the right than `{owner}:`",
            at="key",
        )
        for (_, owner), path in first_paths.items()
    ]


def is_about_outdented(problem: Problem, owners: Mapping[FieldPath, str]) -> bool:
    """Returns whether a problem of form follows from outdented keys: a missing key or an empty block."""
    blocks = {(path[0], owner) for path, owner in owners.items()}
    return problem.path in blocks or is_outdented(problem, owners)


def is_outdented(problem: Problem, owners: Mapping[FieldPath, str]) -> bool:
    """Returns whether a problem is about a key that is outdented."""
    return problem.path in {(path[0], owner, path[-1]) for path, owner in owners.items()}
