"""The problems with the form of a block: missing keys, keys that the block does not have, wrong shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scheduler.configuration.blocks.documents import Document, EntryDocument
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.blocks.unknown_keys import suggested_key, unknown_key
from scheduler.configuration.vocabulary.zone_tables import zones_by_country
from scheduler.programme.problems import FieldPath, Problem


def empty_block(kind: type[Document], path: FieldPath) -> Problem:
    """Returns one error for an empty block, instead of one for each key that it lacks."""
    lines = ", ".join(f"`{line}`" for line in kind.required.values())
    words = f"nothing is written below it; {kind.noun} needs lines such as {lines}, further to the right"
    return Problem(path, words, at="key", code="nothing-written")


def no_part(kind: type[Document], value: Any, path: FieldPath) -> Problem:
    """Returns the error for a list or a text in place of a block of this kind."""
    line = next(iter(kind.required.values()))
    cure = f"write its keys on lines of their own, further to the right, such as `{line}`"
    words = f"{kind.noun} must be a block of keys, not {_shape(value)}; {cure}"
    return Problem(path, words, code="wrong-shape")


def no_block(kind: type[Document], value: Any, path: FieldPath) -> Problem:
    """Returns the error for a list or a text in place of an inner block of this kind."""
    lines = [*kind.required.values(), *filter(None, [kind.example])]
    example = f", such as `{'`, `'.join(lines)}`" if lines else ""
    return wrong_shape(path, f"a block of keys{example}", value)


def wrong_shape(path: FieldPath, wanted: str, value: Any) -> Problem:
    """Returns the error for a value that must be something else."""
    return Problem(path, f"must be {wanted}, not {_shape(value)}", code="wrong-shape")


def _shape(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    return "a block of keys" if isinstance(value, dict) else "one text"


def key_not_allowed(
    kind: type[Document], key: str, value: Any, path: FieldPath, empty: Sequence[BlockField]
) -> Problem:
    """Returns the error for a key that a block of this kind does not have.

    `empty` has the keys above it that nothing is written behind: the key was perhaps meant for one of them.
    """
    owner = next((field.key for field in reversed(empty) if _may_hold(field, key, value)), None)
    if owner is None:
        words = unknown_key(kind, key)
    else:
        words = f"`{key}:` belongs to `{owner}:` above it; indent it further to the right than `{owner}:`"
    return Problem((*path, key), words, at="key")


def _may_hold(field: BlockField, key: str, value: Any) -> bool:
    if field.shape == "by id":
        return isinstance(value, dict) and bool(re.search("[0-9]|^extra", key))
    return field.kind is not None and key in fields_of(field.kind)


def nothing_written(kind: type[Document], key: str, path: FieldPath) -> Problem:
    """Returns the error for a key without a value."""
    if key == "cancel":
        words = "is it cancelled? Write `cancel: true`, or the reason, as in `cancel: Lunar New Year`"
        return Problem((*path, key), words)
    line = kind.required.get(key)
    example = f", such as `{line}`," if line and kind is not EntryDocument else ""
    words = f"nothing is written behind `{key}:`; write a value{example} or take the line out"
    return Problem((*path, key), words, code="nothing-written")


def missing_keys(kind: type[Document], data: dict[str, Any], path: FieldPath) -> list[Problem]:
    """Returns an error for each required key that the block lacks."""
    if kind.required.keys() <= data.keys():
        return []
    lines = {key: _example(key, line, data) for key, line in kind.required.items() if lacks(kind, data, key)}
    return [
        Problem((*path, key), f"`{key}` is missing; {kind.noun} needs a line `{line}`", code="missing-key")
        for key, line in lines.items()
    ]


def _example(key: str, line: str, data: dict[str, Any]) -> str:
    """Returns the example of a line; for a zone, one of the country that is written."""
    country = data.get("country")
    zones = zones_by_country().get(country, ()) if key == "timezone" and isinstance(country, str) else ()
    return f"{key}: {zones[0]}" if zones else line


def lacks(kind: type[Document], data: dict[str, Any], key: str) -> bool:
    """Returns whether neither `key`, a misspelt key that means it, nor one instead of it is in the block."""
    if key in data or kind.instead.get(key) in data:
        return False
    fields = fields_of(kind)
    return all(suggested_key(kind, name) != key for name in data if name not in fields)
