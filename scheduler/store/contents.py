"""The fields of an occurrence that have no column, as one flat JSON document.

The document has the fields of Occurrence and of its Content, so a field added there is stored without a
change here. An older document without it gives its default.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any, Literal, get_type_hints

import msgspec

from scheduler.programme.details import Content
from scheduler.timetable.occurrence import Occurrence

COLUMNS = frozenset(
    {"uid", "series", "key", "origin", "status", "visibility", "planned", "timing", "participants"}
)
"""The fields that the tables `occurrence` and `participant` hold."""


def _declared(kind: type, skip: frozenset[str]) -> list[tuple[str, Any] | tuple[str, Any, Any]]:
    """Returns the fields of a dataclass except those to `skip`, as msgspec declares them."""
    types = get_type_hints(kind)
    included: list[Field[Any]] = [field for field in fields(kind) if field.name not in skip]
    return [
        (field.name, types[field.name])
        if field.default is MISSING
        else (field.name, types[field.name], field.default)
        for field in included
    ]


_OWN = _declared(Occurrence, COLUMNS | {"content"})
_CONTENT = _declared(Content, COLUMNS)

Contents = msgspec.defstruct("Contents", [*_OWN, *_CONTENT], frozen=True, kw_only=True)


def contents_of(occurrence: Occurrence) -> msgspec.Struct:
    """Returns the document of `occurrence`."""
    own = {name: getattr(occurrence, name) for name, *_ in _OWN}
    return Contents(**own, **{name: getattr(occurrence.content, name) for name, *_ in _CONTENT})


def fields_of(document: msgspec.Struct, visibility: Literal["public", "private"]) -> dict[str, Any]:
    """Returns the fields of Occurrence that `document` holds; `visibility` has a column of its own."""
    content = {name: getattr(document, name) for name, *_ in _CONTENT}
    own = {name: getattr(document, name) for name, *_ in _OWN}
    return own | {"content": Content(visibility=visibility, **content)}
