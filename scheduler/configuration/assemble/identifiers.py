"""Checks ids: their form, the reserved words, and that each id means one thing only.

Cities, pairs and groups share a namespace, because an audience may name all three. Meetings and webinars
share one, because both are series. A former id (`formerly`) is taken as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

from scheduler.configuration.source.tree import Tree
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import FieldPath, Problem

ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = frozenset(("all", "host", "utc", "alternate", "programme"))
LONGEST = 80
_NAMESPACES = (("cities", "pairs", "groups"), ("meetings", "webinars"), ("themes",))
_KINDS = {
    "cities": "a city",
    "pairs": "a pair",
    "groups": "a group",
    "meetings": "a meeting",
    "webinars": "a webinar",
    "themes": "a theme",
}


def wrong_id(name: str) -> str | None:
    """Returns why `name` cannot be an id, and what could be one; None if it can."""
    if ID.fullmatch(name) and len(name) <= LONGEST and name not in RESERVED:
        return None
    if name in RESERVED:
        return f"`{name}` is a reserved word; choose another id, such as `{name}-1`"
    if len(name) > LONGEST:
        return f"this id is longer than {LONGEST} characters; choose a shorter one"
    invisible = next((letter for letter in name if unicodedata.category(letter) == "Cf"), None)
    if invisible is not None:
        return f"this id holds an invisible character (U+{ord(invisible):04X}); type it anew: `{slug(name)}`"
    example = slug(name)
    if not example or example in RESERVED:
        example = "sofia-sejong"
    rule = "ids are small letters a to z, digits and single hyphens"
    return f"{quoted(name)} is not an id; {rule}, such as `{example}`"


def slug(name: str) -> str:
    """Returns the id closest to `name`; empty if none of its letters can be used."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", letters.casefold()))


def id_problems(tree: Tree) -> list[Problem]:
    """Returns an error for each id that is misspelt, reserved, or used for two things."""
    problems: list[Problem] = []
    for sections in _NAMESPACES:
        problems += [
            Problem((section, id), reason, at="key")
            for section in sections
            for id in tree.data[section]
            if (reason := wrong_id(id))
        ]
        ids = [*chain.from_iterable(tree.data[section] for section in sections)]
        if len(set(ids)) < len(ids):
            problems += _repeated_ids(tree, sections)
    return problems


def _repeated_ids(tree: Tree, sections: Iterable[str]) -> list[Problem]:
    declared = [(section, id) for section in sections for id in tree.data[section]]
    problems: list[Problem] = []
    first_paths: dict[str, tuple[str, str]] = {}
    for path in sorted(declared, key=lambda path: tree.entries[path].order):
        first_path = first_paths.setdefault(path[1], path)
        if first_path is not path:
            where = tree.entries[first_path].where()
            problems.append(
                Problem(
                    path,
                    f"{quoted(path[1])} is already {_KINDS[first_path[0]]} in {where}; choose another id",
                    at="key",
                )
            )
    return problems


def former_id_problems(tree: Tree, former: dict[FieldPath, tuple[str, ...]]) -> list[Problem]:
    """Returns an error for each former id that is still in use, or that two blocks claim.

    `former` has the former ids of each block, by its path.
    """
    problems: list[Problem] = []
    claimed: dict[tuple[tuple[str, ...], str], FieldPath] = {}
    for path, ids in former.items():
        namespace = next(sections for sections in _NAMESPACES if path[0] in sections)
        for index, name in enumerate(ids):
            if index == 0 and len(ids) > 1 and name == path[1]:
                continue  # the block has its first id again
            reason = _taken(tree, namespace, name, path) or _claimed(claimed, (namespace, name), path)
            reason = reason or (wrong_id(name) if name not in RESERVED else None)
            if reason:
                problems.append(Problem((*path, "formerly", index), reason))
    return problems


def _taken(tree: Tree, sections: tuple[str, ...], name: str, path: FieldPath) -> str | None:
    current = next(((section, name) for section in sections if (section, name) in tree.entries), None)
    if current is None:
        return None
    if current == path:
        return f"{quoted(name)} is the id of today; `formerly` lists the ids of the past"
    return (
        f"{quoted(name)} is still {_KINDS[current[0]]} in {tree.entries[current].where()}; "
        "one id cannot stand for both"
    )


def _claimed(
    claimed: dict[tuple[tuple[str, ...], str], FieldPath], key: tuple[tuple[str, ...], str], path: FieldPath
) -> str | None:
    first_path = claimed.setdefault(key, path)
    if first_path is path:
        return None
    return f"{quoted(key[1])} is also a former id of `{first_path[1]}`; it can belong to one only"
