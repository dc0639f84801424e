"""Checks that each id means one thing only.

Cities, pairs and groups share a namespace, because an audience may name all three. Meetings and webinars
share one, because both are series. A former id (`formerly`) is taken as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.configuration.assemble.identifiers import RESERVED, wrong_id
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.reading.sections import SECTIONS, WITH_IDS
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import FieldPath, Problem


def id_problems(tree: Tree) -> Iterator[Problem]:
    """Yields an error for each id that is misspelt, reserved, or used for two things."""
    first_paths: dict[tuple[str | None, str], tuple[str, str]] = {}
    declared = [(section, id) for section in WITH_IDS for id in tree.data[section]]
    for section, id in declared:
        reason = wrong_id(id)
        if reason is not None:
            yield Problem((section, id), reason, at="key")
    for section, id in sorted(declared, key=lambda path: tree.entries[path].order):
        first_path = first_paths.setdefault((SECTIONS[section].namespace, id), (section, id))
        if first_path != (section, id):
            words = f"{quoted(id)} is already {_use(tree, first_path)}; choose another id"
            yield Problem((section, id), words, at="key")


def _use(tree: Tree, path: tuple[str, str]) -> str:
    """Returns what has an id, and where, for a message."""
    return f"{SECTIONS[path[0]].document.noun} in {tree.entries[path].where()}"


def former_id_problems(tree: Tree, blocks: Mapping[str, Mapping[str, Block[Any]]]) -> Iterator[Problem]:
    """Yields an error for each former id that is still in use, or that two blocks claim."""
    claimed: dict[tuple[str | None, str], FieldPath] = {}
    for section in blocks:
        for block in blocks[section].values():
            ids = block.document.formerly
            for index, name in enumerate(ids):
                if index == 0 and len(ids) > 1 and name == block.id:
                    continue  # the block has its first id again
                claim = claimed.setdefault((SECTIONS[section].namespace, name), block.path)
                reason = _reason_against(tree, name, block.path, claim)
                if reason:
                    yield Problem((*block.path, "formerly", index), reason)


def _reason_against(tree: Tree, name: str, path: FieldPath, claim: FieldPath) -> str | None:
    """Returns why the block at `path` cannot have this former id, which the block at `claim` names first."""
    namespace = SECTIONS[str(path[0])].namespace
    places = ((section, name) for section in WITH_IDS if SECTIONS[section].namespace == namespace)
    current = next((place for place in places if place in tree.entries), None)
    if current == path:
        return f"{quoted(name)} is the id of today; `formerly` lists the ids of the past"
    if current is not None:
        return f"{quoted(name)} is still {_use(tree, current)}; one id cannot stand for both"
    if claim != path:
        return f"{quoted(name)} is also a former id of `{claim[1]}`; it can belong to one only"
    return wrong_id(name) if name not in RESERVED else None
