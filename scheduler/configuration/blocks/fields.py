"""The keys of each kind of block, derived from the annotations of its document."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.field_types import FieldType
from scheduler.programme.texts import Text

_MAY_BE_EMPTY = frozenset(
    (
        *(
            "changes",
            "closed",
            "extra",
            "formerly",
            "host",
            "join",
            "languages",
            "links",
            "open",
        ),
        *("schedule", "speakers", "themes", "window", "without"),
    )
)
"""Keys of lists and blocks, which are empty if nothing is written after them."""


class BlockField(Struct, frozen=True, kw_only=True):
    """One key of a block.

    `shape` says whether the key holds one value, a block, a list of blocks, or blocks by id. `kind` is the
    kind of these blocks; None for a value. `type` is the type of a value; None for blocks. `may_be_empty` is
    set if the key needs no value where it is not required, and `may_be_none` if the document has None where
    nothing is written. `may_hold_text` is not set for dates, numbers, names and the like.
    """

    name: str
    key: str
    shape: Literal["value", "block", "list", "by id"]
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
    return BlockField(
        name=name,
        key=key,
        shape=_shape(annotation),
        kind=_kind(annotation),
        type=_type(annotation),
        may_be_empty=key in _MAY_BE_EMPTY,
        may_be_none=type(None) in get_args(annotation),
        may_hold_text=_may_hold_text(annotation),
    )


def _kind(annotation: Any) -> type[Document] | None:
    """Returns the document somewhere in an annotation, as in `dict[str, ChangeDocument | None] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return annotation
    return next(filter(None, map(_kind, get_args(annotation))), None)


def _may_hold_text(annotation: Any) -> bool:
    """Returns whether a text, or a block, stands somewhere in an annotation."""
    parts = get_args(annotation)
    if any(isinstance(part, FieldType) and part.holds_names for part in parts):
        return False
    is_text = isinstance(annotation, type) and issubclass(annotation, (str, Text, Document))
    return is_text or any(map(_may_hold_text, parts))


def _shape(annotation: Any) -> Literal["value", "block", "list", "by id"]:
    if _kind(annotation) is None:
        return "value"
    origins = {get_origin(annotation), *map(get_origin, get_args(annotation))}
    return "list" if list in origins else "by id" if dict in origins else "block"


def _type(annotation: Any) -> FieldType | None:
    """Returns the type somewhere in an annotation, as in `Annotated[str, FieldType(…)] | None`."""
    if isinstance(annotation, FieldType):
        return annotation
    return next(filter(None, map(_type, get_args(annotation))), None)
