"""The published state as rows: reads it, and writes what a revision changes of it.

What differs from meeting to meeting has columns; the rest of an occurrence is one JSON document, so a field
added to Occurrence is stored without a change here. A field with its default is left out, and read as the
default. So a default must never change: stored meetings would change with it.

One transaction at a time writes. So of two runs that plan from one state, the second finds another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import msgspec
from msgspec.structs import asdict, fields
from sqlalchemy import Connection, Result, Table, delete, insert, select

from scheduler.state.revision import FeedVersion, FeedVersions, PieceKey
from scheduler.state.state import NOTHING_PUBLISHED, NewRevision, State
from scheduler.state.stored import Stored, time_and_uid
from scheduler.state.text_edits import sha256
from scheduler.store import tables
from scheduler.store.database_errors import LostRace
from scheduler.store.revisions import add_to_history, last_revision
from scheduler.store.writing import Row, write_difference
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.occurrence import Occurrence

_COLUMNS = ("uid", "series", "key", "origin", "status", "planned")
_IN_DOCUMENT = [field for field in fields(Occurrence) if field.name not in {*_COLUMNS, "timing"}]
_Document = msgspec.defstruct(
    "_Document",
    [
        (field.name, field.type) if field.required else (field.name, field.type, field.default)
        for field in _IN_DOCUMENT
    ],
    frozen=True,
    kw_only=True,
    omit_defaults=True,
)
_decoder = msgspec.json.Decoder(_Document)


def read_state(connection: Connection) -> State:
    """Returns what is published now; `NOTHING_PUBLISHED` before the first revision.

    Raises ValueError if the facts about the programme are missing.
    """
    last = last_revision(connection)
    if last is None:
        return NOTHING_PUBLISHED
    programme = connection.execute(select(tables.programme)).mappings().first()
    if programme is None:
        raise ValueError("the facts about the programme are missing")
    meetings = _occurrences(connection.execute(select(tables.occurrence)))
    versions: dict[str, dict[str, FeedVersion]] = {}
    for row in connection.execute(select(tables.feed_mark)).mappings():
        versions.setdefault(row["feed"], {})[row["language"]] = FeedVersion(**row)
    holidays = connection.execute(select(tables.holiday))
    return State(
        time=last[1],
        **programme,
        # SQLite would sort whole rows in memory, which takes as much again as the meetings themselves.
        occurrences={stored.occurrence.uid: stored for stored in sorted(meetings, key=time_and_uid)},
        pieces=_bodies(connection, tables.piece),
        zone_blocks={zone: body for (zone,), body in _bodies(connection, tables.zone_block).items()},
        versions=versions,
        holidays=Holidays({(country, part or None, year): days for country, part, year, days in holidays}),
    )


def write_revision(connection: Connection, revision: NewRevision) -> None:
    """Writes the differences between the states before and after `revision`.

    Keeps the order that foreign keys require. Raises LostRace if the state before is not the present one.
    """
    before, after = revision.before, revision.after
    if last_revision(connection) != ((before.revision, before.time) if before.revision else None):
        raise LostRace(revision.revision.number)
    add_to_history(connection, revision.revision)
    connection.execute(delete(tables.programme))
    columns = tables.programme.columns.keys()
    connection.execute(insert(tables.programme), {name: getattr(after, name) for name in columns})
    write = partial(write_difference, connection)
    write(tables.occurrence, before.occurrences, after.occurrences, lambda _uid, stored: _row(stored))
    write(
        tables.piece,
        before.pieces,
        after.pieces,
        lambda key, body: {
            **dict(zip(("uid", "language", "reader"), key, strict=True)),
            "body": body,
            "digest": sha256(body),
        },
    )
    write(
        tables.zone_block,
        before.zone_blocks,
        after.zone_blocks,
        lambda zone, body: {"tzid": zone, "body": body},
    )
    write(
        tables.feed_mark,
        _by_feed_and_language(before.versions),
        _by_feed_and_language(after.versions),
        lambda _key, version: asdict(version),
    )
    write(
        tables.holiday,
        before.holidays.years,
        after.holidays.years,
        lambda key, days: {"country": key[0], "subdivision": key[1] or "", "year": key[2], "days": days},
    )


def _row(stored: Stored) -> Row:
    occurrence = stored.occurrence
    document = _Document(**{field.name: getattr(occurrence, field.name) for field in _IN_DOCUMENT})
    return {
        **{name: getattr(occurrence, name) for name in _COLUMNS},
        **asdict(occurrence.timing),
        **asdict(stored.stamp),
        "shown": stored.shown,
        "cancelled_at": stored.cancelled_at,
        "moved_from": stored.moved_from,
        "contents": msgspec.json.encode(document).decode(),
    }


def _occurrences(rows: Result[Any]) -> Iterator[Stored]:
    """Yields the occurrences of `rows`. Equal documents are read once, and their values are one in memory."""
    document = cache(lambda text: asdict(_decoder.decode(text)))
    names = [str(name) for name in rows.keys()]  # noqa: SIM118 - iterating over a result reads its rows
    for values in rows:
        row = dict(zip(names, values, strict=True))
        occurrence = {**row, **document(row["contents"]), "timing": row}
        yield msgspec.convert({**row, "stamp": row, "occurrence": occurrence}, Stored)


def changed_pieces(connection: Connection) -> tuple[PieceKey, ...]:
    """Returns the keys of the pieces that are not as they were written."""
    rows = connection.execute(select(tables.piece))
    return tuple(
        (uid, language, reader)
        for uid, language, reader, body, digest in rows
        if sha256(bytes(body)) != digest
    )


def _bodies(connection: Connection, table: Table) -> dict[Any, bytes]:
    """Returns the bytes of each row by its key; raises ValueError if they are a text."""
    bodies: dict[Any, bytes] = {}
    for *key, body in connection.execute(select(*table.primary_key.columns, table.c.body)):
        if not isinstance(body, bytes):  # SQLite keeps any type in any column
            raise ValueError(f"the bytes of {' '.join(key)} are a text, and must be bytes")
        bodies[tuple(key)] = body
    return bodies


def _by_feed_and_language(versions: FeedVersions) -> dict[tuple[str, str], FeedVersion]:
    return {
        (feed, language): version
        for feed, by_language in versions.items()
        for language, version in by_language.items()
    }
