"""The keys of each kind of block, derived from the annotations of its document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.field_types import FieldType
from scheduler.programme.texts import Text

_MAY_BE_EMPTY = (
    "changes closed extra formerly host join languages links open schedule speakers themes window without"
)
"""Keys of lists and blocks, which are empty if nothing is written after them."""

Shape = Literal["value", "block", "list", "by id"]


class BlockField(Struct, frozen=True, kw_only=True):
    """One key of a block.

    `shape` says whether the key holds one value, a block, a list of blocks, or blocks by id. `kind` is the
    kind of these blocks; None for a value. `type` is the type of a value; None for blocks. `may_be_empty` is
    set if the key needs no value where it is not required, and `may_be_none` if the document has None where
    nothing is written. `may_hold_text` is not set for dates, numbers, names and the like.
    """

    name: str
    key: str
    shape: Shape
    kind: type[Document] | None
    type: FieldType | None
    may_be_empty: bool
    may_be_none: bool
    may_hold_text: bool


@cache
def fields_of(kind: type[Document]) -> dict[str, BlockField]:
    """Returns the fields of a kind of block, by key."""
    return {field.encode_name: _field(field.encode_name, field.name, field.type) for field in fields(kind)}


def _field(key: str, name: str, annotation: Any) -> BlockField:
    parts = [*_parts(annotation)]
    types = [part for part in parts if isinstance(part, FieldType)]
    classes = [part for part in parts if isinstance(part, type)]
    origins: set[Any] = {*map(get_origin, parts)}
    kind = next((part for part in classes if issubclass(part, Document)), None)
    shape: Shape = "list" if list in origins else "by id" if dict in origins else "block"
    return BlockField(
        name=name,
        key=key,
        shape=shape if kind else "value",
        kind=kind,
        type=next(iter(types), None),
        may_be_empty=key in _MAY_BE_EMPTY.split(),
        may_be_none=type(None) in get_args(annotation),
        may_hold_text=any(issubclass(part, (str, Text, Document)) for part in classes)
        and not any(each.holds_names for each in types),
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yields an annotation and all parts of it, as of `dict[str, ChangeDocument | None] | None`."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)
