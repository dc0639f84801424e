"""Keys that are not indented further than the id of their block, so YAML takes them for ids.

One error at the first of them replaces one error for each.
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.source.plain import Plain
from scheduler.programme.problems import FieldPath, Problem


def keys_to_indent(section: str, values: Mapping[str, Plain], kind: type[Document]) -> dict[FieldPath, str]:
    """Returns the paths of keys of `kind` among the ids of a section, each with the id that it belongs to.

    A key of `kind` without a block is one of them, and so are the keys of `kind` that follow it.
    """
    fields = fields_of(kind)
    if fields.keys().isdisjoint(values):
        return {}
    owners: dict[FieldPath, str] = {}
    above, belongs_above = "", False
    for name, value in values.items():
        has_no_block = value is not None and not isinstance(value, dict)
        belongs_above = bool(above) and name in fields and (belongs_above or has_no_block)
        if belongs_above:
            owners[section, name] = above
        else:
            above = name
    return owners


def indentation_problems(owners: Mapping[FieldPath, str]) -> list[Problem]:
    """Returns one error for each id of `owners`, at the first of its keys."""
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


def follows_from_indentation(problem: Problem, owners: Mapping[FieldPath, str]) -> bool:
    """Returns whether a problem of form is only that these keys or their block seem to be missing."""
    blocks = {(path[0], owner) for path, owner in owners.items()}
    return problem.path in blocks or is_about_key_to_indent(problem, owners)


def is_about_key_to_indent(problem: Problem, owners: Mapping[FieldPath, str]) -> bool:
    """Returns whether a problem is about one of these keys, where it stands or where it belongs."""
    right_paths = {(path[0], owner, path[-1]) for path, owner in owners.items()}
    return problem.path in owners or problem.path in right_paths
