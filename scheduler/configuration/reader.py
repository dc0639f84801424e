"""One file's text as YAML nodes with their places, or the one reason why it is no YAML.

Nodes, not values: every scalar stays the text that was written (`NO`, `18:00`, `0123`), and each
node knows where it stands. Duplicate keys, merges and aliases are looked at in `plain`.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from scheduler.configuration.files import File
from scheduler.configuration.lines import Lines
from scheduler.configuration.located import Located
from scheduler.configuration.suspicions import cause_of_failure, odd_blank
from scheduler.configuration.syntax import explained

_Base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextLoader(_Base):  # type: ignore[misc]  # the C loader where PyYAML was built with it
    """Leaves every scalar a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, object]]] = {}  # noqa: RUF012  # PyYAML's own name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
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


def read_sheet(file: File) -> Sheet:
    """The nodes of `file`; a sheet without nodes where it is empty or wrong."""
    lines = Lines(file.text)
    if file.problem is not None:
        return Sheet(shown=file.shown, lines=lines, problems=(file.problem,))
    try:
        root = yaml.compose(file.text, Loader=_TextLoader)
    except yaml.YAMLError as error:
        return _unreadable(
            file, lines, *(odd_blank(lines) or cause_of_failure(lines) or explained(error, lines))
        )
    except RecursionError:
        return _unreadable(file, lines, 0, "the text is nested too deeply")
    blank = odd_blank(lines)
    return _unreadable(file, lines, *blank) if blank else Sheet(shown=file.shown, lines=lines, root=root)


def _unreadable(file: File, lines: Lines, index: int, message: str) -> Sheet:
    problem = Located(file.shown, *lines.place(index), "", message)
    return Sheet(shown=file.shown, lines=lines, problems=(problem,))
