"""The contents of all files as one tree: plain values by section and id, each with its entry in a file.

The secretariat chooses which file contains what; the same id in two places is a problem that names both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct, field

from scheduler.configuration.assemble.context import MOST_ERRORS, TooManyErrorsError
from scheduler.configuration.located import Located, dotted
from scheduler.configuration.reading.sections import SECTIONS, unknown_section
from scheduler.configuration.source.cut_texts import cut_texts
from scheduler.configuration.source.files import File
from scheduler.configuration.source.nodes import ParsedFile, parse_file
from scheduler.configuration.source.plain import Plain, is_merge, is_null, pairs, plain
from scheduler.configuration.spelling import closest, quoted

# Starts at a word boundary and never backtracks; otherwise a long word would be read again from each letter.
_KEY = re.compile(r"""(?<![\w.-])([\w.-]++)["']?[ ]*+:(?=\s|$|["'\[{])""")

_SECTION = re.compile(rf"""(?m)^["']?({"|".join(SECTIONS)})["']?[ ]*:""")


class Entry(Struct, frozen=True, eq=False):
    """A key with its value in a file; an item of a list is its own key.

    `parent` is the block or list around it, None for a section. `above` are the key and the value before it
    in its block.
    """

    source: ParsedFile
    key: yaml.Node
    value: yaml.Node
    parent: yaml.Node | None = None
    above: tuple[yaml.Node, yaml.Node] | None = None

    @property
    def order(self) -> tuple[str, int]:
        """The order of the text: the name of the file, and the index of the key in it."""
        return self.source.shown, self.key.start_mark.index

    def where(self) -> str:
        """Returns the place of the key, for a message."""
        return f"{self.source.shown}, line {self.source.position(self.key)[0]}"


def entries_of(source: ParsedFile, block: yaml.MappingNode) -> Iterator[Entry]:
    """Yields the entries of a block that count, each name once."""
    above = None
    for key, value in pairs(block):
        yield Entry(source, key, value, block, above)
        above = key, value


class Tree(Struct, frozen=True, kw_only=True):
    """What all files say: plain values and entries by section and id. The first of two equal ids is used.

    `unfinished` has the part of an entry above a mistake of syntax, by its path. `unreadable_keys` are the
    keys in text that could not be read or is in a wrong place, and `unreadable_sections` the sections that
    start there. No message may say that an id is missing if it may be declared there. `warnings` are texts
    that end before a comment; nothing follows from them.
    """

    files: list[ParsedFile] = field(default_factory=list)
    sections: dict[str, Entry] = field(default_factory=dict)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    data: dict[str, dict[str, Plain]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    unfinished: dict[tuple[str, str], Plain] = field(default_factory=dict)
    problems: list[Located] = field(default_factory=list)
    warnings: list[Located] = field(default_factory=list)
    unreadable_keys: set[str] = field(default_factory=set)
    unreadable_sections: set[str] = field(default_factory=set)

    def add(self, file: File) -> None:
        """Adds the contents of a file. Raises TooManyErrorsError if all files have too many errors."""
        parsed = parse_file(file)
        self.files.append(parsed)
        self.problems.extend(parsed.problems)
        self.warnings.extend(cut_texts(parsed))
        if parsed.problems:
            self._note_keys(file.text)
        if isinstance(parsed.root, yaml.MappingNode):
            self._add_sections(parsed, parsed.root)
        elif parsed.root is not None and not is_null(parsed.root):
            kind = _kind(parsed.root)
            words = f"this file must consist of blocks such as `cities:` and `meetings:`, not of {kind}"
            self.problems.append(Located(parsed.shown, 1, 1, "", words))
            self.unreadable_sections.update(SECTIONS)
        if len(self.problems) > MOST_ERRORS:
            raise TooManyErrorsError(())

    def _note_keys(self, text: str) -> None:
        """Notes the keys and sections of a text that is not used; empty text or JSON may hold any section."""
        self.unreadable_keys.update(_KEY.findall(text))
        any_section = not text or text.lstrip().startswith("{")
        self.unreadable_sections.update(SECTIONS if any_section else _SECTION.findall(text))

    def _note_nodes(self, entry: Entry) -> None:
        self._note_keys(entry.source.file.text[entry.key.start_mark.index : entry.value.end_mark.index])

    def _add_sections(self, file: ParsedFile, root: yaml.MappingNode) -> None:
        seen: dict[str, Entry] = {}
        for key, value in root.value:
            section = Entry(file, key, value)
            reason = _no_section(key, seen)
            if reason is not None:
                name = key.value if _is_name(key) else ""
                self.problems.append(file.located(key, name, reason))
                self._note_nodes(section)
            else:
                seen[key.value] = section
                self.sections.setdefault(key.value, section)
                self._add_entries(section, is_last=value is root.value[-1][1])

    def _add_entries(self, section: Entry, *, is_last: bool) -> None:
        file, name, value = section.source, section.key.value, section.value
        if is_null(value):
            return
        if not isinstance(value, yaml.MappingNode):
            line = SECTIONS[name].example
            words = f"must be a block of lines `{line}`, each with its own block, not {_kind(value)}"
            self.problems.append(file.located(value, name, words))
            self._note_nodes(section)
            return
        values = plain(value, (name,), file, self.problems)
        assert isinstance(values, dict)
        added = {entry.key.value: entry for entry in entries_of(file, value)}
        unfinished = next(reversed(added), None) if file.is_unfinished and is_last else None
        for id, entry in added.items():
            first = self.entries.setdefault((name, id), entry)
            if first is not entry:
                self.problems.append(_duplicate(entry, (name, id), first))
            elif id == unfinished:
                self.unfinished[name, id] = values.get(id)
            else:
                self.data[name][id] = values.get(id)


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "one text"


def _is_name(key: yaml.Node) -> bool:
    return isinstance(key.value, str) and not is_null(key) and not is_merge(key)


def _no_section(key: yaml.Node, seen: dict[str, Entry]) -> str | None:
    """Returns why `key` starts no section here; None if it does. It may be an id of the section above."""
    name = key.value
    if not _is_name(key):
        return f"a file starts with one of {', '.join(f'`{name}:`' for name in SECTIONS)}"
    if name in seen:
        first = seen[name].source.position(seen[name].key)
        return f"{quoted(name)} is written twice, first in line {first[0]}; join them"
    if name in SECTIONS:
        return None
    above = next(reversed(seen), None)
    if above is None or not is_null(seen[above].value) or closest(name, SECTIONS):
        return unknown_section(name)
    return (
        f"`{name}:` belongs to `{above}:` above it; indent it, and the lines below it, further to the right"
    )


def _duplicate(entry: Entry, path: tuple[str, str], first: Entry) -> Located:
    cure = "keep one of them" if path[0] == "programme" else "give this one an id of its own, or delete it"
    words = f"{quoted(path[1])} is already written in {first.where()}; {cure}"
    return entry.source.located(entry.key, dotted(path), words)
