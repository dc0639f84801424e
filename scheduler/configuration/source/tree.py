"""Merges all files into one tree: sections of ids, each part with the place where it is written.

The secretariat chooses which file contains what; the same id in two places is a problem that names both.
Text that cannot be read is searched for keys, so that no message calls them missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.nodes import ParsedFile
from scheduler.configuration.source.plain import Plain, is_merge, is_null, pairs, plain
from scheduler.configuration.source.sections import SECTIONS, unknown_section
from scheduler.configuration.spelling import closest, quoted

# Starts at a word boundary and never backtracks; otherwise a long word would be read again from each letter.
_KEY = re.compile(r"""(?<![\w.-])([\w.-]++)["']?[ ]*+:(?=\s|$|["'\[{])""")

_SECTION = re.compile(rf"""(?m)^["']?({"|".join(SECTIONS)})["']?[ ]*:""")


@dataclass(frozen=True, slots=True)
class Part:
    """A key with its value, and the file that contains them."""

    file: ParsedFile
    key: yaml.Node
    value: yaml.Node

    @property
    def order(self) -> tuple[str, int]:
        """The order of the text: the name of the file, and the index of the key in it."""
        return self.file.shown, self.key.start_mark.index

    def where(self) -> str:
        """Returns the place of the key, for a message."""
        return f"{self.file.shown}, line {self.file.position(self.key)[0]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The merged text: plain values by section and id, and the part that each comes from.

    `unreadable_keys` are the keys in text that could not be read or is in a wrong place, and
    `unreadable_sections` the sections that start there. No message may say that an id is missing
    if it may be declared there.
    """

    data: dict[str, dict[str, Plain]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    sections: dict[str, Part] = field(default_factory=dict)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    files: tuple[ParsedFile, ...] = ()
    problems: list[Located] = field(default_factory=list)
    unreadable_keys: set[str] = field(default_factory=set)
    unreadable_sections: set[str] = field(default_factory=set)


def merged(files: Iterable[ParsedFile]) -> Tree:
    """Returns the sections of all files together; the first of two parts with the same id is used."""
    tree = Tree(files=tuple(files))
    for file in tree.files:
        tree.problems.extend(file.problems)
        if file.problems:
            _note_keys(tree, file.lines.text)
        if file.root is not None and not is_null(file.root):
            _add_file(tree, file, file.root)
    return tree


def _note_keys(tree: Tree, text: str) -> None:
    """Notes the keys and sections of a text that is not used; empty text or JSON may contain any section."""
    tree.unreadable_keys.update(_KEY.findall(text))
    any_section = not text or text.lstrip().startswith("{")
    tree.unreadable_sections.update(SECTIONS if any_section else _SECTION.findall(text))


def _note_part(tree: Tree, part: Part) -> None:
    _note_keys(tree, part.file.lines.text[part.key.start_mark.index : part.value.end_mark.index])


def _add_file(tree: Tree, file: ParsedFile, root: yaml.Node) -> None:
    if not isinstance(root, yaml.MappingNode):
        words = f"this file must consist of blocks such as `cities:` and `meetings:`, not of {_kind(root)}"
        tree.problems.append(Located(file.shown, 1, 1, "", words))
        tree.unreadable_sections.update(SECTIONS)
        return
    seen: dict[str, Part] = {}
    for key, value in root.value:
        _add_section(tree, Part(file, key, value), seen)


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "one text"


def _add_section(tree: Tree, part: Part, seen: dict[str, Part]) -> None:
    name = part.key.value
    if not isinstance(name, str) or is_null(part.key) or is_merge(part.key):
        _reject(tree, part, "", f"a file starts with one of {', '.join(f'`{name}:`' for name in SECTIONS)}")
    elif name in seen:
        line = seen[name].file.position(seen[name].key)[0]
        words = f"{quoted(name)} is written twice, first in line {line}; join them"
        _reject(tree, part, name, words)
    elif name not in SECTIONS:
        _reject(tree, part, name, _no_section(name, seen))
    else:
        seen[name] = part
        tree.sections.setdefault(name, part)
        _add_entries(tree, part, name)


def _no_section(name: str, seen: dict[str, Part]) -> str:
    """Returns the message for a name that is no section; it may be an id of the section above."""
    above = next(reversed(seen), None)
    if above is None or not is_null(seen[above].value) or closest(name, SECTIONS):
        return unknown_section(name)
    return (
        f"`{name}:` belongs to `{above}:` above it; indent it, and the lines below it, further to the right"
    )


def _reject(tree: Tree, part: Part, field: str, message: str) -> None:
    tree.problems.append(part.file.located(part.key, field, message))
    _note_part(tree, part)


def _add_entries(tree: Tree, part: Part, section: str) -> None:
    if is_null(part.value):
        return
    if not isinstance(part.value, yaml.MappingNode):
        line = f"`{SECTIONS[section]}:`"
        words = f"must be a block of lines {line}, each with its own block, not {_kind(part.value)}"
        tree.problems.append(part.file.located(part.value, section, words))
        _note_part(tree, part)
        return
    values = plain(part.value, (section,), part.file, tree.problems)
    assert isinstance(values, dict)
    for key, value in pairs(part.value):
        _add_entry(tree, Part(part.file, key, value), section, values.get(key.value))


def _add_entry(tree: Tree, part: Part, section: str, value: Plain) -> None:
    name = part.key.value
    first_part = tree.parts.get((section, name))
    if first_part is not None:
        cure = (
            "keep one of them" if section == "programme" else "give this one an id of its own, or delete it"
        )
        words = f"{quoted(name)} is already written in {first_part.where()}; {cure}"
        tree.problems.append(part.file.located(part.key, dotted((section, name)), words))
        return
    tree.parts[section, name] = part
    tree.data[section][name] = value
