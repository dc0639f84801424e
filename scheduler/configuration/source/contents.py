"""The contents of one file: plain values by section and id, each with the place of its key."""

from __future__ import annotations

import re

import yaml
from msgspec import Struct, field

from scheduler.configuration.located import Located
from scheduler.configuration.source.cut_texts import cut_texts, may_be_cut
from scheduler.configuration.source.file_nodes import Nodes, PartPath
from scheduler.configuration.source.files import File
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.nodes import ParsedFile, parse_file
from scheduler.configuration.source.plain import Plain, is_merge, is_null, pairs, plain
from scheduler.configuration.source.sections import SECTIONS, unknown_section
from scheduler.configuration.source.syntax import find_odd_blank
from scheduler.configuration.source.values import SectionValues, read_values
from scheduler.configuration.spelling import closest, quoted

# Starts at a word boundary and never backtracks; otherwise a long word would be read again from each letter.
_KEY = re.compile(r"""(?<![\w.-])([\w.-]++)["']?[ ]*+:(?=\s|$|["'\[{])""")

_SECTION = re.compile(rf"""(?m)^["']?({"|".join(SECTIONS)})["']?[ ]*:""")


class Source(Struct, frozen=True):
    """One file with its lines."""

    file: File
    lines: Lines

    @property
    def shown(self) -> str:
        """Its name as messages show it."""
        return self.file.shown


class Part(Struct, frozen=True):
    """A section of a file, or an entry of it; `index` is that of its key in the text."""

    source: Source
    path: PartPath
    index: int

    @property
    def order(self) -> tuple[str, int]:
        """The order of the text: the name of the file, and the index of the key in it."""
        return self.source.shown, self.index

    def where(self) -> str:
        """Returns the place of the key, for a message."""
        return f"{self.source.shown}, line {self.source.lines.position(self.index)[0]}"


class Contents(Struct, frozen=True, kw_only=True):
    """The sections of one file, and the plain values of its entries by section and id.

    `unfinished` has the part of an entry above a mistake of syntax, by its path. `warnings` are texts that
    end before a comment; nothing follows from them. `unreadable_keys` are the keys
    in text that could not be read or is in a wrong place, and `unreadable_sections` the sections that start
    there.
    """

    source: Source
    sections: dict[str, Part] = field(default_factory=dict)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    values: dict[str, dict[str, Plain]] = field(default_factory=dict)
    unfinished: dict[tuple[str, str], Plain] = field(default_factory=dict)
    problems: list[Located] = field(default_factory=list)
    warnings: tuple[Located, ...] = ()
    unreadable_keys: set[str] = field(default_factory=set)
    unreadable_sections: set[str] = field(default_factory=set)


def read_contents(file: File) -> Contents:
    """Returns the contents of `file`; its mistakes are in `problems`."""
    lines = Lines(file.text)
    needs_nodes = file.problem is not None or find_odd_blank(lines) is not None or may_be_cut(file.text)
    sections = None if needs_nodes else read_values(file.text)
    return _of_nodes(file) if sections is None else _of_values(Source(file, lines), sections)


def _of_values(source: Source, values: dict[str, SectionValues]) -> Contents:
    """Returns the contents of a file without mistakes."""
    contents = Contents(source=source)
    for name, section in values.items():
        contents.sections[name] = Part(source, (name,), section.index)
        contents.values[name] = {id: value for id, (_, value) in section.entries.items()}
        for id, (index, _) in section.entries.items():
            contents.parts[name, id] = Part(source, (name, id), index)
    return contents


def _of_nodes(file: File) -> Contents:
    """Returns the contents of a file that may have mistakes."""
    parsed = parse_file(file)
    contents = Contents(
        source=Source(file, parsed.lines), problems=[*parsed.problems], warnings=tuple(cut_texts(parsed))
    )
    if parsed.problems:
        _note_keys(contents, file.text)
    if parsed.root is not None and not is_null(parsed.root):
        _add_sections(contents, parsed, parsed.root)
    return contents


def _note_keys(contents: Contents, text: str) -> None:
    """Notes the keys and sections of a text that is not used; empty text or JSON may contain any section."""
    contents.unreadable_keys.update(_KEY.findall(text))
    any_section = not text or text.lstrip().startswith("{")
    contents.unreadable_sections.update(SECTIONS if any_section else _SECTION.findall(text))


def _note_nodes(contents: Contents, key: yaml.Node, value: yaml.Node) -> None:
    _note_keys(contents, contents.source.file.text[key.start_mark.index : value.end_mark.index])


def _add_sections(contents: Contents, parsed: ParsedFile, root: yaml.Node) -> None:
    if not isinstance(root, yaml.MappingNode):
        words = f"this file must consist of blocks such as `cities:` and `meetings:`, not of {_kind(root)}"
        contents.problems.append(Located(parsed.shown, 1, 1, "", words))
        contents.unreadable_sections.update(SECTIONS)
        return
    seen: dict[str, Nodes] = {}
    for key, value in root.value:
        reason = _no_section(key, seen, parsed)
        if reason is not None:
            name = key.value if _is_name(key) else ""
            contents.problems.append(parsed.located(key, name, reason))
            _note_nodes(contents, key, value)
        else:
            seen[key.value] = key, value
            part = Part(contents.source, (key.value,), key.start_mark.index)
            contents.sections[key.value] = part
            _add_entries(contents, parsed, key, value)


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "one text"


def _is_name(key: yaml.Node) -> bool:
    return isinstance(key.value, str) and not is_null(key) and not is_merge(key)


def _no_section(key: yaml.Node, seen: dict[str, Nodes], parsed: ParsedFile) -> str | None:
    """Returns why `key` starts no section here; None if it does. It may be an id of the section above."""
    name = key.value
    if not _is_name(key):
        return f"a file starts with one of {', '.join(f'`{name}:`' for name in SECTIONS)}"
    if name in seen:
        return (
            f"{quoted(name)} is written twice, first in line {parsed.position(seen[name][0])[0]}; join them"
        )
    if name in SECTIONS:
        return None
    above = next(reversed(seen), None)
    if above is None or not is_null(seen[above][1]) or closest(name, SECTIONS):
        return unknown_section(name)
    return (
        f"`{name}:` belongs to `{above}:` above it; indent it, and the lines below it, further to the right"
    )


def _add_entries(contents: Contents, parsed: ParsedFile, section: yaml.Node, value: yaml.Node) -> None:
    if is_null(value):
        return
    name = section.value
    if not isinstance(value, yaml.MappingNode):
        line = f"`{SECTIONS[name]}:`"
        words = f"must be a block of lines {line}, each with its own block, not {_kind(value)}"
        contents.problems.append(parsed.located(value, name, words))
        _note_nodes(contents, section, value)
        return
    values = plain(value, (name,), parsed, contents.problems)
    assert isinstance(values, dict)
    contents.values[name] = {}
    for key, _ in pairs(value):
        contents.parts[name, key.value] = Part(contents.source, (name, key.value), key.start_mark.index)
        contents.values[name][key.value] = values.get(key.value)
    if parsed.is_unfinished and contents.values[name] and _is_last(value, parsed.root):
        id, unfinished = contents.values[name].popitem()
        contents.unfinished[name, id] = unfinished


def _is_last(section: yaml.Node, root: yaml.Node | None) -> bool:
    return isinstance(root, yaml.MappingNode) and root.value[-1][1] is section
