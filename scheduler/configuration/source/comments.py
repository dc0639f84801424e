"""Texts of which YAML swallows a part: `title: Webinar #3` says no more than `Webinar`.

A `#` behind a blank starts a remark. Where a letter or figure follows at once, the end of the text was
more likely meant; only a warning, because a remark is what it is. A `!` before a text is swallowed too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import yaml

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.nodes import ParsedFile
from scheduler.configuration.source.plain import is_plain
from scheduler.configuration.spelling import LONGEST_QUOTE, quoted
from scheduler.programme.problems import Path

_TEXTS = frozenset(
    ("cancel", "description", "kind", "name", "official_name", "place", "reason", "role", "title")
)
_SOMEWHERE = re.compile(r"\S[ \t]+(?:#[^\s#]|! )")
_REMARK = re.compile(r"[ \t]+(#[^\s#].*)")
_FLAGS = ("true", "false", "yes", "no")


def lost_parts(sheets: Iterable[ParsedFile]) -> Iterator[Located]:
    """A finding for each text of `sheets` that says less than what is written, at what is lost."""
    for sheet in sheets:
        if sheet.root is not None and _SOMEWHERE.search(sheet.lines.text):
            for path, node in _scalars(sheet.root):
                yield from _cut(sheet, path, node)
                yield from _bare_mark(sheet, path, node)


def _scalars(root: yaml.Node) -> Iterator[tuple[Path, yaml.ScalarNode]]:
    """Each text that readers see, with its path; what several aliases stand for comes once."""
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


def _cut(sheet: ParsedFile, path: Path, node: yaml.ScalarNode) -> Iterator[Located]:
    remark = _REMARK.match(sheet.lines.text, node.end_mark.index)
    if remark is None or not is_plain(node) or not node.value or node.value.casefold() in _FLAGS:
        return
    whole = f"{node.value} {remark[1].strip()}".replace('"', "'")
    words = (
        "the text ends before this `#`, because what follows is a remark; if it belongs to the text, put all "
        "of it in quotes"
    )
    line = f'{path[-1]}: "{whole}"'
    mended = f": {quoted(line)}" if len(line) <= LONGEST_QUOTE else ""
    place = sheet.lines.place(remark.start(1))
    yield Located(sheet.shown, *place, dotted(path), f"{words}{mended}", "warning")


def _bare_mark(sheet: ParsedFile, path: Path, node: yaml.ScalarNode) -> Iterator[Located]:
    if sheet.lines.text.startswith("! ", node.start_mark.index):
        mended = quoted(f'{path[-1]}: "! {node.value}"')
        words = f"a text that starts with `!` must be in quotes: {mended}"
        yield sheet.located(node, dotted(path), words)
