"""Whether the aliases (`*name`) of a file stay within bounds.

A few lines of aliases of aliases can stand for billions of nodes, or for themselves without end;
both are found by weighing each node once.
"""

from __future__ import annotations

import yaml

from scheduler.configuration.plain import DEEPEST, MOST_EXPANDED


class TooMuch(Exception):  # noqa: N818  # what is too much is no failure of the program
    """A node that its aliases make too large or endless; `node` is where to look."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def weigh(root: yaml.Node) -> None:
    """Nothing where all is well; raises TooMuch at the first node whose aliases are out of bounds."""
    weights: dict[int, int] = {}
    _weight(root, weights, 0)


def _weight(node: yaml.Node, weights: dict[int, int], depth: int) -> int:
    known = weights.get(id(node))
    if known == 0:
        raise TooMuch(node, "an alias (`*name`) stands inside what it stands for, without end")
    if known is not None:
        return known
    if depth > 2 * DEEPEST:
        raise TooMuch(node, "the text is nested too deeply")
    weights[id(node)] = 0
    weight = 1 + sum(_weight(child, weights, depth + 1) for child in _children(node))
    if weight > MOST_EXPANDED + len(weights):
        raise TooMuch(node, "the aliases (`*name`) in here stand for too much text; write it out")
    weights[id(node)] = weight
    return weight


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return []
