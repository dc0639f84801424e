"""Reads blocks of the text as far as they can be read, and finds what is wrong with their form.

Values that cannot be read are left out of the document, so that the rest of it can still be checked: one
run finds all problems. pydantic reads the single values; its own messages are for programmers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from scheduler.configuration.blocks.documents import ChangeDocument, Document
from scheduler.configuration.blocks.errors import (
    empty_block,
    foreign_key,
    lacks,
    missing_keys,
    no_block,
    no_blocks_by_id,
    no_list,
    no_part,
    nothing_written,
)
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.source.plain import Plain
from scheduler.configuration.spelling import Misunderstood, MisunderstoodKey, SeveralMisunderstood
from scheduler.programme.problems import Path, Problem

D = TypeVar("D", bound=Document)
C = TypeVar("C", bound=Document, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Generic[C]):
    """One block: what can be read of it (`document`), what is written there (`data`), and its problems.

    A block is shapeless if it is empty, or if a list or a text stands in its place: it cannot be checked.
    """

    path: Path
    document: C
    data: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    shapeless: bool = False

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

    def wrote(self, key: str) -> bool:
        """Whether `key` is written in this block, with a right value or a wrong one."""
        return key in self.data

    def means(self, key: str) -> bool:
        """Whether `key` is written in this block, or a misspelt key that means it."""
        return not lacks(type(self.document), self.data, key)

    def last_of(self, *keys: str) -> str:
        """Returns which of the keys is written last: as a rule the one that does not belong there."""
        return max(keys, key=list(self.data).index)


def read_block(kind: type[D], value: Plain, path: Path) -> Block[D]:
    """Returns the block of this kind that `value`, the part of the text at `path`, holds."""
    if not value or not isinstance(value, dict):
        is_empty = value is None or value == {}
        problem = empty_block(kind, path) if is_empty else no_part(kind, value, path)
        return Block(path=path, document=kind(), data={}, problems=(problem,), shapeless=True)
    problems: list[Problem] = []
    document = _document(kind, value, path, problems)
    return Block(path=path, document=document, data=value, problems=tuple(problems))


def _document(kind: type[D], data: dict[str, Any], path: Path, problems: list[Problem]) -> D:
    """Returns what can be read of a block; adds what is wrong with it to `problems`."""
    values: dict[str, Any] = {}
    fields = fields_of(kind)
    for key, value in data.items():
        field = fields.get(key)
        if field is None:
            problems.append(foreign_key(kind, data, key, path))
        elif value is None and not field.may_be_empty:
            problems.append(nothing_written(kind, key, path))
        else:
            count = len(problems)
            read = _READERS[field.shape](field, value, (*path, key), problems)
            if read is not None or len(problems) == count:
                values[field.name] = read
    problems += missing_keys(kind, data, path)
    return kind.model_construct(**values)


def _read_value(field: BlockField, value: Any, path: Path, problems: list[Problem]) -> Any:
    try:
        return field.reader.validate_python(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            place = (*path, *detail["loc"]) if isinstance(value, list) else path
            if detail["type"] == "value_error":
                problems += _misunderstood(detail["ctx"]["error"], place)
            else:
                problems.append(no_list(field, value, place))
        return None


def _misunderstood(error: Misunderstood, path: Path) -> list[Problem]:
    parts = error.parts if isinstance(error, SeveralMisunderstood) else ()
    return [
        Problem(
            (*path, key),
            str(reason),
            at="key" if isinstance(reason, MisunderstoodKey) else "value",
            code=reason.code,
        )
        for key, reason in parts
    ] or [Problem(path, str(error), code=error.code)]


def _read_inner(field: BlockField, value: Any, path: Path, problems: list[Problem]) -> Document | None:
    assert field.kind is not None
    if isinstance(value, dict):
        return _document(field.kind, value, path, problems)
    if value is not None:
        problems.append(no_block(field.kind, value, path))
    return None


def _read_list(field: BlockField, value: Any, path: Path, problems: list[Problem]) -> Any:
    if not isinstance(value, list):
        if value is not None:
            problems.append(no_list(field, value, path))
        return None
    assert field.kind is not None
    for index, item in enumerate(value):
        if item is None:
            problems.append(no_block(field.kind, item, (*path, index)))
    items = [_read_inner(field, item, (*path, index), problems) for index, item in enumerate(value)]
    return None if None in items else items


def _read_by_id(field: BlockField, value: Any, path: Path, problems: list[Problem]) -> Any:
    """Returns the blocks by id; None stands for an id with nothing below it."""
    if not isinstance(value, dict):
        if value is not None:
            problems.append(no_blocks_by_id(value, path))
        return None
    assert field.kind is not None
    blocks: dict[str, Document | None] = {}
    for id, item in value.items():
        place = (*path, id)
        if item is None:
            problems += missing_keys(field.kind, {}, place)
            blocks[id] = None
        elif isinstance(item, dict):
            blocks[id] = _document(field.kind, item, place, problems)
        elif field.kind is not ChangeDocument or id not in fields_of(ChangeDocument):
            problems.append(no_block(field.kind, item, place))  # else the id itself is an error
    return blocks


_READERS = {"value": _read_value, "block": _read_inner, "list": _read_list, "by id": _read_by_id}
