"""The keys of each kind of block, derived from the annotations of its document."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from msgspec import Struct
from pydantic import PlainValidator

from scheduler.configuration.blocks.document import Document
from scheduler.configuration.blocks.readers import ValueReader

_MAY_BE_EMPTY = frozenset(
    (
        *("changes", "closed", "extra", "formerly", "host", "join", "languages", "links", "open"),
        *("schedule", "speakers", "themes", "window", "without"),
    )
)
"""Keys of lists and blocks, which are empty if nothing is written after them."""


class BlockField(Struct, frozen=True, kw_only=True):
    """One key of a block.

    `shape` says whether the key holds one value, a block, a list of blocks, or blocks by id. `kind` is the
    kind of these blocks; None for a value. `read` returns a value, or raises Misunderstood; None for blocks.
    `may_be_empty` is set if the key needs no value.
    """

    name: str
    key: str
    shape: Literal["value", "block", "list", "by id"]
    kind: type[Document] | None
    read: ValueReader[Any] | None
    may_be_empty: bool


def fields_of(kind: type[Document]) -> dict[str, BlockField]:
    """Returns the fields of a kind of block, by key."""
    key: Any = kind  # for mypy, the class of a dataclass is not hashable
    return _fields_of(key)


@cache
def _fields_of(kind: type[Document]) -> dict[str, BlockField]:
    annotations = get_type_hints(kind, include_extras=True)
    keys = {field.metadata.get("alias", field.name): field.name for field in fields(kind)}
    return {key: _field(key, name, annotations[name]) for key, name in keys.items()}


def _field(key: str, name: str, annotation: Any) -> BlockField:
    kind = _kind(annotation)
    return BlockField(
        name=name,
        key=key,
        shape=_shape(annotation),
        kind=kind,
        read=_reader(annotation),
        may_be_empty=key in _MAY_BE_EMPTY,
    )


def _kind(annotation: Any) -> type[Document] | None:
    """Returns the document somewhere in an annotation, as in `dict[str, ChangeDocument | None] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return annotation
    return next(filter(None, map(_kind, get_args(annotation))), None)


def _shape(annotation: Any) -> Literal["value", "block", "list", "by id"]:
    if _kind(annotation) is None:
        return "value"
    origins = {get_origin(annotation), *map(get_origin, get_args(annotation))}
    return "list" if list in origins else "by id" if dict in origins else "block"


def _reader(annotation: Any) -> ValueReader[Any] | None:
    """Returns the reader somewhere in an annotation, as in `Annotated[str, PlainValidator(…)] | None`.

    It is called without pydantic, whose own messages are for programmers.
    """
    if isinstance(annotation, PlainValidator):
        return cast(ValueReader[Any], annotation.func)
    return next(filter(None, map(_reader, get_args(annotation))), None)
