"""Makes the new text of the one file that an edit changes, or refuses.

The values of the file are compared with those after the edit. What differs is written at the positions of the
parser. Then the new text is read again: unless it has exactly the wanted values, nothing is edited.
"""

from __future__ import annotations

import re
from typing import NoReturn

import yaml
from msgspec.structs import replace

from scheduler.configuration.edits.edit import (
    AddSeries,
    CannotEditError,
    Edit,
    KeyPath,
    Values,
    edited,
    with_values,
)
from scheduler.configuration.edits.lines import LineChanges
from scheduler.configuration.edits.style import Style, column_of, style_of
from scheduler.configuration.located import Located
from scheduler.configuration.reading.tree import Entry, Tree
from scheduler.configuration.source.files import File, Lines
from scheduler.configuration.source.nodes import Converter, ParsedFile, Plain, is_name, parse_file

_BLOCKS = ("changes", "extra")
"""The keys that stand at the end of a series."""
_BY_HAND = Style(step=2, before_item=2, quote='"')
_IN_BRACES = "this is written in braces on one line, where Twincal does not edit"
_MERGED = "`<<` copies text to this place, where Twincal does not edit"
_COLON = re.compile(r"[ \t]*:")
_COMMENT = re.compile(r"[ \t]+#.*")
_SERIES = ("meetings", "webinars")
_HOMES = (*_SERIES, "pairs", "programme")
"""The sections in whose file a new section goes."""
_Pair = tuple[yaml.Node, yaml.Node]


def edit_tree(tree: Tree, edit: Edit) -> File:
    """Returns the one file of `tree` that `edit` changes, with its new text and still its old digest.

    `tree` has no errors. Raises CannotEditError.
    """
    if isinstance(edit, AddSeries):
        if any((section, edit.series) in tree.entries for section in _SERIES):
            raise CannotEditError(f"there is a meeting or webinar {edit.series} already; choose another id")
        by_hand = _by_hand(edit.section, edit.series, (), edit.values)
        writer = _Writer(_home(tree, edit.section), by_hand)
        return _edited_file(writer, 0, edit.section, edit.series, edit.values)
    section = "meetings" if ("meetings", edit.series) in tree.entries else "webinars"
    entry, block = tree.entries[section, edit.series], tree.data[section][edit.series]
    assert isinstance(block, dict)
    place, new = edited(block, edit, _first_language(tree))
    writer = _Writer(entry.parsed, _by_hand(section, edit.series, place, new))
    writer.refuse_anchors(entry)
    after, begin = with_values(block, place, new), entry.key.start_mark.index
    return _edited_file(writer, begin, section, edit.series, after)


def _edited_file(writer: _Writer, begin: int, section: str, series: str, after: Values) -> File:
    file, root = writer.parsed.file, writer.parsed.root
    assert isinstance(root, yaml.MappingNode)
    old = _values(writer.parsed)
    in_section = old.get(section)
    new = {**old, section: {**(in_section if isinstance(in_section, dict) else {}), series: dict(after)}}
    writer.change(root, old, new, 0)
    file = replace(file, lines=Lines(writer.changes.text()))
    again = parse_file(file)
    if again.problems or not _same(_values(again), new):
        writer.refuse(begin, "the text here is written in a way that only a person can edit")
    return file


def _values(parsed: ParsedFile) -> dict[str, Plain]:
    values = Converter(parsed, lambda _: False).plain(parsed.root, ()) if parsed.root is not None else None
    return values if isinstance(values, dict) else {}


def _first_language(tree: Tree) -> str:
    languages = tree.data["programme"].get("languages")
    return str(languages[0]) if isinstance(languages, list) else str(languages)


def _home(tree: Tree, section: str) -> ParsedFile:
    """Returns the file with the last block of `section`; if there is none, that of a section beside it."""
    entries = [entry for (name, _), entry in tree.entries.items() if name == section]
    if entries:
        return entries[-1].parsed
    return next(tree.sections[name].parsed for name in (section, *_HOMES) if name in tree.sections)


def _by_hand(section: str, series: str, place: KeyPath, values: Values) -> str:
    """Returns what a person can write to make the edit."""
    if not values:
        return f"by hand, take out `{': '.join((section, series, *place))}:` with the lines below it"
    nested: dict[str, Plain] = dict(values)
    for step in (*reversed(place), series, section):
        nested = {step: nested}
    return "\n".join(("write it by hand:", *_BY_HAND.block(4, nested)))


def _same(values: Plain, wanted: Plain) -> bool:
    """Returns whether both are equal but for line breaks at the end of texts, which no reader sees."""
    if isinstance(values, dict) and isinstance(wanted, dict):
        return values.keys() == wanted.keys() and all(_same(values[name], wanted[name]) for name in values)
    if isinstance(values, list) and isinstance(wanted, list):
        return len(values) == len(wanted) and all(map(_same, values, wanted))
    if isinstance(values, str) and isinstance(wanted, str):
        return values.rstrip("\n") == wanted.rstrip("\n")
    return values == wanted


class _Writer:
    """Writes the differences between two states of a file."""

    def __init__(self, parsed: ParsedFile, by_hand: str) -> None:
        self.parsed = parsed
        self._lines = parsed.file.lines
        self._by_hand = by_hand
        self._style = style_of(parsed)
        self.changes = LineChanges(parsed.file.lines)

    def refuse(self, index: int, reason: str) -> NoReturn:
        """Refuses the edit because of the text at `index`."""
        place = self._lines.position(index)
        raise CannotEditError(Located(self.parsed.file.display_name, *place, "", reason), self._by_hand)

    def refuse_anchors(self, entry: Entry) -> None:
        """Refuses to edit an entry in which YAML copies a part of the text to another place."""
        text, begin = self._lines.text, entry.key.start_mark.index
        if entry.value.start_mark.index < begin:
            self.refuse(begin, "the text of this entry is an alias (`*name`) of another one")
        span = range(begin, entry.value.end_mark.index)
        if not any(mark in text[begin : span.stop] for mark in "&*"):
            return
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken) and token.start_mark.index in span:
                words = f"`{token.value}` is an anchor or alias of YAML, near which Twincal does not edit"
                self.refuse(token.start_mark.index, words)

    def change(self, node: yaml.MappingNode, old: Values, new: Values, header: int) -> None:
        """Changes a block, whose key stands in line `header`."""
        if node.flow_style:
            self.refuse(node.start_mark.index, _IN_BRACES)
        for key, value in node.value:
            if not is_name(key):
                self.refuse(key.start_mark.index, _MERGED)
            elif key.value not in new:
                self._remove(key, value)
            elif old[key.value] != new[key.value]:
                self._change_value(key, value, old[key.value], new[key.value])
        kept = [pair for pair in node.value if pair[0].value in new]
        for name, value in new.items():
            if name not in old:
                self._add(name, value, kept or node.value, header)

    def _add(self, name: str, value: Plain, pairs: list[_Pair], header: int) -> None:
        """Adds a key to a block that has `pairs`."""
        first = pairs[0][0]
        before = self._pairs_before(name, pairs)
        column = column_of(self.parsed, first)
        lines = [*self._style.pair(column, name, value, _quote_of(first))]
        if before and isinstance(value, dict) and self._are_apart(pairs):
            lines.insert(0, "")
        after = self._end_of_notes(self._last_line(*before[-1]), column) if before else header
        self.changes.insert(after, lines)

    def _end_of_notes(self, number: int, column: int) -> int:
        """Returns the last line of the notes below line `number` that belong to the block which ends there.

        They are further to the right than `column`, where another block begins.
        """
        last = number
        for next_number in range(number + 1, len(self._lines.starts()) + 1):
            line = self._lines.line(next_number)
            note = line.lstrip(" ")
            if note.strip() and not (note.startswith("#") and len(line) - len(note) > column):
                break
            last = next_number if note.strip() else last
        return last

    def _pairs_before(self, name: str, pairs: list[_Pair]) -> list[_Pair]:
        """Returns the pairs after which a key goes: dates have an order, `changes` and `extra` are last."""
        names = [str(key.value) for key, _ in pairs]
        if name[0].isdigit() and names == sorted(names):
            return [pair for pair in pairs if pair[0].value < name]
        if name in _BLOCKS:
            return pairs
        return [pair for pair in pairs if pair[0].value not in _BLOCKS] or pairs

    def _are_apart(self, pairs: list[_Pair]) -> bool:
        """Returns whether there is a blank line between the last two pairs."""
        if len(pairs) < 2:
            return False
        numbers = range(self._last_line(*pairs[-2]) + 1, self._line(pairs[-1][0]))
        return any(not self._lines.line(number).strip() for number in numbers)

    def _remove(self, key: yaml.Node, value: yaml.Node) -> None:
        """Takes a key out with its value; comments on lines of their own stay."""
        if self._lines.line(self._line(key))[: column_of(self.parsed, key)].strip():
            self.refuse(key.start_mark.index, "this does not stand on a line of its own")
        self.changes.remove((self._line(key), *self._written_lines(value)))

    def _change_value(self, key: yaml.Node, value: yaml.Node, old: Plain, new: Plain) -> None:
        if isinstance(old, dict) and old and isinstance(new, dict):
            assert isinstance(value, yaml.MappingNode)
            self.change(value, old, new, self._line(key))
        elif isinstance(new, str):
            self._replace(key, value, self._style.value(str(key.value), new, _quote_of(value)))
        elif isinstance(new, dict):
            self._replace(key, value, "")
            column = column_of(self.parsed, key) + self._style.step
            self.changes.insert(self._line(key), self._style.block(column, new))
        else:
            self.refuse(value.start_mark.index, "Twincal does not edit this list")

    def _replace(self, key: yaml.Node, value: yaml.Node, words: str) -> None:
        """Replaces a value by one text, or takes it out if `words` is empty; the comments beside it stay."""
        line, colon, written = self._line(key), self._after_colon(key), self._written_lines(value)
        is_beside_key = written[0] == line
        start, rest = colon, self._lines.line(line)[colon:]
        if is_beside_key:
            start, rest = column_of(self.parsed, value) if words and value.value else colon, ""
        space = " " if words and start == colon else ""
        self.changes.replace(line, start, f"{space}{words}{rest}{self._behind(value)}")
        self.changes.remove(written[1:] if is_beside_key else written)

    def _behind(self, value: yaml.Node) -> str:
        """Returns the rest of the line behind a value; for a block of text, the comment behind `|`."""
        if isinstance(value, yaml.CollectionNode) and not value.flow_style:
            return ""
        mark = value.start_mark if _is_block_text(value) else value.end_mark
        line, column = self._lines.position(mark.index)
        rest = self._lines.line(line)[column - 1 :]
        if not _is_block_text(value):
            return rest
        comment = _COMMENT.search(rest)
        return comment[0] if comment else ""

    def _after_colon(self, key: yaml.Node) -> int:
        """Returns the column behind the colon of a key."""
        match = _COLON.match(self._lines.text, key.end_mark.index)
        if match is None:
            self.refuse(key.start_mark.index, "the colon of this key is not behind it")
        return self._lines.position(match.end())[1] - 1

    def _line(self, node: yaml.Node) -> int:
        return self.parsed.position(node)[0]

    def _last_line(self, key: yaml.Node, value: yaml.Node) -> int:
        return max(self._line(key), *self._written_lines(value), 0)

    def _written_lines(self, node: yaml.Node) -> list[int]:
        """Returns the lines on which a value stands, in their order, without comments between its parts."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            children = [
                each for item in node.value for each in (item if isinstance(item, tuple) else (item,))
            ]
            return sorted({line for child in children for line in self._written_lines(child)})
        start, end = node.start_mark.index, node.end_mark.index
        text = self._lines.text[start:end]
        header = text.partition("\n")[0]
        if not (_is_block_text(node) and "+" in header):
            text = text.rstrip()
        last = start + max(len(text) - (1 if text[-1:] == "\n" else 0), 0)
        return [*range(self._lines.position(start)[0], self._lines.position(last)[0] + 1)]


def _is_block_text(node: yaml.Node) -> bool:
    """Returns whether the text stands on the lines after `|` or `>`."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _quote_of(node: yaml.Node) -> str:
    return node.style or "" if isinstance(node, yaml.ScalarNode) and not _is_block_text(node) else ""
