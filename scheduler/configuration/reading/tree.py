"""The contents of all files as one tree: plain values by section and id, each with its entry in a file.

1. The secretariat chooses which file contains what; the same id in two places is a problem that names both.
2. A key that is not indented further than the id of its block counts for this block, and one problem tells of
   all of them.
3. No message may say that an id is missing if it may be declared in text that could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct, field

from scheduler.configuration.assemble.context import MOST_ERRORS, TooManyErrorsError
from scheduler.configuration.blocks.documents import SECTIONS, WITH_IDS, ProgrammeDocument, noun_of
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.located import Located, dotted
from scheduler.configuration.reading.sections import holds_prose, section_of, unknown_section
from scheduler.configuration.source.nodes import (
    Converter,
    ParsedFile,
    Plain,
    is_name,
    is_null,
    pairs,
)
from scheduler.configuration.spelling import closest, quoted

# Starts at a word boundary and never backtracks; otherwise a long word would be read again from each letter.
_KEY = re.compile(r"""(?<![\w.-])([\w.-]++)["']?[ ]*+:(?=\s|$|["'\[{])""")
_SECTION = re.compile(rf"""(?m)^["']?({"|".join(SECTIONS)})["']?[ ]*:""")


class Entry(Struct, frozen=True, eq=False):
    """A key with its value in a file; an item of a list is its own key.

    `parent` is the block or list around it. `above` are the last key above it that has a value, and
    this value.
    """

    parsed: ParsedFile
    key: yaml.Node
    value: yaml.Node
    parent: yaml.Node | None = None
    above: tuple[yaml.Node, yaml.Node] | None = None

    @property
    def order(self) -> tuple[str, int]:
        """The order of the text: the name of the file, and the index of the key in it."""
        return self.parsed.file.display_name, self.key.start_mark.index

    def where(self) -> str:
        """Returns the place of the key, for a message."""
        return f"{self.parsed.file.display_name}, line {self.parsed.position(self.key)[0]}"

    def inner(self) -> Iterator[Entry]:
        """Yields the entries of the block that is its value."""
        above = None
        for key, value in pairs(self.value):
            yield Entry(self.parsed, key, value, self.value, above)
            above = above if is_null(value) else (key, value)


class Tree(Struct, frozen=True, kw_only=True):
    """What all files say: plain values and entries by section and id. The first of two equal ids is used.

    `unreadable_keys` are the keys in text that could not be read or is in a wrong place, and
    `unreadable_sections` the sections that start there. `warnings` are texts that end before a comment.
    """

    files: list[ParsedFile] = field(default_factory=list)
    sections: dict[str, Entry] = field(default_factory=dict)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    data: dict[str, dict[str, Plain]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    problems: list[Located] = field(default_factory=list)
    warnings: list[Located] = field(default_factory=list)
    unreadable_keys: set[str] = field(default_factory=set)
    unreadable_sections: set[str] = field(default_factory=set)

    def add(self, parsed: ParsedFile) -> None:
        """Adds the contents of a file. Raises TooManyErrorsError if all files have too many errors."""
        self.files.append(parsed)
        self.problems.extend(parsed.problems)
        if parsed.problems:
            self._note_keys(parsed.file.lines.text)
        if isinstance(parsed.root, yaml.MappingNode):
            converter = Converter(parsed, holds_prose)
            self._add_sections(parsed, parsed.root, converter)
            self.problems.extend(converter.problems)
            self.warnings.extend(converter.warnings)
        elif parsed.root is not None and not is_null(parsed.root):
            words = "this file must consist of blocks such as `cities:` and `meetings:`, not of"
            words = f"{words} {_kind(parsed.root)}"
            self.problems.append(Located(parsed.file.display_name, 1, 1, "", words))
            self.unreadable_sections.update(SECTIONS)
        if len(self.problems) > MOST_ERRORS:
            raise TooManyErrorsError(())

    def _note_keys(self, text: str) -> None:
        """Notes the keys and sections of a text that is not used; empty text or JSON may hold any section."""
        self.unreadable_keys.update(_KEY.findall(text))
        any_section = not text or text.lstrip().startswith("{")
        self.unreadable_sections.update(SECTIONS if any_section else _SECTION.findall(text))

    def _refuse(self, entry: Entry, node: yaml.Node, field: str, message: str) -> None:
        """Adds an error of an entry that is not used."""
        self.problems.append(entry.parsed.located(node, field, message))
        self._note_keys(entry.parsed.file.lines.text[entry.key.start_mark.index : entry.value.end_mark.index])

    def _add_sections(self, parsed: ParsedFile, root: yaml.MappingNode, converter: Converter) -> None:
        sections: dict[str, Entry] = {}
        keys = _keys(root)
        for key, value in root.value:
            entry = Entry(parsed, key, value)
            meant = _section_meant(entry, sections, keys)
            if meant is not None:
                self._add_misplaced(meant, entry, converter.plain(value, (meant, key.value)))
                continue
            reason = _no_section(key, sections)
            if reason is not None:
                self._refuse(entry, key, key.value if is_name(key) else "", reason)
                continue
            sections[key.value] = entry
            self.sections.setdefault(key.value, entry)
            if isinstance(value, yaml.MappingNode):
                self._add_entries(key.value, entry, converter)
            elif not is_null(value):
                example = f"{noun_of(key.value)}-id" if key.value in WITH_IDS else "name"
                words = f"must be a block of lines `{example}:`, each with its own block, not {_kind(value)}"
                self._refuse(entry, value, key.value, words)

    def _add_entries(self, section: str, of_section: Entry, converter: Converter) -> None:
        values = converter.plain(of_section.value, (section,))
        assert isinstance(values, dict)
        document = SECTIONS[section]
        has_blocks = section in WITH_IDS and not document.list_key
        own_keys = fields_of(document).keys()
        keys = own_keys if has_blocks else ()
        above, stray = "", False
        for entry in of_section.inner():
            id = entry.key.value
            value = values.get(id)
            owner = self.data[section].get(above, {})
            had_stray, has_block = stray, value is None or isinstance(value, dict)
            stray = bool(above) and id in keys and (stray or not has_block)
            if stray and (owner is None or isinstance(owner, dict)):
                self.data[section][above] = {**(owner or {}), id: value}
                if not had_stray:
                    words = (
                        f"`{id}:` belongs to `{above}:` above it; indent it, and the lines like it, "
                        f"further to the right than `{above}:`"
                    )
                    self.problems.append(entry.parsed.located(entry.key, dotted((section, id)), words))
                continue
            above, stray = id, False
            names = value if isinstance(value, dict) and section in WITH_IDS else {}
            meant = section_of(names, section) if not names.keys() <= own_keys else None
            if meant is not None:
                self._add_misplaced(meant, entry, value)
            else:
                self._add_entry(section, entry, value)

    def _add_misplaced(self, section: str, entry: Entry, value: Plain) -> None:
        """Adds an entry of a section that it does not stand in; one problem tells of all in its file."""
        own = self.sections.setdefault(section, entry)
        cure = "write it in the first column, and indent what belongs to it"
        words = f"the line `{section}:` is missing above this; {cure}"
        if own.parsed is entry.parsed and own.key.value == section:
            line = own.parsed.position(own.key)[0]
            words = f"this belongs below `{section}:` in line {line}; move it there"
        problem = entry.parsed.located(entry.key, dotted((section, entry.key.value)), words)
        if all((each.file, each.message) != (problem.file, words) for each in self.problems):
            self.problems.append(problem)
        self._add_entry(section, entry, value)

    def _add_entry(self, section: str, entry: Entry, value: Plain) -> None:
        path = (section, entry.key.value)
        first = self.entries.setdefault(path, entry)
        if first is entry:
            self.data[section][path[1]] = value
        else:
            self.problems.append(_duplicate(entry, path, first))


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "one text"


def _keys(node: yaml.Node) -> list[str]:
    return [key.value for key, _ in pairs(node)] if isinstance(node, yaml.MappingNode) else []


def _section_meant(entry: Entry, sections: dict[str, Entry], keys: list[str]) -> str | None:
    """Returns the section whose line is missing above an entry of a file, after `sections`; None if none is.

    `keys` are all that stand in the place of sections in this file.
    """
    above = next(reversed(sections.values()), None)
    if not is_name(entry.key) or entry.key.value in SECTIONS or (above is not None and is_null(above.value)):
        return None
    if entry.key.value in fields_of(ProgrammeDocument):
        return "programme" if ProgrammeDocument.is_complete(keys) else None
    return section_of(_keys(entry.value))


def _no_section(key: yaml.Node, sections: dict[str, Entry]) -> str | None:
    """Returns why `key` starts no section here; None if it does. It may be an id of the section above."""
    name = key.value
    if not is_name(key):
        return f"a file starts with one of {', '.join(f'`{name}:`' for name in SECTIONS)}"
    if name in sections:
        line, _ = sections[name].parsed.position(sections[name].key)
        return f"{quoted(name)} is written twice, first in line {line}; join them"
    if name in SECTIONS:
        return None
    above = next(reversed(sections), None)
    if above is None or not is_null(sections[above].value) or closest(name, SECTIONS):
        return unknown_section(name)
    return (
        f"`{name}:` belongs to `{above}:` above it; indent it, and the lines below it, further to the right"
    )


def _duplicate(entry: Entry, path: tuple[str, str], first: Entry) -> Located:
    cure = "keep one of them"
    if path[0] != "programme":
        cure = "give this one an id of its own, or join both; if a file is a copy, delete that file"
    words = f"{quoted(path[1])} is already written in {first.where()}; {cure}"
    return entry.parsed.located(entry.key, dotted(path), words)
