"""Reads blocks of the text as far as possible, and finds the problems with their form.

Values that cannot be read are left out of the document, so that the rest of it can still be checked: one
run finds all problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from msgspec import Struct

from scheduler.configuration.blocks.documents import ChangeDocument, Document
from scheduler.configuration.blocks.errors import (
    empty_block,
    key_not_allowed,
    lacks,
    missing_keys,
    no_block,
    no_part,
    nothing_written,
    wrong_shape,
)
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.source.plain import Plain
from scheduler.configuration.spelling import Misunderstood, MisunderstoodKey, SeveralMisunderstood
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
        return not lacks(type(self.document), self.data, key)

    def last_of(self, *keys: str) -> str:
        """Returns the last written of `keys`, which is usually the wrong one."""
        return max(keys, key=list(self.data).index)


def read_block(kind: type[D], value: Plain, path: FieldPath) -> Block[D]:
    """Reads `value`, the part of the text at `path`, as a block of this kind."""
    if isinstance(value, list) and kind.list_key:
        value = {kind.list_key: value}
    if not value or not isinstance(value, dict):
        is_empty = value is None or value == {}
        problem = empty_block(kind, path) if is_empty else no_part(kind, value, path)
        return Block(path=path, document=kind(), data={}, problems=(problem,), has_no_keys=True)
    problems: list[Problem] = []
    document = _document(kind, value, path, problems)
    return Block(path=path, document=document, data=value, problems=tuple(problems))


def _document(kind: type[D], data: dict[str, Any], path: FieldPath, problems: list[Problem]) -> D:
    """Returns the readable values of a block; adds its problems to `problems`."""
    fields = fields_of(kind)
    values: dict[str, Any] = {}
    empty: list[BlockField] = []
    for key, value in data.items():
        field = fields.get(key)
        if field is None:
            problems.append(key_not_allowed(kind, key, value, path, empty))
        elif value is None:
            empty.append(field)
            if not field.may_be_empty or key in kind.required:
                problems.append(nothing_written(kind, key, path))
        elif field.type is not None:
            try:
                values[field.name] = field.type.read(value)
            except Misunderstood as error:
                problems += _misunderstood(error, (*path, key))
        elif field.kind is not None:
            values[field.name] = _INNER[field.shape](field.kind, value, (*path, key), problems)
    problems += missing_keys(kind, data, path)
    return kind(**values)


def _misunderstood(error: Misunderstood, path: FieldPath) -> Iterator[Problem]:
    if isinstance(error, SeveralMisunderstood):
        for key, reason in error.parts:
            yield from _misunderstood(reason, (*path, key))
    else:
        yield Problem(
            path, str(error), at="key" if isinstance(error, MisunderstoodKey) else "value", code=error.code
        )


def _block(kind: type[D], value: Plain, path: FieldPath, problems: list[Problem]) -> D | None:
    if isinstance(value, dict):
        return _document(kind, value, path, problems)
    problems.append(no_block(kind, value, path))
    return None


def _list(kind: type[D], value: Plain, path: FieldPath, problems: list[Problem]) -> list[D] | None:
    """Returns the blocks of a list; None if one of them is no block, so that all keep their places."""
    if not isinstance(value, list):
        line = next(iter(kind.required.values()))
        problems.append(wrong_shape(path, f"a list, each item of which starts `- {line}`", value))
        return None
    blocks = [_block(kind, item, (*path, index), problems) for index, item in enumerate(value)]
    return [block for block in blocks if block is not None] if None not in blocks else None


def _by_id(
    kind: type[D], value: Plain, path: FieldPath, problems: list[Problem]
) -> dict[str, D | None] | None:
    """Returns the blocks by id; None stands for an id that has no block."""
    if not isinstance(value, dict):
        problems.append(wrong_shape(path, "a block of keys, each with its own lines below it", value))
        return None
    blocks: dict[str, D | None] = dict.fromkeys(value)
    for id, item in value.items():
        if item is None:
            problems += missing_keys(kind, {}, (*path, id))
        elif isinstance(item, dict) or kind is not ChangeDocument or id not in fields_of(kind):
            blocks[id] = _block(kind, item, (*path, id), problems)
        # else it is a key of a change in the place of an id: `assemble` reports it
    return blocks


_INNER = {"block": _block, "list": _list, "by id": _by_id}
