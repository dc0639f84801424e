"""Makes the new texts of the files that an edit changes, or refuses.

1. The values of each file are compared with those after the edit. What differs is written at the positions of
   the parser. Then the new text is read again: unless it has exactly the wanted values, nothing is edited.
2. A block is edited in the file in which it stands. A new one goes to the file with most of its section; if
   there is none, to that of a section beside it.
3. What stands in braces or brackets is written anew as a whole, if it stands on one line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml
from msgspec.structs import replace

from scheduler.configuration.edits.lines import LineChanges
from scheduler.configuration.edits.new_values import (
    CannotEditError,
    Data,
    Edit,
    KeyPath,
    Values,
    edited,
    listed_values,
)
from scheduler.configuration.edits.style import Style, column_of, style_of
from scheduler.configuration.located import Located
from scheduler.configuration.reading.tree import Entry, Tree
from scheduler.configuration.source.files import Lines
from scheduler.configuration.source.nodes import Converter, ParsedFile, Plain, is_name, parse_file

_BLOCKS = ("changes", "extra")
"""The keys that stand at the end of a series."""
_BY_HAND = Style(step=2, before_item=2, quote='"')
_SEVERAL_LINES = "this stands on several lines, within which Twincal does not edit"
_MERGED = "`<<` copies text to this place, where Twincal does not edit"
_ODD = "the text here is written in a way that only a person can edit"
_COLON = re.compile(r"[ \t]*:")
_COMMENT = re.compile(r"[ \t]+#.*")
_HOMES = (
    ("meetings", "webinars", "pairs", "programme"),
    ("pairs", "groups", "cities", "themes", "programme"),
)
"""The sections beside one another: a new section goes to the file of the first one that there is."""
_Pair = tuple[yaml.Node, yaml.Node]


def edit_tree(tree: Tree, edit: Edit) -> tuple[ParsedFile, ...]:
    """Returns the files of `tree` that `edit` changes, with their new texts and still their old digests.

    `tree` has no errors. Raises CannotEditError.
    """
    after = edited(tree.data, edit)
    by_hand = _by_hand(tree.data, after)
    writers: dict[str, _Writer] = {}

    def writer(parsed: ParsedFile) -> _Writer:
        name = parsed.file.digest.name
        if name not in writers:
            writers[name] = _Writer(parsed, by_hand)
        return writers[name]

    for section, old in tree.data.items():
        new = after.get(section, {})
        names = _new_names(old, new)
        for id, value in old.items():
            name, entry = names.get(id, id), tree.entries[section, id]
            if name != id or name not in new or new[name] != value:
                blocks = {name: new[name]} if name in new else {}
                writer(entry.parsed).replace_entry(section, entry, blocks)
        added = {id: new[id] for id in new if id not in old and id not in names.values()}
        if added:
            writer(_home(tree, section)).add_entries(section, added)
    return tuple(each.edited_file() for each in writers.values())


def _new_names(old: Values, new: Values) -> dict[str, str]:
    """Returns the keys that got another name, each with the new one: it stands in the same place."""
    if len(old) != len(new):
        return {}
    return {
        before: after
        for before, after in zip(old, new, strict=True)
        if before not in new and after not in old and _is_renamed(before, old[before], new[after])
    }


def _is_renamed(id: str, before: Plain, after: Plain) -> bool:
    return before == after or (isinstance(after, dict) and id in listed_values(after.get("formerly")))


def _values(parsed: ParsedFile) -> dict[str, Plain]:
    values = Converter(parsed, lambda _: False).plain(parsed.root, ()) if parsed.root is not None else None
    return values if isinstance(values, dict) else {}


def _home(tree: Tree, section: str) -> ParsedFile:
    """Returns the file with most blocks of `section`; if there is none, that of a section beside it."""
    of_section = [entry.parsed for (name, _), entry in tree.entries.items() if name == section]
    if of_section:
        count = Counter(parsed.file.digest.name for parsed in of_section)
        return max(reversed(of_section), key=lambda parsed: count[parsed.file.digest.name])
    beside = next(names for names in _HOMES if section in names)
    return next(tree.sections[name].parsed for name in (section, *beside) if name in tree.sections)


def _by_hand(old: Data, new: Data) -> str:
    """Returns what a person can write to make the edit."""
    written, gone = _written(old, new), [f"`{': '.join(path)}:`" for path in _gone(old, new)]
    lines = ["write it by hand:", *_BY_HAND.block(4, written)] if written else []
    verb = "and take" if lines else "by hand, take"
    return "\n".join((*lines, *(f"{verb} out {place} with the lines below it" for place in gone)))


def _written(old: Values, new: Values) -> dict[str, Any]:
    """Returns the part of `new` that `old` does not have."""
    changed = {key: value for key, value in new.items() if key not in old or old[key] != value}
    are_blocks = {key for key in changed if isinstance(changed[key], dict) and isinstance(old.get(key), dict)}
    return {key: _written(old[key], new[key]) if key in are_blocks else new[key] for key in changed}


def _gone(old: object, new: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yields the places in `old` that `new` does not have."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key in new:
                yield from _gone(value, new[key], (*path, key))
            elif value != {}:
                yield (*path, key)


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
        self._changes = LineChanges(parsed.file.lines)
        self._begin = 0
        self._old = _values(parsed)
        self._new: dict[str, Any] = dict(self._old)

    def replace_entry(self, section: str, entry: Entry, blocks: Values) -> None:
        """Puts `blocks`, one or none, in the place of an entry; with it go the notes within it."""
        self._begin = entry.key.start_mark.index
        self._refuse_anchors(entry)
        if not blocks and _has_lines(entry.value):
            last = self._last_line(entry.key, entry.value)
            last = self._end_of_notes(last, column_of(self.parsed, entry.key))
            self._changes.remove(range(self._line(entry.key), last + 1))
        old, new = self._new.pop(section), dict[str, Any]()
        for id in old:
            new |= blocks if id == entry.key.value else {id: old[id]}
        self.add_entries(section, new)

    def add_entries(self, section: str, blocks: Values) -> None:
        """Adds entries to a section, which may be new."""
        if blocks:
            self._new[section] = {**(self._new.get(section) or {}), **blocks}

    def edited_file(self) -> ParsedFile:
        """Returns the file with its new text."""
        assert self.parsed.root is not None
        self._change_item(self.parsed.root, self._old, self._new, 0)
        file = replace(self.parsed.file, lines=Lines(self._changes.text()))
        again = parse_file(file)
        if again.problems or not _same(_values(again), self._new):
            self._refuse(self._begin, _ODD)
        return again

    def _refuse(self, index: int, reason: str) -> NoReturn:
        """Refuses the edit because of the text at `index`."""
        place = self._lines.position(index)
        raise CannotEditError(Located(self.parsed.file.display_name, *place, "", reason), self._by_hand)

    def _refuse_anchors(self, entry: Entry) -> None:
        """Refuses to edit an entry in which YAML copies a part of the text to another place."""
        text, begin = self._lines.text, entry.key.start_mark.index
        if entry.value.start_mark.index < begin:
            self._refuse(begin, "the text of this entry is an alias (`*name`) of another one")
        span = range(begin, entry.value.end_mark.index)
        if not any(mark in text[begin : span.stop] for mark in "&*"):
            return
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken) and token.start_mark.index in span:
                words = f"`{token.value}` is an anchor or alias of YAML, near which Twincal does not edit"
                self._refuse(token.start_mark.index, words)

    def _change(self, node: yaml.MappingNode, old: Values, new: Values, header: int) -> None:
        """Changes a block, whose key stands in line `header`."""
        names, kept = _new_names(old, new), []
        for key, value in node.value:
            if not is_name(key):
                self._refuse(key.start_mark.index, _MERGED)
            name = names.get(key.value, key.value)
            kept.append(name in new)
            if name not in new:
                self._remove(key, value)
                continue
            if name != key.value:
                self._splice(key, self._style.key(name, _quote_of(key)))
            if old[key.value] != new[name]:
                self._change_value(key, value, old[key.value], new[name])
        added = {name: new[name] for name in new if name not in old and name not in names.values()}
        pairs = [pair for pair, is_kept in zip(node.value, kept, strict=True) if is_kept]
        for name, each in added.items():
            self._add(name, each, pairs or node.value, header)

    def _change_list(self, node: yaml.SequenceNode, old: list[Plain], new: list[Plain]) -> None:
        """Changes a list: what is equal at its beginning and at its end stays."""
        first, last = _equal_ends(old, new)
        nodes, values = node.value[first : len(old) - last], new[first : len(new) - last]
        for item, before, after in zip(nodes, old[first:], values, strict=False):
            if before != after:
                self._change_item(item, before, after, self._line(item))
        gone, added, place = nodes[len(values) :], values[len(nodes) :], first + len(nodes)
        self._changes.remove(line for item in gone for line in self._written_lines(item))
        if added:
            column = column_of(self.parsed, node)
            last = self._written_lines(node.value[place - 1])[-1] if place else 0
            line = self._end_of_notes(last, column) if place else self._line(node) - 1
            self._changes.insert(line, self._style.items(column, added))

    def _change_item(self, node: yaml.Node, old: Plain, new: Plain, header: int) -> None:
        """Changes an item of a list, or all that a file holds."""
        if not self._change_inner(node, old, new, header):
            self._splice(node, self._style.within("", new, _quote_of(node)))

    def _change_inner(self, node: yaml.Node, old: Plain, new: Plain, header: int) -> bool:
        """Changes a block or list on lines of its own that stays one; returns False for anything else."""
        if not _has_lines(node):
            return False
        if isinstance(node, yaml.MappingNode) and isinstance(old, dict) and old and isinstance(new, dict):
            self._change(node, old, new, header)
        elif isinstance(node, yaml.SequenceNode) and isinstance(old, list) and old and isinstance(new, list):
            self._change_list(node, old, new)
        else:
            return False
        return True

    def _splice(self, node: yaml.Node, words: str) -> None:
        """Replaces what stands on one line, and nothing beside it."""
        start = node.start_mark.index
        line, column = self._lines.position(start)
        last_line, end_column = self._lines.position(node.end_mark.index)
        if line != last_line:
            self._refuse(start, _SEVERAL_LINES)
        self._changes.replace(line, column - 1, end_column - 1, words)

    def _add(self, name: str, value: Plain, pairs: list[_Pair], header: int) -> None:
        """Adds a key to a block that has `pairs`."""
        first = pairs[0][0]
        before = self._pairs_before(name, pairs)
        column = column_of(self.parsed, first)
        lines = [*self._style.pair(column, name, value, _quote_of(first))]
        if before and isinstance(value, dict) and self._are_apart(pairs):
            lines.insert(0, "")
        after = self._end_of_notes(self._last_line(*before[-1]), column) if before else header
        self._changes.insert(after, lines)

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
            self._refuse(key.start_mark.index, "this does not stand on a line of its own")
        self._changes.remove((self._line(key), *self._written_lines(value)))

    def _change_value(self, key: yaml.Node, value: yaml.Node, old: Plain, new: Plain) -> None:
        """Changes the value of a key on lines of their own."""
        column = column_of(self.parsed, key)
        if self._change_inner(value, old, new, self._line(key)):
            return
        if isinstance(new, str):
            self._replace(key, value, self._style.value(str(key.value), new, _quote_of(value)))
        elif isinstance(value, yaml.CollectionNode) and not _has_lines(value):
            self._splice(value, self._style.within(str(key.value), new))
        elif isinstance(new, dict):
            self._replace(key, value, "")
            self._changes.insert(self._line(key), self._style.block(column + self._style.step, new))
        elif isinstance(new, list):
            self._replace(key, value, "")
            self._changes.insert(self._line(key), self._style.items(column + self._style.before_item, new))

    def _replace(self, key: yaml.Node, value: yaml.Node, words: str) -> None:
        """Replaces a value by one text, or takes it out if `words` is empty; the comments beside it stay."""
        line, colon, written = self._line(key), self._after_colon(key), self._written_lines(value)
        is_beside_key = written[0] == line
        start, rest = colon, self._lines.line(line)[colon:]
        if is_beside_key:
            start, rest = column_of(self.parsed, value) if words and value.value else colon, ""
        space = " " if words and start == colon else ""
        self._changes.replace(line, start, None, f"{space}{words}{rest}{self._behind(value)}")
        self._changes.remove(written[1:] if is_beside_key else written)

    def _behind(self, value: yaml.Node) -> str:
        """Returns the rest of the line behind a value; for a block of text, the comment behind `|`."""
        if _has_lines(value):
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
            self._refuse(key.start_mark.index, "the colon of this key is not behind it")
        return self._lines.position(match.end())[1] - 1

    def _line(self, node: yaml.Node) -> int:
        return self.parsed.position(node)[0]

    def _last_line(self, key: yaml.Node, value: yaml.Node) -> int:
        return max(self._line(key), *self._written_lines(value), 0)

    def _written_lines(self, node: yaml.Node) -> list[int]:
        """Returns the lines on which a value stands, in their order, without comments between its parts."""
        if _has_lines(node):
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


def _equal_ends(old: list[Plain], new: list[Plain]) -> tuple[int, int]:
    """Returns how many items are equal at the beginning, and behind them at the end."""
    most = min(len(old), len(new))
    first = next((index for index in range(most) if old[index] != new[index]), most)
    last = next((index for index in range(most - first) if old[-1 - index] != new[-1 - index]), most - first)
    return first, last


def _has_lines(node: yaml.Node) -> bool:
    """Returns whether it is a block or list without braces or brackets."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _is_block_text(node: yaml.Node) -> bool:
    """Returns whether the text stands on the lines after `|` or `>`."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _quote_of(node: yaml.Node) -> str:
    return node.style or "" if isinstance(node, yaml.ScalarNode) and not _is_block_text(node) else ""
