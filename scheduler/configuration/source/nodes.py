"""Parses the text of one file into YAML nodes, or explains why it is not YAML.

Nodes, not values: every scalar is the text as written (`NO`, `18:00`, `0123`), and each node knows
its position. Aliases (`*name`) of aliases can stand for billions of nodes, or contain themselves; both are
refused. `plain` handles duplicate keys and merges.
"""

from __future__ import annotations

import re
from contextlib import suppress

import yaml
from msgspec import Struct
from msgspec.structs import replace

from scheduler.configuration.located import Located
from scheduler.configuration.source.files import File
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.syntax import explain_error, find_copied_characters, find_odd_blank

MAX_DEPTH = 20
MOST_EXPANDED = 200_000
"""The most nodes that the aliases of one file may add."""

MOST_TRIES = 5
"""The most places before a mistake from which the text above is read."""

_INDENTED = re.compile(r"(?m)^( +)[^\s#]")
_SECTION = re.compile(r"(?m)^[^\s#]")
_MARKER = re.compile(r"<{7}|={7}|>{7}|---|\.\.\.")
"""A line within an entry that YAML or a merge takes for its end."""
_LINE = re.compile(r"(?m)^ *([^\s#])")

_TAGS: dict[type[yaml.Node], str] = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


class _TextLoader(yaml.CSafeLoader):
    """A loader that reads every scalar as text."""

    def resolve(self, kind: type[yaml.Node], _value: object, _implicit: object) -> str:
        """Returns the tag of a node that is written without one."""
        return _TAGS[kind]


class ParsedFile(Struct, frozen=True, kw_only=True):
    """One file as nodes.

    `root` is None if the file is empty or wrong. After a mistake of syntax, it has the text before it; if
    `is_unfinished`, its last entry goes on after the mistake.
    """

    file: File
    lines: Lines
    root: yaml.Node | None = None
    is_unfinished: bool = False
    problems: tuple[Located, ...] = ()

    @property
    def shown(self) -> str:
        """Its name as messages show it."""
        return self.file.shown

    def position(self, node: yaml.Node) -> tuple[int, int]:
        """Returns line and column of the first character of `node`."""
        return self.lines.position(node.start_mark.index)

    def located(self, node: yaml.Node, field: str, message: str) -> Located:
        """Returns an error that points to `node`."""
        return Located(self.shown, *self.position(node), field, message)


def parse_file(file: File) -> ParsedFile:
    """Parses `file`; puts its error into `problems` instead of raising."""
    lines = Lines(file.text)
    if file.problem is not None:
        parsed = ParsedFile(file=file, lines=lines, problems=(file.problem,))
        return _with_root_before(parsed, lines.index(file.problem.line, file.problem.column))
    try:
        root = yaml.compose(file.text, Loader=_TextLoader)
    except yaml.YAMLError as error:
        reason = find_odd_blank(lines) or find_copied_characters(lines) or explain_error(error, lines)
        return _with_root_before(_unreadable(file, lines, *reason), reason[0])
    except RecursionError:
        return _unreadable(file, lines, 0, "the text is nested too deeply")
    message = find_odd_blank(lines)
    if message is None and root is not None and "*" in file.text:
        message = _find_expansion(root)
    if message is not None:
        return _unreadable(file, lines, *message)
    return ParsedFile(file=file, lines=lines, root=root)


def _unreadable(file: File, lines: Lines, index: int, message: str) -> ParsedFile:
    problem = Located(file.shown, *lines.position(index), "", message)
    return ParsedFile(file=file, lines=lines, problems=(problem,))


def _with_root_before(parsed: ParsedFile, index: int) -> ParsedFile:
    """Returns `parsed` with the nodes before the mistake at `index`, if any text before it can be read."""
    text = parsed.lines.text
    sections = [match.start() for match in _SECTION.finditer(text, 0, index)]
    indented = _INDENTED.search(text, sections[-1] if sections else 0)
    depth = len(indented[1]) if indented else 0
    lines = [(match.start(), match.start(1) - match.start()) for match in _LINE.finditer(text, 0, index + 1)]
    entries = [(start, indent) for start, indent in lines if indent <= depth]
    for end, indent in (*lines[-1:], *reversed(entries[-MOST_TRIES:])):
        with suppress(yaml.YAMLError, RecursionError):
            root = yaml.compose(text[:end], Loader=_TextLoader)
            is_unfinished = indent > depth or _MARKER.match(text, index) is not None
            return replace(parsed, root=root, is_unfinished=is_unfinished)
    return parsed


class _TooLarge(Exception):  # noqa: N818  # the text is at fault, not the program
    """A node that its aliases make too large or endless."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def _find_expansion(root: yaml.Node) -> tuple[int, str] | None:
    """Returns the index of the first node that its aliases make too large, and the message."""
    try:
        _size(root, {}, 0)
    except _TooLarge as error:
        return error.node.start_mark.index, str(error)
    return None


def _size(node: yaml.Node, sizes: dict[int, int], depth: int) -> int:
    """Returns how many nodes `node` stands for; in `sizes`, 0 marks a node that is being counted."""
    known_size = sizes.get(id(node))
    if known_size == 0:
        raise _TooLarge(node, "an alias (`*name`) stands inside what it stands for, without end")
    if known_size is not None:
        return known_size
    if depth > 2 * MAX_DEPTH:
        raise _TooLarge(node, "the text is nested too deeply")
    sizes[id(node)] = 0
    size = 1 + sum(_size(child, sizes, depth + 1) for child in _children(node))
    if size > MOST_EXPANDED + len(sizes):
        raise _TooLarge(node, "the aliases (`*name`) in here stand for too much text; write it out")
    sizes[id(node)] = size
    return size


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return []
