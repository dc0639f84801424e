"""Hints for texts that YAML reads as something else: a comma in braces, a bracket or `#` at the start.

`{reason: room not free, again}` has a key `again` with no value; `[MOVED] Visit` would be a list; and
`title: Webinar #3` says no more than `Webinar`, because a `#` after a space starts a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.nodes import ParsedFile
from scheduler.configuration.source.plain import is_null, is_plain, pairs
from scheduler.configuration.source.positions import entry, lines_of
from scheduler.configuration.source.tree import Tree
from scheduler.configuration.spelling import LONGEST_QUOTE, quoted
from scheduler.programme.problems import Path, Problem

_CURLY_QUOTES = tuple("“”„‟‘’«»")
_GLUED_DASH = re.compile(r"-[^\s-]")
_COMMENT = re.compile(r"[ \t]+(#[^\s#].*)")
_COMMENT_ANYWHERE = re.compile(r"\S[ \t]+#[^\s#]")
_TEXTS = frozenset(
    ("cancel", "description", "kind", "name", "official_name", "place", "reason", "role", "title")
)
"""The fields whose text readers see."""
_FLAGS = ("true", "false", "yes", "no")


def with_hint(tree: Tree, problem: Problem) -> Problem:
    """`problem` with a better message if it comes from the way in which YAML reads the text."""
    written = entry(tree, problem.path)
    if written is None:
        return problem
    key, value = written
    holder = entry(tree, problem.path[:-1])
    if is_null(value) and holder is not None and _flow(holder[1]) and isinstance(holder[1], yaml.MappingNode):
        return _comma(holder[1], key, problem)
    if is_null(value) and problem.code == "nothing-written":
        return _comment(tree, key, value, problem)
    if isinstance(value, yaml.ScalarNode):
        return _scalar(value.value, problem)
    if _flow(value) and problem.code == "text-expected":
        opening, closing = ("[", "]") if isinstance(value, yaml.SequenceNode) else ("{", "}")
        hint = f'if a text is meant, put it in quotes: `"{opening}…{closing}"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _scalar(text: str, problem: Problem) -> Problem:
    if _GLUED_DASH.match(text) and problem.code == "wrong-shape":
        words = f"a space is missing behind the dash; write `- {text.split()[0][1:]}`"
        return replace(problem, message=words)
    if text.startswith(_CURLY_QUOTES) and problem.at == "value":
        hint = 'curly quotation marks count as part of the text: leave them out, or write `"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _comment(tree: Tree, key: yaml.Node, value: yaml.Node, problem: Problem) -> Problem:
    """`title: #1 webinar` has no value, because `#` starts a comment."""
    lines = lines_of(tree, problem.path)
    number, column = lines.place(value.start_mark.index)
    rest = lines.line(number)[column - 1 :].strip()
    if not rest.startswith("#"):
        return problem
    mended = f'{key.value}: "{rest}"'
    words = (
        "nothing is written here, because what follows `#` is a remark; if it is meant, put it in quotes: "
        f"{quoted(mended)}"
    )
    return replace(problem, message=words)


def _flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _comma(holder: yaml.MappingNode, key: yaml.Node, problem: Problem) -> Problem:
    """A key without a value in braces: the whole is a text, or the text before the comma needs quotes."""
    entries = list(pairs(holder))
    before = [pair for pair in entries if pair[0].start_mark.index < key.start_mark.index]
    if not before and len(entries) > 1 and " " in key.value:
        mended = ": ".join(key.value.split(maxsplit=1))
        return replace(problem, message=f"a colon is missing; write `{mended}`", at="key")
    if not before:
        mended = f'"{{{key.value}}}"'
        words = f"in braces this is a key without a value; if a text is meant, put it in quotes: `{mended}`"
        return replace(problem, path=problem.path[:-1], message=words, at="value")
    name, value = before[-1]
    if not isinstance(value, yaml.ScalarNode):
        return problem
    mended = f'{{{name.value}: "{value.value}, {key.value}"}}'
    words = (
        f"in braces a comma ends the text, so that `{key.value}` is a key; put the text in quotes: `{mended}`"
    )
    return replace(problem, message=words, at="key")


def cut_texts(files: Iterable[ParsedFile]) -> Iterator[Located]:
    """A warning for each text that a comment ends although a letter or digit follows the `#` at once."""
    for file in files:
        if file.root is not None and _COMMENT_ANYWHERE.search(file.lines.text):
            for path, node in _texts(file.root):
                yield from _cut(file, path, node)


def _texts(root: yaml.Node) -> Iterator[tuple[Path, yaml.ScalarNode]]:
    """Each text that readers see, with its path; a node that several aliases name comes once."""
    seen: set[int] = set()
    waiting: list[tuple[Path, yaml.Node]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting.extend(((*path, str(key.value)), value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(((*path, index), item) for index, item in enumerate(node.value))
        elif isinstance(node, yaml.ScalarNode) and not _TEXTS.isdisjoint(path[-2:]):
            yield path, node


def _cut(file: ParsedFile, path: Path, node: yaml.ScalarNode) -> Iterator[Located]:
    comment = _COMMENT.match(file.lines.text, node.end_mark.index)
    if comment is None or not is_plain(node) or not node.value or node.value.casefold() in _FLAGS:
        return
    whole = f"{node.value} {comment[1].strip()}".replace('"', "'")
    words = (
        "the text ends before this `#`, because what follows is a remark; if it belongs to the text, put all "
        "of it in quotes"
    )
    line = f'{path[-1]}: "{whole}"'
    mended = f": {quoted(line)}" if len(line) <= LONGEST_QUOTE else ""
    yield Located(
        file.shown, *file.lines.place(comment.start(1)), dotted(path), f"{words}{mended}", "warning"
    )
