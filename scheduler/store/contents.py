"""What an occurrence says beyond the columns of its table, as one document.

The document is made of the fields of Occurrence themselves, so that a field added there is kept without a
change here; read from an older document it has its default.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any, get_type_hints

import msgspec

from scheduler.timetable.occurrence import Occurrence

COLUMNS = frozenset({"uid", "series", "key", "origin", "status", "visibility", "planned", "timing", "seats"})
"""The fields that the tables `occurrence` and `participant` hold."""

_FIELDS = tuple(field for field in fields(Occurrence) if field.name not in COLUMNS)
_TYPES = get_type_hints(Occurrence)


def _declared(field: Field[Any]) -> tuple[str, Any] | tuple[str, Any, Any]:
    if field.default is MISSING:
        return field.name, _TYPES[field.name]
    return field.name, _TYPES[field.name], field.default


Contents = msgspec.defstruct("Contents", [_declared(f) for f in _FIELDS], frozen=True, kw_only=True)


def contents_of(occurrence: Occurrence) -> msgspec.Struct:
    """What `occurrence` says beyond its columns."""
    return Contents(**{field.name: getattr(occurrence, field.name) for field in _FIELDS})
