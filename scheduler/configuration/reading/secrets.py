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
from scheduler.configuration.blocks.types import TRUE, FieldType
from scheduler.configuration.located import Located
from scheduler.configuration.source.files import Lines
from scheduler.programme.problems import FieldPath

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
    found = (block[str(path[-1])] for path, type, block in _written(data) if type.is_secret)
    values = (value for written in found for value in (written if isinstance(written, list) else [written]))
    return {str(value) for value in values if value is not None}


def private_in(data: Mapping[str, Any]) -> Iterator[FieldPath]:
    """Yields where the files say what is not for everybody: secrets, an office, and private meetings.

    The way into a meeting is no secret if all readers see it (`public`).
    """
    for path, type, block in _written(data):
        is_private_meeting = path[-1] == "visibility" and block["visibility"] == "private"
        is_secret = type.is_secret and str(block.get("public")).casefold() not in TRUE
        if is_secret or type.is_of_office or is_private_meeting:
            yield path


def _written(data: Mapping[str, Any]) -> Iterator[tuple[FieldPath, FieldType, Mapping[str, Any]]]:
    """Yields the place of every field with a value of its own, its type, and the block that it stands in."""
    for section, block_type in SECTIONS.items():
        if section == "programme":
            yield from _below(block_type, data[section], (section,))
        else:
            for id, block in data[section].items():
                yield from _below(block_type, block, (section, id))


def _below(
    block_type: type[Document], block: Any, above: FieldPath
) -> Iterator[tuple[FieldPath, FieldType, Mapping[str, Any]]]:
    for key, written in block.items() if isinstance(block, dict) else ():
        field, path = fields_of(block_type).get(key), (*above, key)
        if field is None:
            continue
        if field.block_type is None:
            if field.type is not None:
                yield path, field.type, block
        elif field.shape == "by id" and isinstance(written, dict):
            for id, each in written.items():
                yield from _below(field.block_type, each, (*path, id))
        else:
            for each in written if isinstance(written, list) else [written]:
                yield from _below(field.block_type, each, path)


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
