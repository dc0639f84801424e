"""Takes secrets out of messages: the way into a meeting, and the addresses of others' calendars.

A message may be sent to anybody who helps, or kept in a log. All messages of a reading pass here. One about
a field whose type is secret, or about a line that is no YAML and has its key, quotes nothing of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from scheduler.configuration.blocks.documents import SECTIONS, Document
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.located import Located
from scheduler.configuration.source.files import Lines

_OPEN = {"http", "https", "webcal", "ics"}
"""Words that many addresses have."""


def without_secret(problem: Located, lines: Lines) -> Located:
    """Returns `problem`, found in a file with these `lines`, with `…` where it quotes a secret."""
    field, key = _patterns()
    if problem.field and not field.search(problem.field):
        return problem  # a long line may have thousands of mistakes
    before, *behind = key.split(lines.line(problem.line), maxsplit=1)
    if not (problem.field or behind):
        return problem
    secret = "".join(behind or before).casefold()

    def hidden(quotation: re.Match[str]) -> str:
        words = {*re.findall(r"\w+", quotation[2].casefold())} - _OPEN
        is_written = any(word in secret for word in words)
        return f"`{quotation[1]}…`" if is_written else quotation[0]

    return replace(problem, message=re.sub("`((?:https://)?)([^`]*)`", hidden, problem.message))


def secrets_in(data: Mapping[str, Any]) -> set[str]:
    """Returns every secret value of the files."""
    found = set[str]()
    for section, block_type in SECTIONS.items():
        blocks = [data[section]] if section == "programme" else data[section].values()
        found.update(*(_values(block_type, block) for block in blocks))
    return found


def _values(block_type: type[Document], block: Any) -> Iterator[str]:
    for key, written in block.items() if isinstance(block, dict) else ():
        field = fields_of(block_type).get(key)
        values = written if isinstance(written, list) else [written]
        if field is not None and field.type is not None and field.type.is_secret:
            yield from (str(value) for value in values if value is not None)
        elif field is not None and field.block_type is not None:
            below = written.values() if field.shape == "by id" and isinstance(written, dict) else values
            for each in below:
                yield from _values(field.block_type, each)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns what finds a secret field in the path of a problem, and its key in a line."""
    found = [each for section in SECTIONS.values() for each in _secrets(section)]
    fields = "|".join({path for path, _ in found})
    words = "|".join({re.escape(word) for _, field in found for word in (field.key, *field.words)})
    return (
        re.compile(rf"\.(?:{fields})\b"),
        re.compile(rf"(?i)\b(?:{words})[\"']?\s*[:：=]|^\s*(?:{words})\s"),
    )


def _secrets(block_type: type[Document], above: str = "") -> Iterator[tuple[str, BlockField]]:
    """Yields the secret fields of a type of block, each behind the key of the block that it stands in."""
    for key, field in fields_of(block_type).items():
        if field.block_type is not None:
            yield from _secrets(field.block_type, rf"{key}\.")
        elif field.type is not None and field.type.is_secret:
            yield f"{above}{key}", field
