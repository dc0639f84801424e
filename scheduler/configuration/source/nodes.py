"""One file's text as YAML nodes with their places, or the one reason why it is no YAML.

Nodes, not values: every scalar stays the text that was written (`NO`, `18:00`, `0123`), and each
node knows where it stands. A few lines of aliases (`*name`) of aliases can stand for billions of nodes,
or for themselves without end; both are found by weighing each node once. Duplicate keys and merges are
looked at in `plain`.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from scheduler.configuration.located import Located
from scheduler.configuration.source.files import File
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.syntax import cause_of_failure, explained, odd_blank

DEEPEST = 20
MOST_EXPANDED = 200_000
"""How many nodes the aliases of one file may add."""

_Base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS: dict[type[yaml.Node], str] = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


class _TextLoader(_Base):  # type: ignore[misc]  # the C loader where PyYAML was built with it
    """Leaves every scalar a text."""

    def resolve(self, kind: type[yaml.Node], _value: object, _implicit: object) -> str:
        """The tag of a node of this kind that is written without one."""
        return _TAGS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """One file as read: its name as shown, its lines, and its outermost node (None where it says nothing)."""

    shown: str
    lines: Lines
    root: yaml.Node | None = None
    problems: tuple[Located, ...] = ()

    def place(self, node: yaml.Node) -> tuple[int, int]:
        """Line and column of the first character of `node`."""
        return self.lines.place(node.start_mark.index)

    def located(self, node: yaml.Node, field: str, message: str) -> Located:
        """An error that points to `node`."""
        return Located(self.shown, *self.place(node), field, message)


def parse_file(file: File) -> ParsedFile:
    """The nodes of `file`; a sheet without nodes where it is empty or wrong."""
    lines = Lines(file.text)
    if file.problem is not None:
        return ParsedFile(shown=file.shown, lines=lines, problems=(file.problem,))
    try:
        root = yaml.compose(file.text, Loader=_TextLoader)
    except yaml.YAMLError as error:
        return _unreadable(
            file, lines, *(odd_blank(lines) or cause_of_failure(lines) or explained(error, lines))
        )
    except RecursionError:
        return _unreadable(file, lines, 0, "the text is nested too deeply")
    reason = odd_blank(lines) or (_too_much(root) if root is not None and "*" in file.text else None)
    return (
        _unreadable(file, lines, *reason) if reason else ParsedFile(shown=file.shown, lines=lines, root=root)
    )


def _unreadable(file: File, lines: Lines, index: int, message: str) -> ParsedFile:
    problem = Located(file.shown, *lines.place(index), "", message)
    return ParsedFile(shown=file.shown, lines=lines, problems=(problem,))


class _TooMuch(Exception):  # noqa: N818  # what is too much is no failure of the program
    """A node that its aliases make too large or endless; `node` is where to look."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def _too_much(root: yaml.Node) -> tuple[int, str] | None:
    """The first node whose aliases are out of bounds, by its index, and why."""
    try:
        _weight(root, {}, 0)
    except _TooMuch as error:
        return error.node.start_mark.index, str(error)
    return None


def _weight(node: yaml.Node, weights: dict[int, int], depth: int) -> int:
    known = weights.get(id(node))
    if known == 0:
        raise _TooMuch(node, "an alias (`*name`) stands inside what it stands for, without end")
    if known is not None:
        return known
    if depth > 2 * DEEPEST:
        raise _TooMuch(node, "the text is nested too deeply")
    weights[id(node)] = 0
    weight = 1 + sum(_weight(child, weights, depth + 1) for child in _children(node))
    if weight > MOST_EXPANDED + len(weights):
        raise _TooMuch(node, "the aliases (`*name`) in here stand for too much text; write it out")
    weights[id(node)] = weight
    return weight


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return []
