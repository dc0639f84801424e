"""Reads blocks of the text as far as possible, and finds the problems with their form.

1. Values that cannot be read are left out of the document, so that the rest of it can still be checked: one
   run finds all problems.
2. An empty block is one error, instead of one for each key that it lacks.
3. A key that a misspelt one means is not missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from scheduler.configuration.blocks.documents import ChangeDocument, Document, EntryDocument
from scheduler.configuration.blocks.fields import BlockField, fields_of, suggested_key, unknown_key
from scheduler.configuration.source.nodes import Plain
from scheduler.configuration.spelling import ParseError
from scheduler.configuration.vocabulary.zones import country_of, old_names, zones_by_country
from scheduler.programme.problems import FieldPath, Problem

D = TypeVar("D", bound=Document)
C = TypeVar("C", bound=Document, covariant=True)


class Block(Struct, Generic[C], frozen=True, kw_only=True):
    """One block: its readable values (`document`), everything written in it (`data`), and its problems.

    `has_no_keys` is set if there is only a list, a text or nothing in place of the block.
    """

    path: FieldPath
    document: C
    data: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    has_no_keys: bool = False

    @property
    def id(self) -> str:
        """The id or key above the block."""
        return str(self.path[-1])

    def inner(self, document: D, *steps: str | int) -> Block[D]:
        """Returns the block at `steps` below this one, which was read as `document`."""
        data: Any = self.data
        for step in steps:
            data = data[step]
        return Block(path=(*self.path, *steps), document=document, data=data)

    def has_key(self, key: str) -> bool:
        """Returns whether `key` is written in this block, with a right or a wrong value."""
        return key in self.data

    def has_key_or_misspelling(self, key: str) -> bool:
        """Returns whether `key` is written in this block, or a misspelt key that means it."""
        return not _lacks(type(self.document), self.data, key)

    def last_of(self, *keys: str) -> str:
        """Returns the last written of `keys`, which is usually the wrong one."""
        return max(keys, key=list(self.data).index)


def read_block(block_type: type[D], value: Plain, path: FieldPath) -> Block[D]:
    """Reads `value`, the part of the text at `path`, as a block of this type."""
    if isinstance(value, list) and block_type.list_key:
        value = {block_type.list_key: value}
    problems: list[Problem] = []
    if value and isinstance(value, dict):
        document = _document(block_type, value, path, problems)
        return Block(path=path, document=document, data=value, problems=tuple(problems))
    lines = [f"`{line}`" for line in block_type.required.values()]
    if value is None or value == {}:
        cure = f"{block_type.noun} needs lines such as {', '.join(lines)}, further to the right"
        problem = Problem(path, f"nothing is written below it; {cure}", at="key", code="nothing-written")
    else:
        words = f"{block_type.noun} must be a block of keys, not {_shape(value)}"
        cure = f"write its keys on lines of their own, further to the right, such as {lines[0]}"
        problem = Problem(path, f"{words}; {cure}")
    return Block(path=path, document=block_type(), data={}, problems=(problem,), has_no_keys=True)


def _shape(value: Plain) -> str:
    if value is None:
        return "nothing"
    return (
        "one text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a block of keys"
    )


def _wrong_shape(path: FieldPath, wanted: str, value: Plain) -> Problem:
    """Returns the error for a value that must be something else."""
    return Problem(path, f"must be {wanted}, not {_shape(value)}")


def _document(block_type: type[D], data: dict[str, Any], path: FieldPath, problems: list[Problem]) -> D:
    """Returns the readable values of a block; adds its problems to `problems`."""
    fields = fields_of(block_type)
    values: dict[str, Any] = {}
    empty: list[BlockField] = []
    for key, value in data.items():
        field = fields.get(key)
        if field is None:
            problems.append(_key_not_allowed(block_type, key, value, path, empty))
        elif value is None:
            empty.append(field)
            if not field.may_be_empty or key in block_type.required:
                problems.append(_nothing_written(block_type, key, data, path))
        elif field.type is not None:
            try:
                values[field.name] = field.type.read(value)
            except ParseError as error:
                problems += _problems_of(error, (*path, key))
        elif field.block_type is not None:
            values[field.name] = _INNER[field.shape](field.block_type, value, (*path, key), problems)
    problems += _missing_keys(block_type, data, path)
    return block_type(**values)


def _problems_of(error: ParseError, path: FieldPath) -> Iterator[Problem]:
    for key, inner in error.items:
        yield from _problems_of(inner, (*path, key))
    if not error.items:
        yield Problem(path, str(error), at=error.at, code=error.code)


def _block(block_type: type[D], value: Plain, path: FieldPath, problems: list[Problem]) -> D | None:
    if isinstance(value, dict):
        return _document(block_type, value, path, problems)
    lines = [*block_type.required.values(), *filter(None, [block_type.example])]
    example = f", such as `{'`, `'.join(lines)}`" if lines else ""
    wanted = f"a block of keys on lines of their own, further to the right{example}"
    problems.append(_wrong_shape(path, wanted, value))
    return None


def _list(block_type: type[D], value: Plain, path: FieldPath, problems: list[Problem]) -> list[D] | None:
    """Returns the blocks of a list; None if one of them is no block, so that all keep their places."""
    if not isinstance(value, list):
        line = next(iter(block_type.required.values()))
        wanted = f"a list, each item of which starts `- {line}`"
        problems.append(_wrong_shape(path, wanted, value))
        return None
    blocks = [_block(block_type, item, (*path, index), problems) for index, item in enumerate(value)]
    return [block for block in blocks if block is not None] if None not in blocks else None


def _by_id(
    block_type: type[D], value: Plain, path: FieldPath, problems: list[Problem]
) -> dict[str, D | None] | None:
    """Returns the blocks by id; None stands for an id that has no block."""
    if not isinstance(value, dict):
        wanted = f"a block of keys such as `{block_type.key_example}:`, each with its own lines below it"
        problems.append(_wrong_shape(path, wanted, value))
        return None
    blocks: dict[str, D | None] = dict.fromkeys(value)
    for id, item in value.items():
        if item is None:
            problems += _missing_keys(block_type, {}, (*path, id))
        elif isinstance(item, dict) or block_type is not ChangeDocument or id not in fields_of(block_type):
            blocks[id] = _block(block_type, item, (*path, id), problems)
        # else it is a key of a change in the place of an id: `assemble` reports it
    return blocks


_INNER = {"block": _block, "list": _list, "by id": _by_id}


def _key_not_allowed(
    block_type: type[Document], key: str, value: Any, path: FieldPath, empty: Sequence[BlockField]
) -> Problem:
    """Returns the error for a key that a block of this type does not have.

    `empty` has the keys above it that nothing is written behind: the key was perhaps meant for one of them.
    """
    owner = next((field.key for field in reversed(empty) if _may_hold(field, key, value)), None)
    words = f"`{key}:` belongs to `{owner}:` above it; indent it further to the right than `{owner}:`"
    if owner is not None:
        return Problem((*path, key), words, at="key")
    words = unknown_key(block_type, key)
    if isinstance(value, dict) and len(path) == 2 and suggested_key(block_type, key) is None:
        cure = f"if it is one of its own, begin it in the column of `{path[1]}:`"
        words = f"{block_type.noun} has no `{key}`; {cure}"
    return Problem((*path, key), words, at="key", advice=block_type.helps.get(key, ""))


def _may_hold(field: BlockField, key: str, value: Any) -> bool:
    if field.shape == "by id":
        return isinstance(value, dict) and bool(re.search("[0-9]|^extra", key))
    return field.block_type is not None and key in fields_of(field.block_type)


def _nothing_written(block_type: type[Document], key: str, data: dict[str, Any], path: FieldPath) -> Problem:
    if block_type is ChangeDocument and key in ("cancel", "cancelled"):
        words = "is it cancelled? Write `cancel: true`, or the reason, as in `cancel: Lunar New Year`"
        return Problem((*path, key), words)
    line = _example(block_type, key, data) if block_type is not EntryDocument else ""
    example = f", such as `{line}`," if line else ""
    words = f"nothing is written behind `{key}:`; write a value{example} or take the line out"
    return Problem((*path, key), words, code="nothing-written")


def _missing_keys(block_type: type[Document], data: dict[str, Any], path: FieldPath) -> Iterator[Problem]:
    """Yields an error for each required key that the block lacks."""
    for key in block_type.required:
        if key not in data and _lacks(block_type, data, key):
            line = _example(block_type, key, data)
            needed = f"a line `{line}`" if line else f"`{key}:`, the two letters of its country"
            yield Problem(
                (*path, key), f"`{key}` is missing; {block_type.noun} needs {needed}", code="missing-key"
            )


def _example(block_type: type[Document], key: str, data: dict[str, Any]) -> str:
    """Returns an example of the line of a required key, which fits the country or zone of the block.

    It is empty for any other key, and for a country that no zone tells: a wrong one might be copied.
    """
    if key == "country" and key in block_type.required:
        zone = str(data.get("timezone"))
        country = country_of(old_names().get(zone, zone))
        return f"country: {country}" if country else ""
    zones = zones_by_country().get(str(data.get("country")), ()) if key == "timezone" else ()
    return f"timezone: {zones[0]}" if zones else block_type.required.get(key, "")


def _lacks(block_type: type[Document], data: dict[str, Any], key: str) -> bool:
    """Returns whether neither `key`, a misspelt key that means it, nor one instead of it is in the block."""
    if key in data or block_type.instead.get(key) in data:
        return False
    fields = fields_of(block_type)
    return all(suggested_key(block_type, name) != key for name in data if name not in fields)
