"""All files as one text: sections of ids, each part with the place where it is written.

Which file holds what is the secretariat's choice; the same id in two places is a finding that names
both. What is unreadable is looked through for keys, so that nobody complains about what may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.nodes import ParsedFile
from scheduler.configuration.source.plain import Plain, is_merge, is_null, pairs, plain
from scheduler.configuration.source.sections import SECTIONS, misplaced
from scheduler.configuration.spelling import closest, quoted


@dataclass(frozen=True, slots=True)
class Part:
    """A key with its value, and the file in which they stand."""

    sheet: ParsedFile
    key: yaml.Node
    value: yaml.Node

    def where(self) -> str:
        """The place of the key, for a message."""
        return f"{self.sheet.shown}, line {self.sheet.place(self.key)[0]}"


# From the beginning of a word, and all of it: else a long word is read anew from each of its letters.
_KEY = re.compile(r"""(?<![\w.-])([\w.-]++)["']?[ ]*+:(?=\s|$|["'\[{])""")

_SECTION = re.compile(rf"""(?m)^["']?({"|".join(SECTIONS)})["']?[ ]*:""")
_SECTION_IN_JSON = re.compile(rf'"({"|".join(SECTIONS)})"\s*:\s*{{')


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The merged text: plain values by section and id, and the part behind each.

    `lost` are keys in what could not be read or has no place, and `lost_sections` the sections that begin
    there: what may be declared there cannot be said not to exist.
    """

    data: dict[str, dict[str, Plain]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    sections: dict[str, Part] = field(default_factory=dict)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    sheets: tuple[ParsedFile, ...] = ()
    problems: list[Located] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    lost_sections: set[str] = field(default_factory=set)


def merged(sheets: Iterable[ParsedFile]) -> Tree:
    """The sections of all sheets together; the first of two parts with one id stays."""
    tree = Tree(sheets=tuple(sheets))
    for sheet in tree.sheets:
        tree.problems.extend(sheet.problems)
        if sheet.problems:
            _lose(tree, sheet.lines.text)
        if sheet.root is not None and not is_null(sheet.root):
            _add(tree, sheet, sheet.root)
    return tree


def _lose(tree: Tree, text: str) -> None:
    tree.lost.update(_KEY.findall(text))
    json = text.lstrip().startswith("{")
    tree.lost_sections.update((_SECTION_IN_JSON if json else _SECTION).findall(text) if text else SECTIONS)


def _lose_part(tree: Tree, part: Part) -> None:
    _lose(tree, part.sheet.lines.text[part.key.start_mark.index : part.value.end_mark.index])


def _add(tree: Tree, sheet: ParsedFile, root: yaml.Node) -> None:
    if not isinstance(root, yaml.MappingNode):
        words = f"this file must consist of blocks such as `cities:` and `meetings:`, not of {_kind(root)}"
        tree.problems.append(Located(sheet.shown, 1, 1, "", words))
        tree.lost_sections.update(SECTIONS)
        return
    seen: dict[str, Part] = {}
    for key, value in root.value:
        _section(tree, Part(sheet, key, value), seen)


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
        _complain(tree, part, name, _outside(name, seen))
    else:
        seen[name] = part
        tree.sections.setdefault(name, part)
        _entries(tree, part, name)


def _outside(name: str, seen: dict[str, Part]) -> str:
    """An id in the first column, below the section that it belongs to, or a name that is no section."""
    above = next(reversed(seen), None)
    if above is None or not is_null(seen[above].value) or closest(name, SECTIONS):
        return misplaced(name)
    return (
        f"`{name}:` belongs to `{above}:` above it; indent it, and the lines below it, further to the right"
    )


def _line(part: Part) -> int:
    return part.sheet.place(part.key)[0]


def _complain(tree: Tree, part: Part, field: str, message: str) -> None:
    tree.problems.append(part.sheet.located(part.key, field, message))
    _lose_part(tree, part)


def _entries(tree: Tree, part: Part, section: str) -> None:
    if is_null(part.value):
        return
    if not isinstance(part.value, yaml.MappingNode):
        words = _no_block(part.value, section)
        tree.problems.append(part.sheet.located(part.value, section, words))
        _lose_part(tree, part)
        return
    values = plain(part.value, (section,), part.sheet, tree.problems)
    assert isinstance(values, dict)
    for key, value in pairs(part.value):
        _entry(tree, Part(part.sheet, key, value), section, values.get(key.value))


def _no_block(value: yaml.Node, section: str) -> str:
    """`g = [sofia, sejong]` below `groups:` has no colon, and is one text for YAML."""
    odd = re.match(r"([\w-]+)\s*[=;：]\s*(.+)", value.value) if isinstance(value, yaml.ScalarNode) else None
    if odd:
        return f"a colon is missing; write {quoted(f'{odd[1]}: {odd[2]}')}"
    line = f"`{SECTIONS[section]}:`"
    return f"must be a block of lines {line}, each with its own block, not {_kind(value)}"


def _entry(tree: Tree, part: Part, section: str, value: Plain) -> None:
    name = part.key.value
    first = tree.parts.get((section, name))
    if first is not None:
        words = f"{quoted(name)} is already written in {first.where()}; {_cure(section)}"
        tree.problems.append(part.sheet.located(part.key, dotted((section, name)), words))
        return
    tree.parts[section, name] = part
    tree.data[section][name] = value


def _cure(section: str) -> str:
    return "keep one of them" if section == "programme" else "give this one an id of its own, or delete it"
