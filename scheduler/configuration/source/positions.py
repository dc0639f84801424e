"""Turns the path of a field into its place in the files.

A problem with a value points to its first character; a problem with a key, to the key; a missing field, to
the key of the block in which it is missing (in a list, to the item); a problem with no file, to the start of
the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.contents import Part
from scheduler.configuration.source.file_nodes import FileNodes, Nodes, PartPath
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.tree import Tree
from scheduler.programme.problems import FieldPath, Problem


class Positions:
    """The positions of fields in the files of `tree`.

    Keeps the nodes of the file that was asked for last, so ask for the fields of one file after another.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._file_nodes: FileNodes | None = None

    def by_file(self, problems: Iterable[Problem]) -> list[Problem]:
        """Returns the problems in the order of their files."""
        return sorted(problems, key=self._file)

    def located(self, problem: Problem) -> Located:
        """Returns `problem` with its place."""
        part, rest = self._part(problem.path)
        if part is None:
            files = self._tree.files
            shown, line, column = (files[0].source.shown if files else "", 1, 1)
        else:
            shown, node = part.source.shown, self._node(part, rest, at_key=problem.at == "key")
            line, column = part.source.lines.position(node.start_mark.index)
        return Located(
            shown, line, column, dotted(problem.path), problem.message, problem.level, problem.code
        )

    def entry(self, path: FieldPath) -> Nodes | None:
        """Returns the key and value nodes at `path`; None if nothing is written there."""
        part, rest = self._part(path)
        return None if part is None or rest is None else self._last(part, part.path, rest)

    def parent(self, path: FieldPath) -> yaml.Node | None:
        """Returns the node that holds the entry at `path`; None if nothing is written at `path`."""
        part, rest = self._part(path)
        if part is None or rest is None or len(path) == 1:
            return None
        above = self._last(part, part.path, rest[:-1]) if rest else self._last(part, (part.path[0],), ())
        return above[1] if above is not None else None

    def before(self, path: FieldPath) -> Nodes | None:
        """Returns the key and value nodes before `path` in the same mapping; None if there are none."""
        parent, part = self.parent(path), self._at(path)
        if part is None or not isinstance(parent, yaml.MappingNode):
            return None
        return self._file_nodes_of(part).before(parent, str(path[-1]))

    def lines_of(self, path: FieldPath) -> Lines:
        """Returns the lines of the file that contains `path`."""
        part, _ = self._part(path)
        return part.source.lines if part is not None else Lines("")

    def _file_nodes_of(self, part: Part) -> FileNodes:
        if self._file_nodes is None or self._file_nodes.file is not part.source.file:
            self._file_nodes = None  # never those of two files
            self._file_nodes = FileNodes(part.source.file)
        return self._file_nodes

    def _file(self, problem: Problem) -> str:
        part = self._at(problem.path)
        return part.source.shown if part is not None else ""

    def _at(self, path: FieldPath) -> Part | None:
        """Returns the entry that contains `path`, or else the section; None if nothing of it is written."""
        part = self._tree.parts.get((str(path[0]), str(path[1]))) if len(path) > 1 else None
        return part or (self._tree.sections.get(str(path[0])) if path else None)

    def _part(self, path: FieldPath) -> tuple[Part | None, FieldPath | None]:
        """Returns the part that contains `path`, and the rest of the path; None if the part lacks it.

        A group may be the list of its cities alone, so that their path is one step shorter there.
        """
        part = self._at(path)
        if part is None or len(part.path) == 1:
            return part, () if len(path) == 1 else None
        value = self._file_nodes_of(part).parts[part.path][1]
        is_list = path[2:3] == ("cities",) and isinstance(value, yaml.SequenceNode)
        return part, path[3:] if is_list else path[2:]

    def _last(self, part: Part, start: PartPath, steps: FieldPath) -> Nodes | None:
        """Returns the key and value some steps below `start`; None if they are missing."""
        found = list(self._walk(part, start, steps))
        return found[-1] if len(found) == 1 + len(steps) else None

    def _node(self, part: Part, path: FieldPath | None, *, at_key: bool) -> yaml.Node:
        """Returns the node at `path` below `part`.

        If it is missing, returns the key of the deepest part that exists, or a text in the place of a list.
        """
        if path is None:
            return self._file_nodes_of(part).parts[part.path][0]
        found = list(self._walk(part, part.path, path))
        key, value = found[-1]
        if len(found) == 1 + len(path):
            return key if at_key else value
        missing = path[len(found) - 1]
        return value if isinstance(missing, int) and isinstance(value, yaml.ScalarNode) else key

    def _walk(self, part: Part, start: PartPath, steps: FieldPath) -> Iterator[Nodes]:
        """Yields the key and value at `start` and after each step, as far as they exist."""
        nodes = self._file_nodes_of(part)
        found = nodes.parts[start]
        yield found
        for step in steps:
            below = nodes.below(found[1], step)
            if below is None:
                return
            found = below
            yield found
