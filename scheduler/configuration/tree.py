"""All files as one text: sections of ids, each part with the place where it is written.

Which file holds what is the secretariat's choice; the same id in two places is a finding that names
both. What is unreadable makes the tree incomplete, so that nobody complains about what may stand there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from scheduler.configuration.aliases import TooMuch, weigh
from scheduler.configuration.located import Located, dotted
from scheduler.configuration.plain import Plain, is_merge, is_null, pairs, plain
from scheduler.configuration.reader import Document
from scheduler.configuration.sections import SECTIONS, misplaced
from scheduler.configuration.spelling import quoted


@dataclass(frozen=True, slots=True)
class Part:
    """A key with its value, and the file in which they stand."""

    document: Document
    key: yaml.Node
    value: yaml.Node

    def where(self) -> str:
        """The place of the key, for a message."""
        return f"{self.document.shown}, line {self.document.place(self.key)[0]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The merged text: plain values by section and id, and the part behind each."""

    data: dict[str, dict[str, Plain]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    sections: dict[str, Part] = field(default_factory=dict)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    problems: list[Located] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every file could be read."""
        return not any(document.problems for document in self.documents)


def merged(documents: Iterable[Document]) -> Tree:
    """The sections of all documents together; the first of two parts with one id stays."""
    tree = Tree(documents=tuple(documents))
    for document in tree.documents:
        tree.problems.extend(document.problems)
        if document.root is not None and not is_null(document.root):
            _add(tree, document, document.root)
    return tree


def _add(tree: Tree, document: Document, root: yaml.Node) -> None:
    if not isinstance(root, yaml.MappingNode):
        words = f"this file must consist of blocks such as `cities:` and `meetings:`, not of {_kind(root)}"
        tree.problems.append(Located(document.shown, 1, 1, "", words))
        return
    try:
        weigh(root)
    except TooMuch as error:
        tree.problems.append(document.located(error.node, "", str(error)))
        return
    seen: dict[str, Part] = {}
    for key, value in root.value:
        _section(tree, Part(document, key, value), seen)


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "one text"


def _section(tree: Tree, part: Part, seen: dict[str, Part]) -> None:
    name = part.key.value
    if not isinstance(name, str) or is_null(part.key) or is_merge(part.key):
        _complain(tree, part, "", f"a file starts with one of {', '.join(f'`{name}:`' for name in SECTIONS)}")
    elif name in seen:
        _complain(
            tree, part, name, f"{quoted(name)} is written twice, first in line {_line(seen[name])}; join them"
        )
    elif name not in SECTIONS:
        _complain(tree, part, name, misplaced(name))
    else:
        seen[name] = part
        tree.sections.setdefault(name, part)
        _entries(tree, part, name)


def _line(part: Part) -> int:
    return part.document.place(part.key)[0]


def _complain(tree: Tree, part: Part, field: str, message: str) -> None:
    tree.problems.append(part.document.located(part.key, field, message))


def _entries(tree: Tree, part: Part, section: str) -> None:
    if is_null(part.value):
        return
    if not isinstance(part.value, yaml.MappingNode):
        words = f"must be a block of lines `{SECTIONS[section]}:`, each with its own block, not {_kind(part.value)}"
        tree.problems.append(part.document.located(part.value, section, words))
        return
    values = plain(part.value, (section,), part.document, tree.problems)
    assert isinstance(values, dict)
    for key, value in pairs(part.value):
        _entry(tree, Part(part.document, key, value), section, values.get(key.value))


def _entry(tree: Tree, part: Part, section: str, value: Plain) -> None:
    name = part.key.value
    first = tree.parts.get((section, name))
    if first is not None:
        words = f"{quoted(name)} is already written in {first.where()}; {_cure(section)}"
        tree.problems.append(part.document.located(part.key, dotted((section, name)), words))
        return
    tree.parts[section, name] = part
    tree.data[section][name] = value


def _cure(section: str) -> str:
    return "keep one of them" if section == "programme" else "give this one an id of its own, or delete it"
