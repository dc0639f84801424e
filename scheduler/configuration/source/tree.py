"""Merges all files into one tree: sections of ids, each part with the place where it is written.

The secretariat chooses which file contains what; the same id in two places is a problem that names both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TypeVar

from msgspec import Struct, field

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.contents import Contents, Part
from scheduler.configuration.source.plain import Plain
from scheduler.configuration.source.sections import SECTIONS
from scheduler.configuration.spelling import quoted

K = TypeVar("K")
V = TypeVar("V")


class Tree(Struct, frozen=True, kw_only=True):
    """The merged text: plain values by section and id, and the part that each comes from.

    `unfinished` has the parts of entries that stand above a mistake of syntax, by path.
    `unreadable_keys` are the keys in text that could not be read or is in a wrong place, and
    `unreadable_sections` the sections that start there. No message may say that an id is missing
    if it may be declared there.
    """

    data: dict[str, dict[str, Plain]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    sections: dict[str, Part] = field(default_factory=dict)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    unfinished: dict[tuple[str, str], Plain] = field(default_factory=dict)
    files: tuple[Contents, ...] = ()
    problems: list[Located] = field(default_factory=list)
    unreadable_keys: set[str] = field(default_factory=set)
    unreadable_sections: set[str] = field(default_factory=set)


def merged(files: Iterable[Contents]) -> Tree:
    """Returns the sections of all files together; the first of two parts with the same id is used."""
    tree = Tree(files=tuple(files))
    for file in tree.files:
        tree.problems.extend(file.problems)
        tree.unreadable_keys.update(file.unreadable_keys)
        tree.unreadable_sections.update(file.unreadable_sections)
        for name, part in file.sections.items():
            tree.sections.setdefault(name, part)
        repeated = tree.parts.keys() & file.parts.keys()
        tree.problems.extend(
            _duplicate(file.parts[path], path, tree.parts[path]) for path in sorted(repeated)
        )
        for name, values in file.values.items():
            tree.data[name].update(_without(values, {id for section, id in repeated if section == name}))
        tree.parts.update(_without(file.parts, repeated))
        tree.unfinished.update(_without(file.unfinished, repeated))
    return tree


def _without(values: Mapping[K, V], repeated: Set[K]) -> Mapping[K, V]:
    return {key: value for key, value in values.items() if key not in repeated} if repeated else values


def _duplicate(part: Part, path: tuple[str, str], first: Part) -> Located:
    cure = "keep one of them" if path[0] == "programme" else "give this one an id of its own, or delete it"
    words = f"{quoted(path[1])} is already written in {first.where()}; {cure}"
    return Located(part.source.shown, *part.source.lines.position(part.index), dotted(path), words)
