"""A key with its value, as YAML nodes, and where both are written."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from msgspec import Struct

from scheduler.configuration.source.nodes import ParsedFile
from scheduler.configuration.source.plain import pairs


class Entry(Struct, frozen=True, eq=False):
    """A key with its value in a file; an item of a list is its own key.

    `parent` is the block or list around it, None for a section. `above` are the key and the value before it
    in its block.
    """

    source: ParsedFile
    key: yaml.Node
    value: yaml.Node
    parent: yaml.Node | None = None
    above: tuple[yaml.Node, yaml.Node] | None = None

    @property
    def order(self) -> tuple[str, int]:
        """The order of the text: the name of the file, and the index of the key in it."""
        return self.source.shown, self.key.start_mark.index

    def where(self) -> str:
        """Returns the place of the key, for a message."""
        return f"{self.source.shown}, line {self.source.position(self.key)[0]}"


def entries_of(source: ParsedFile, block: yaml.MappingNode) -> Iterator[Entry]:
    """Yields the entries of a block that count, each name once."""
    above = None
    for key, value in pairs(block):
        yield Entry(source, key, value, block, above)
        above = key, value
