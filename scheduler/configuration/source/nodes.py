"""Parses the text of one file into YAML nodes that know their places, and converts these to plain values.

1. Every scalar is the text that was written (`NO`, `18:00`, `0123`); only an empty value, `~` and `null` are
   None.
2. PyYAML accepts equal keys, keys that are not text, and tags; here they are problems. The first of two equal
   keys counts.
3. Aliases (`*name`) can stand for billions of nodes, or contain themselves: what they add is limited.
   `<<` adds the keys of a block that are not written.
4. After a mistake of syntax, the entries above it are read.
5. `title: Webinar #3` is only `Webinar`, because the rest is a comment: that is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import yaml
from msgspec import Struct

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.files import MOST_ENTRIES, File
from scheduler.configuration.source.syntax import IndexedMessage, explain_error, find_odd_blank
from scheduler.configuration.spelling import LONGEST_QUOTE, quoted
from scheduler.programme.problems import FieldPath

MAX_DEPTH = 20
MOST_EXPANDED = 200_000
"""The most nodes that the aliases of one file may add."""
MOST_TRIES = 5
"""The most places before a mistake from which the text above is read."""

Plain = str | None | list["Plain"] | dict[str, "Plain"]

_INDENTED = re.compile(r"(?m)^( +)[^\s#]")
_SECTION = re.compile(r"(?m)^[^\s#]")
_LINE = re.compile(r"(?m)^( *)[^\s#]")
_COMMENT = re.compile(r"[ \t]+(#(?:[^\s#]|[ \t]+[0-9]{1,3}(?!\S)).*)")
"""A comment that may be meant as text: `#3` or `# 3`. A note starts with a space and a word."""
_FLAGS = ("true", "false", "yes", "no")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_NO_NAMES = _NULLS | {"<<"}
_CORE = "tag:yaml.org,2002:"
_TAGS: dict[type[yaml.Node], str] = {
    yaml.ScalarNode: f"{_CORE}str",
    yaml.SequenceNode: f"{_CORE}seq",
    yaml.MappingNode: f"{_CORE}map",
}
_NO_TAG = "a text that starts with `!` must be in quotes"


class _TextLoader(yaml.CSafeLoader):
    """A loader that reads every scalar as text."""

    def resolve(self, kind: type[yaml.Node], _value: object, _implicit: object) -> str:
        """Returns the tag of a node that is written without one."""
        return _TAGS[kind]


class ParsedFile(Struct, frozen=True):
    """One file as nodes; `root` is None if it is empty or wrong, or has the entries above a mistake."""

    file: File
    root: yaml.Node | None
    problems: tuple[Located, ...] = ()

    def position(self, node: yaml.Node) -> tuple[int, int]:
        """Returns line and column of the first character of `node`."""
        return self.file.lines.position(node.start_mark.index)

    def located(self, node: yaml.Node, field: str, message: str) -> Located:
        """Returns an error that points to `node`."""
        return Located(self.file.display_name, *self.position(node), field, message)


def parse_file(file: File) -> ParsedFile:
    """Parses `file`; puts its error into `problems` instead of raising."""
    lines, root, message = file.lines, None, None
    if file.problem is not None:
        index = lines.starts()[file.problem.line - 1] + file.problem.column - 1
        return ParsedFile(file, _root_above(lines.text, index), (file.problem,))
    try:
        root = yaml.compose(lines.text, Loader=_TextLoader)
        message = find_odd_blank(lines)
    except yaml.YAMLError as error:
        message = find_odd_blank(lines) or explain_error(error, lines)
        root = _root_above(lines.text, message[0])
    except RecursionError:
        message = (0, "the text is nested too deeply")
    return ParsedFile(file, root, () if message is None else (_located(file, message),))


def _located(file: File, message: IndexedMessage) -> Located:
    return Located(file.display_name, *file.lines.position(message[0]), "", message[1])


def _root_above(text: str, index: int) -> yaml.Node | None:
    """Returns the nodes before the entry in which `index` is, if any text before it can be read."""
    sections = [match.start() for match in _SECTION.finditer(text, 0, index)]
    indented = _INDENTED.search(text, sections[-1] if sections else 0)
    depth = len(indented[1]) if indented else 0
    ends = [match.start() for match in _LINE.finditer(text, 0, index) if len(match[1]) <= depth]
    for end in reversed(ends[-MOST_TRIES:]):
        with suppress(yaml.YAMLError, RecursionError):
            return yaml.compose(text[:end], Loader=_TextLoader)
    return None


def typed_yaml(text: str) -> Plain:
    """Returns a value that is written on one line, with every scalar as text; `text` if it is no YAML."""
    with suppress(yaml.YAMLError, RecursionError):
        return yaml.load(text, Loader=_TextLoader)  # type: ignore[no-any-return]  # noqa: S506
    return text


def is_null(node: yaml.Node) -> bool:
    """Returns whether nothing is written: an empty value, `~` or `null` without quotes."""
    return isinstance(node, yaml.ScalarNode) and node.value in _NULLS and not node.style


def is_name(key: yaml.Node) -> bool:
    """Returns whether a key is a text: neither a list or a block, nor empty, nor `<<`."""
    return type(key) is yaml.ScalarNode and (key.value not in _NO_NAMES or bool(key.style))


def pairs(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yields the keys and values that are written in a block, each key once."""
    names: set[str] = set()
    for key, value in node.value:
        if is_name(key) and key.value not in names:
            names.add(key.value)
            yield key, value


class Converter:
    """Converts the nodes of one file to plain values, and collects what is wrong with them.

    `holds_prose` says whether the value at a path is text for readers, which a `#` may cut off.
    """

    def __init__(self, parsed: ParsedFile, holds_prose: Callable[[FieldPath], bool]) -> None:
        self.problems: list[Located] = []
        self.warnings: list[Located] = []
        self._parsed = parsed
        self._open: list[yaml.Node] = []  # the blocks and lists around a node; `<<` adds no step to its path
        self._holds_prose = holds_prose
        self._room = MOST_EXPANDED + MOST_ENTRIES
        self._may_be_cut = "#" in parsed.file.lines.text

    def plain(self, node: yaml.Node, path: FieldPath) -> Plain:
        """Converts `node`, which stands at `path`."""
        self._room -= 1
        if node.tag != _TAGS[type(node)]:
            self._refuse(node, path, _NO_TAG)
        if isinstance(node, yaml.ScalarNode):
            if self._may_be_cut:
                self._warn_if_cut(node, path)
            return None if is_null(node) else str(node.value)
        if self._room <= 0:
            if self._room > -MAX_DEPTH:
                self._refuse(node, path, "the aliases (`*name`) in here stand for too much; write it out")
                self._room = -MAX_DEPTH
            return {}
        if len(self._open) >= MAX_DEPTH or node in self._open:
            itself = " by an alias (`*name`) of itself; write it out" if node in self._open else ""
            self._refuse(node, path, f"the text is nested too deeply{itself}")
            return {}
        self._open.append(node)
        converted = self._block(node, path)
        self._open.pop()
        return converted

    def _block(self, node: yaml.Node, path: FieldPath) -> Plain:
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: yaml.Node, path: FieldPath) -> dict[str, Plain]:
        mapping: dict[str, Plain] = {}
        merged: list[dict[str, Plain]] = []
        first_keys: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not is_name(key):
                merged += self._merged(key, value, path)
            elif key.tag != _TAGS[type(key)]:
                self._refuse(key, path, _NO_TAG)
            elif key.value in first_keys:
                line, column = self._parsed.position(first_keys[key.value])
                cure = "join them" if isinstance(value, yaml.MappingNode) else "keep one of them"
                cure = "give this one an id of its own, or join them" if len(path) == 1 else cure
                if key.value == "every":
                    cure = "keep one of them; a rule from a month on is written under `schedule:`"
                words = f"is written twice, first in line {line}, column {column}; {cure}"
                self._refuse(key, (*path, key.value), f"{quoted(key.value)} {words}")
            else:
                first_keys[key.value] = key
                mapping[key.value] = self.plain(value, (*path, key.value))
        for block in merged:
            mapping = {**block, **mapping}
        return mapping

    def _merged(self, key: yaml.Node, value: yaml.Node, path: FieldPath) -> Iterator[dict[str, Plain]]:
        """Yields the blocks that `<<` adds; any other key that is no text is a problem."""
        if key.value == "<<":
            inherited = self.plain(value, path)
            for block in inherited if isinstance(inherited, list) else [inherited]:
                if isinstance(block, dict):
                    yield block
                else:
                    self._refuse(value, (*path, "<<"), "`<<` takes a block that is marked with `&name`")
        else:
            words = "a key is empty here" if is_null(key) else "a key must be one word"
            self._refuse(key, path, f"{words}; a text that starts with `[` or `{{` must be in quotes")

    def _refuse(self, node: yaml.Node, path: FieldPath, message: str) -> None:
        self.problems.append(self._parsed.located(node, dotted(path), message))

    def _warn_if_cut(self, node: yaml.ScalarNode, path: FieldPath) -> None:
        file = self._parsed.file
        comment = _COMMENT.match(file.lines.text, node.end_mark.index)
        if comment is None or node.style or not node.value or node.value.casefold() in _FLAGS:
            return
        if not self._holds_prose(path):
            return
        text = f"{node.value} {comment[1].strip()}".replace('"', "'")
        line = f'- "{text}"' if isinstance(path[-1], int) else f'{path[-1]}: "{text}"'
        words = (
            "the text ends before this `#`, because what follows is a comment; if it belongs to the text, "
            f"put all of it in quotes{f': `{line}`' if len(line) <= LONGEST_QUOTE else ''}"
        )
        place = file.lines.position(comment.start(1))
        self.warnings.append(Located(file.display_name, *place, dotted(path), words, "warning"))
