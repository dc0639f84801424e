"""Occurrences as rows: what differs from meeting to meeting has columns, the rest is one document.

The document is JSON with the other fields of Occurrence, so a field added there is stored without a change
here. A field with its default is left out, and read as the default. So a default must never change: stored
meetings would change with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import asdict, fields
from sqlalchemy import Result

from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence

_COLUMNS = ("uid", "series", "key", "origin", "status", "planned")
_Document = msgspec.defstruct(
    "_Document",
    [
        (field.name, field.type) if field.required else (field.name, field.type, field.default)
        for field in fields(Occurrence)
        if field.name not in {*_COLUMNS, "timing"}
    ],
    frozen=True,
    kw_only=True,
    omit_defaults=True,
)
_decoder = msgspec.json.Decoder(_Document)


def occurrence_row(stored: Stored) -> dict[str, Any]:
    """Returns the row of an occurrence."""
    occurrence = stored.occurrence
    document = _Document(**{name: getattr(occurrence, name) for name in _Document.__struct_fields__})
    return {
        **{name: getattr(occurrence, name) for name in _COLUMNS},
        **asdict(occurrence.timing),
        **asdict(stored.stamp),
        "shown": stored.shown,
        "cancelled_at": stored.cancelled_at,
        "moved_from": stored.moved_from,
        "contents": msgspec.json.encode(document).decode(),
    }


def occurrences_in(rows: Result[Any]) -> Iterator[Stored]:
    """Yields the occurrences of `rows`. Equal documents are read once, and their values are one in memory."""
    document = cache(lambda text: asdict(_decoder.decode(text)))
    names = [str(name) for name in rows.keys()]  # noqa: SIM118 - iterating over a result reads its rows
    for values in rows:
        row = dict(zip(names, values, strict=True))
        occurrence = {**row, **document(row["contents"]), "timing": row}
        yield msgspec.convert({**row, "stamp": row, "occurrence": occurrence}, Stored)
