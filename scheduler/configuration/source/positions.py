"""Turns the path of a field into its place in the files.

A problem with a value points to its first character; a problem with a key, to the key; a missing field, to
the key of the block in which it is missing (in a list, to the item); a problem with no file, to the start of
the first one.
"""

from __future__ import annotations

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.contents import Part
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.tree import Tree
from scheduler.programme.problems import FieldPath, Problem


def located(tree: Tree, problem: Problem) -> Located:
    """Returns `problem` with its place."""
    part, rest = _part(tree, problem.path)
    if part is None:
        shown, line, column = (tree.files[0].source.shown if tree.files else "", 1, 1)
    else:
        shown, node = part.source.shown, _node(part, rest, at_key=problem.at == "key")
        line, column = part.source.lines.position(node.start_mark.index)
    return Located(shown, line, column, dotted(problem.path), problem.message, problem.level, problem.code)


def _part(tree: Tree, path: FieldPath) -> tuple[Part | None, FieldPath | None]:
    """Returns the part that contains `path`, and the rest of the path; the rest is None if the part lacks it.

    A group may be the list of its cities alone, so that their path is one step shorter there.
    """
    if len(path) > 1 and (str(path[0]), str(path[1])) in tree.parts:
        part = tree.parts[str(path[0]), str(path[1])]
        is_list = path[2:3] == ("cities",) and isinstance(part.nodes[1], yaml.SequenceNode)
        return part, path[3:] if is_list else path[2:]
    section = tree.sections.get(str(path[0])) if path else None
    return section, () if len(path) == 1 else None


def _node(part: Part, path: FieldPath | None, *, at_key: bool) -> yaml.Node:
    """Returns the node at `path` below `part`, or the key of the deepest part that exists."""
    key, value = part.nodes
    if path is None:
        return key
    for step in path:
        below = _below(part, value, step)
        if below is None:
            return value if isinstance(step, int) and isinstance(value, yaml.ScalarNode) else key
        key, value = below
    return key if at_key else value


def _below(part: Part, node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return part.source.below(node, step)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def lines_of(tree: Tree, path: FieldPath) -> Lines:
    """Returns the lines of the file that contains `path`."""
    part, _ = _part(tree, path)
    return part.source.lines if part is not None else Lines("")


def entry(tree: Tree, path: FieldPath) -> tuple[yaml.Node, yaml.Node] | None:
    """Returns the key and value nodes at `path`; None if nothing is written there."""
    part, rest = _part(tree, path)
    if part is None or rest is None:
        return None
    key, value = part.nodes
    for step in rest:
        below = _below(part, value, step)
        if below is None:
            return None
        key, value = below
    return key, value
