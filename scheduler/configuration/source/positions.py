"""From the path of a field to its place in the files.

A value is at its first character; an unknown key, or one that the finding is about, at the key; what
is missing, at the key of the part in which it is missing (for an entry of a list, at the entry); what
no file says, at the first character of the first file.
"""

from __future__ import annotations

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.plain import pairs
from scheduler.configuration.source.tree import Part, Tree
from scheduler.programme.problems import Path, Problem


def located(tree: Tree, problem: Problem) -> Located:
    """`problem` with its place."""
    shown, line, column = place(tree, problem)
    return Located(shown, line, column, dotted(problem.path), problem.message, problem.level)


def place(tree: Tree, problem: Problem) -> tuple[str, int, int]:
    """File, line and column of what `problem` points to."""
    part, rest = _part(tree, problem.path)
    if part is None:
        return (tree.sheets[0].shown if tree.sheets else "", 1, 1)
    node = _node(part, rest, at_key=problem.at == "key")
    return (part.sheet.shown, *part.sheet.place(node))


def _part(tree: Tree, path: Path) -> tuple[Part | None, Path | None]:
    """The part that holds the path and what remains of it; None remains where the part has not got it.

    A group may be the bare list of its cities, so that their path is one step shorter there.
    """
    if len(path) > 1 and (str(path[0]), str(path[1])) in tree.parts:
        part = tree.parts[str(path[0]), str(path[1])]
        bare_list = isinstance(part.value, yaml.SequenceNode) and path[2:3] == ("cities",)
        return part, path[3:] if bare_list else path[2:]
    section = tree.sections.get(str(path[0])) if path else None
    return section, () if len(path) == 1 else None


def _node(part: Part, path: Path | None, *, at_key: bool) -> yaml.Node:
    """The node at `path` below `part`, or the key of the deepest part that exists."""
    if path is None:
        return part.key
    key, value = part.key, part.value
    for step in path:
        below = _below(value, step)
        if below is None:
            return value if isinstance(step, int) and isinstance(value, yaml.ScalarNode) else key
        key, value = below
    return key if at_key else value


def _below(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in pairs(node) if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def lines_of(tree: Tree, path: Path) -> Lines:
    """The lines of the file that holds `path`."""
    part, _ = _part(tree, path)
    return part.sheet.lines if part is not None else Lines("")


def entry(tree: Tree, path: Path) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and value nodes at `path`, for those who must see how it is written."""
    part, rest = _part(tree, path)
    if part is None or rest is None:
        return None
    key, value = part.key, part.value
    for step in rest:
        below = _below(value, step)
        if below is None:
            return None
        key, value = below
    return key, value
