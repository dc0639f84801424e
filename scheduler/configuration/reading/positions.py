"""Turns the path of a field into its place in the files.

A problem with a value points to its first character; a problem with a key, to the key; a missing field, to
the key of the block in which it is missing (in a list, to the item); a problem with no file, to the start of
the first one.
"""

from __future__ import annotations

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.reading.sections import SECTIONS
from scheduler.configuration.reading.tree import Entry, Tree, entries_of
from scheduler.programme.problems import FieldPath, Problem


class Positions:
    """The positions of fields in the files of `tree`."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._by_name: dict[int, dict[str, Entry]] = {}

    def located(self, problem: Problem) -> Located:
        """Returns `problem` with its place."""
        entry, missing = self._deepest(problem.path)
        if entry is None:
            files = self._tree.files
            shown, line, column = (files[0].shown if files else "", 1, 1)
        else:
            is_at_value = problem.at != "key"
            if missing:  # a text may stand in the place of a list
                is_at_value = isinstance(missing[0], int) and isinstance(entry.value, yaml.ScalarNode)
            shown = entry.source.shown
            line, column = entry.source.position(entry.value if is_at_value else entry.key)
        return Located(
            shown, line, column, dotted(problem.path), problem.message, problem.level, problem.code
        )

    def entry(self, path: FieldPath) -> Entry | None:
        """Returns the entry at `path`; None if nothing is written there."""
        entry, missing = self._deepest(path)
        return None if missing else entry

    def _deepest(self, path: FieldPath) -> tuple[Entry | None, FieldPath]:
        """Returns the deepest entry along `path` (None if even its section is missing), and the steps left.

        Where a list stands for a block, such as a group, the path of an item is one step shorter.
        """
        entry = self._tree.entries.get((str(path[0]), str(path[1]))) if len(path) > 1 else None
        if entry is None:
            return (self._tree.sections.get(str(path[0])) if path else None), path[1:]
        steps = path[2:]
        if steps[:1] == (SECTIONS[str(path[0])].document.list_key,) and isinstance(
            entry.value, yaml.SequenceNode
        ):
            steps = steps[1:]
        for number, step in enumerate(steps):
            below = self._below(entry, step)
            if below is None:
                return entry, steps[number:]
            entry = below
        return entry, ()

    def _below(self, entry: Entry, step: str | int) -> Entry | None:
        """Returns the entry at a name or an index in `entry`; None if it has none."""
        block = entry.value
        if isinstance(block, yaml.MappingNode) and isinstance(step, str):
            # A block may have thousands of mistakes. The tree keeps its node, so no other has the same id.
            by_name = self._by_name.get(id(block))
            if by_name is None:
                by_name = {each.key.value: each for each in entries_of(entry.source, block)}
                self._by_name[id(block)] = by_name
            return by_name.get(step)
        if isinstance(block, yaml.SequenceNode) and isinstance(step, int) and step < len(block.value):
            return Entry(entry.source, block.value[step], block.value[step], block)
        return None
