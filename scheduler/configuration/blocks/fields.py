"""The keys of each kind of block, derived from the annotations of its document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter

from scheduler.configuration.blocks.documents import Document

_MAY_BE_EMPTY = frozenset(
    (
        *("changes", "closed", "extra", "formerly", "host", "join", "languages", "links", "open"),
        *("schedule", "speakers", "themes", "window", "without"),
    )
)
"""Keys of lists and blocks, which are empty if nothing is written after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockField:
    """One key of a block.

    `shape` says whether the key holds one value, a block, a list of blocks, or blocks by id. `kind` is the
    kind of these blocks; None for a value.
    """

    name: str
    key: str
    shape: Literal["value", "block", "list", "by id"]
    kind: type[Document] | None
    annotation: Any

    @property
    def may_be_empty(self) -> bool:
        """Whether the key needs no value."""
        return self.key in _MAY_BE_EMPTY

    @property
    def reader(self) -> TypeAdapter[Any]:
        """The reader of the value of this key."""
        return _reader(self.annotation)


@cache
def fields_of(kind: type[Document]) -> dict[str, BlockField]:
    """Returns the fields of a kind of block, by key."""
    fields = (
        BlockField(
            name=name,
            key=field.alias or name,
            shape=_shape(field.annotation),
            kind=_kind(field.annotation),
            annotation=field.rebuild_annotation(),
        )
        for name, field in kind.model_fields.items()
    )
    return {field.key: field for field in fields}


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


@cache
def _reader(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
