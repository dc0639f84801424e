"""Turns a problem with a path into one with its place in the files.

1. A problem with a value points to its first character; one with a key, to the key.
2. A missing field points to the key of the block in which it is missing (in a list, to the item); a problem
   with no file, to the start of the first one.
3. Where YAML reads a text differently from a person, the message says so: `{reason: room not free, again}`
   has a key `again` with no value, and `#1 webinar` is a comment.
"""

from __future__ import annotations

import re

import yaml
from msgspec.structs import replace

from scheduler.configuration.blocks.documents import SECTIONS
from scheduler.configuration.located import Located, dotted
from scheduler.configuration.reading.tree import Entry, Tree
from scheduler.configuration.source.nodes import is_null
from scheduler.programme.problems import FieldPath, Problem

_COLON = re.compile(r"\s*:")


class Positions:
    """The positions of fields in the files of `tree`."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._by_name: dict[int, dict[str, Entry]] = {}

    def located(self, problem: Problem) -> Located:
        """Returns `problem` with its place."""
        entry, missing = self._deepest(problem.path)
        if entry is None:
            name, line, column = (self._tree.files[0].file.display_name if self._tree.files else "", 1, 1)
        else:
            is_at_value = problem.at != "key"
            if missing:  # a text may stand in the place of a list
                is_at_value = isinstance(missing[0], int) and isinstance(entry.value, yaml.ScalarNode)
            name = entry.parsed.file.display_name
            line, column = entry.parsed.position(entry.value if is_at_value else entry.key)
        field = dotted(problem.path)
        message, level, code, advice = problem.message, problem.level, problem.code, problem.advice
        return Located(name, line, column, field, message, level, code, advice)

    def explained(self, problem: Problem) -> Located:
        """Returns `problem` with its place, and a hint if YAML reads the text differently from a person."""
        entry, missing = self._deepest(problem.path)
        if entry is None or missing:
            return self.located(problem)
        if (above := _cut_off_from(entry)) is None:
            return self.located(_with_hint(entry, problem))
        key, text = above[0].value, entry.parsed.file.lines.text
        value = text[above[1].start_mark.index : entry.key.end_mark.index].replace('"', "")
        words = f"in braces a comma ends the text, so that `{entry.key.value}` is a key; put the text in"
        located = self.located(replace(problem, message=f'{words} quotes: `{{{key}: "{value}"}}`', at="key"))
        return replace(located, field=dotted((*problem.path[:-1], key)))

    def _deepest(self, path: FieldPath) -> tuple[Entry | None, FieldPath]:
        """Returns the deepest entry along `path` (None if even its section is missing), and the steps left.

        Where a list stands for a block, such as a group, the path of an item is one step shorter.
        """
        entry = self._tree.entries.get((str(path[0]), str(path[1]))) if len(path) > 1 else None
        if entry is None:
            return (self._tree.sections.get(str(path[0])) if path else None), path[1:]
        steps = path[2:]
        is_list = isinstance(entry.value, yaml.SequenceNode)
        if is_list and steps[:1] == (SECTIONS[str(path[0])].list_key,):
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
            if id(block) not in self._by_name:
                self._by_name[id(block)] = {inner.key.value: inner for inner in entry.inner()}
            return self._by_name[id(block)].get(step)
        if isinstance(block, yaml.SequenceNode) and isinstance(step, int) and step < len(block.value):
            return Entry(entry.parsed, block.value[step], block.value[step], block)
        return None


def _cut_off_from(entry: Entry) -> tuple[yaml.Node, yaml.Node] | None:
    """Returns the key and the text that a comma in braces ends before this key; None if it is a real key."""
    if not (isinstance(entry.parent, yaml.MappingNode) and entry.parent.flow_style and is_null(entry.value)):
        return None
    has_colon = _COLON.match(entry.parsed.file.lines.text, entry.key.end_mark.index)
    is_text = entry.above is not None and isinstance(entry.above[1], yaml.ScalarNode)
    return entry.above if is_text and not has_colon else None


def _with_hint(entry: Entry, problem: Problem) -> Problem:
    value = entry.value
    if is_null(value) and problem.code == "nothing-written":
        number, column = entry.parsed.position(value)
        comment = entry.parsed.file.lines.line(number)[column - 1 :].strip()
        words = (
            "nothing is written here, because what follows `#` is a comment; if it is meant, put it in "
            f'quotes: `{entry.key.value}: "{comment}"`'
        )
        return replace(problem, message=words) if comment.startswith("#") else problem
    return problem
