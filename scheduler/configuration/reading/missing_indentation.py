"""Keys that are not indented further than the id of their block, so YAML takes them for ids.

One error at the first of them replaces one error for each.
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.reading.sections import WITH_IDS
from scheduler.configuration.reading.tree import Tree
from scheduler.programme.problems import FieldPath, Problem


def keys_to_indent(tree: Tree) -> dict[FieldPath, str]:
    """Returns the paths of keys that stand among the ids of their section, each with the id of its block.

    A key without a block is one of them, and so are the keys that follow it. Where a list may stand for a
    block, it looks like such a key, so there are none.
    """
    owners: dict[FieldPath, str] = {}
    for section, row in WITH_IDS.items():
        fields = {} if row.document.list_key else fields_of(row.document)
        above, belongs_above = "", False
        for name, value in tree.data[section].items():
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


def places_without_problems(owners: Mapping[FieldPath, str]) -> set[FieldPath]:
    """Returns the paths of these keys, where they stand and where they belong."""
    return {*owners, *((path[0], owner, path[-1]) for path, owner in owners.items())}
