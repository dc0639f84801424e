"""The fields of an occurrence that have no column, as one flat JSON document.

The document has the fields of Occurrence and of its Content, so a field added there is stored without a
change here. A field with its default is left out, and read as the default. So a default must never change:
stored meetings would change with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Literal

import msgspec
from msgspec.structs import fields

from scheduler.programme.details import Content
from scheduler.store.types import json_decoder
from scheduler.timetable.occurrence import Occurrence

COLUMNS = frozenset(
    {"uid", "series", "key", "origin", "status", "visibility", "planned", "timing", "participants"}
)
"""The fields that the tables `occurrence` and `participant` hold."""


def _declared(kind: type[msgspec.Struct], excluded: frozenset[str]) -> list[Any]:
    """Returns the fields of `kind` that are not `excluded`, as msgspec declares them: name, type, default."""
    return [
        (field.name, field.type) if field.required else (field.name, field.type, field.default)
        for field in fields(kind)
        if field.name not in excluded
    ]


_OCCURRENCE_FIELDS = _declared(Occurrence, COLUMNS | {"content"})
_CONTENT_FIELDS = _declared(Content, COLUMNS)

Contents = msgspec.defstruct(
    "Contents", [*_OCCURRENCE_FIELDS, *_CONTENT_FIELDS], frozen=True, kw_only=True, omit_defaults=True
)


_OCCURRENCE_NAMES = tuple(name for name, *_ in _OCCURRENCE_FIELDS)
_CONTENT_NAMES = tuple(name for name, *_ in _CONTENT_FIELDS)
_NAMES = (*_OCCURRENCE_NAMES, *_CONTENT_NAMES)
_occurrence_values = attrgetter(*_OCCURRENCE_NAMES)
_content_values = attrgetter(*_CONTENT_NAMES)
_decode = json_decoder(Contents)


def contents_of(occurrence: Occurrence) -> msgspec.Struct:
    """Returns the document of `occurrence`."""
    values = (*_occurrence_values(occurrence), *_content_values(occurrence.content))
    return Contents(**dict(zip(_NAMES, values, strict=True)))


def fields_of(document: str, visibility: Literal["public", "private"]) -> Mapping[str, Any]:
    """Returns the fields of Occurrence in a document in JSON; `visibility` comes from its column."""
    contents = _decode(document)
    own_fields = {name: getattr(contents, name) for name in _OCCURRENCE_NAMES}
    content_fields = {name: getattr(contents, name) for name in _CONTENT_NAMES}
    return own_fields | {"content": Content(visibility=visibility, **content_fields)}
