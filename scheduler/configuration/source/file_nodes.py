"""The YAML nodes of one file, by section and entry.

They are many times larger than the text. Only mistakes and rare forms need them, and of one file at a time.
"""

from __future__ import annotations

import yaml

from scheduler.configuration.source.files import File
from scheduler.configuration.source.nodes import parse_file
from scheduler.configuration.source.plain import pairs
from scheduler.configuration.source.sections import SECTIONS

PartPath = tuple[str] | tuple[str, str]
"""The name of a section, and the id of an entry in it."""
Nodes = tuple[yaml.Node, yaml.Node]
"""A key with its value."""


class FileNodes:
    """The nodes of `file`; `parts` has the key and the value of each section and of each entry."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.parts = _parts(file)
        self._by_name: dict[int, dict[str, Nodes]] = {}
        self._previous: dict[int, dict[str, Nodes | None]] = {}

    def below(self, node: yaml.Node, step: str | int) -> Nodes | None:
        """Returns the key and the value at a name or an index in a node of the file; None if it has none.

        The key of an item of a list is the item itself.
        """
        if isinstance(node, yaml.MappingNode):
            return self._named(node).get(step) if isinstance(step, str) else None
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step]
        return None

    def before(self, node: yaml.MappingNode, name: str) -> Nodes | None:
        """Returns the key and the value before those with this name in a mapping; None for the first."""
        previous = self._previous.get(id(node))
        if previous is None:
            names = self._named(node)
            previous = self._previous[id(node)] = dict(zip(names, (None, *names.values()), strict=False))
        return previous.get(name)

    def _named(self, node: yaml.MappingNode) -> dict[str, Nodes]:
        """Returns the keys and values of a mapping by name: a block may have thousands of mistakes."""
        names = self._by_name.get(id(node))  # `parts` keeps the node, so nothing else gets its id
        if names is None:
            names = self._by_name[id(node)] = {key.value: (key, value) for key, value in pairs(node)}
        return names


def _parts(file: File) -> dict[PartPath, Nodes]:
    root = parse_file(file).root
    found: dict[PartPath, Nodes] = {}
    for section in root.value if isinstance(root, yaml.MappingNode) else ():
        name, value = section[0].value, section[1]
        if isinstance(name, str) and name in SECTIONS and (name,) not in found:
            found[name,] = section
            entries = pairs(value) if isinstance(value, yaml.MappingNode) else ()
            found.update({(name, entry[0].value): entry for entry in entries})
    return found
