"""Finds texts that end before a `#`: `title: Webinar #3` is only `Webinar`, because the rest is a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.nodes import ParsedFile
from scheduler.configuration.source.plain import is_plain
from scheduler.configuration.spelling import LONGEST_QUOTE, quoted
from scheduler.programme.problems import FieldPath

_COMMENT = re.compile(r"[ \t]+(#[^\s#].*)")
_COMMENT_ANYWHERE = re.compile(r"\S[ \t]+#[^\s#]")
_TEXTS = frozenset(
    ("cancel", "description", "kind", "name", "official_name", "place", "reason", "role", "title")
)
"""The fields whose text readers see."""
_FLAGS = ("true", "false", "yes", "no")


def may_be_cut(text: str) -> bool:
    """Returns whether there is a comment with no space after its `#`, at the end of a line."""
    return "#" in text and _COMMENT_ANYWHERE.search(text) is not None


def cut_texts(file: ParsedFile) -> Iterator[Located]:
    """Yields a warning for each text that ends before a comment with no space after its `#`."""
    if file.root is not None and may_be_cut(file.lines.text):
        for path, node in _texts(file.root):
            yield from _cut_text(file, path, node)


def _texts(root: yaml.Node) -> Iterator[tuple[FieldPath, yaml.ScalarNode]]:
    """Yields each text that readers see, with its path; a node with several aliases comes once."""
    seen: set[int] = set()
    stack: list[tuple[FieldPath, yaml.Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            stack.extend(((*path, str(key.value)), value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend(((*path, index), item) for index, item in enumerate(node.value))
        elif isinstance(node, yaml.ScalarNode) and not _TEXTS.isdisjoint(path[-2:]):
            yield path, node


def _cut_text(file: ParsedFile, path: FieldPath, node: yaml.ScalarNode) -> Iterator[Located]:
    comment = _COMMENT.match(file.lines.text, node.end_mark.index)
    if comment is None or not is_plain(node) or not node.value or node.value.casefold() in _FLAGS:
        return
    text = f"{node.value} {comment[1].strip()}".replace('"', "'")
    words = (
        "the text ends before this `#`, because what follows is a comment; if it belongs to the text, put "
        "all of it in quotes"
    )
    line = f'{path[-1]}: "{text}"'
    correction = f": {quoted(line)}" if len(line) <= LONGEST_QUOTE else ""
    yield Located(
        file.shown, *file.lines.position(comment.start(1)), dotted(path), f"{words}{correction}", "warning"
    )
