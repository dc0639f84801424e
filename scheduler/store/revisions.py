"""Writes revisions and reads their history.

The number is written first: it is the primary key, so only one of two writers succeeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError

from scheduler.record.revision import NewRevision, PieceKey, Revision, RevisionEntry
from scheduler.record.stored import Stored
from scheduler.store import tables
from scheduler.store.errors import Raced
from scheduler.store.rows import (
    feed_rows,
    holiday_rows,
    occurrence_row,
    participant_rows,
    programme_row,
    row_of,
)
from scheduler.store.statements import RowValues, delete_rows, insert_rows, replace_all, update_rows


def last_revision(connection: Connection) -> tuple[int, datetime] | None:
    """Returns the number and time of the last revision; None before the first."""
    columns = tables.revision.c
    newest = select(columns.number, columns.time).order_by(columns.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return None if row is None else (row.number, row.time)


def write_revision(connection: Connection, revision: NewRevision) -> None:
    """Writes `revision` in the order that foreign keys require. Raises Raced if its number is taken."""
    _write_history(connection, revision.revision)
    stored_uids = frozenset(connection.scalars(select(tables.occurrence.c.uid)))
    _write_occurrences(connection, revision.occurrences, stored_uids)
    _write_pieces(connection, revision.pieces, stored_uids)
    for table, rows in _replaced(revision):
        replace_all(connection, table, rows)


def history(connection: Connection) -> tuple[Revision, ...]:
    """Returns every revision with its entries, newest first."""
    table = tables.revision_entry
    rows = connection.execute(select(table).order_by(table.c.revision, table.c.position)).mappings()
    entries = {number: tuple(map(_entry, group)) for number, group in groupby(rows, itemgetter("revision"))}
    revisions = connection.execute(select(tables.revision).order_by(tables.revision.c.number.desc()))
    return tuple(Revision(**row, entries=entries.get(row["number"], ())) for row in revisions.mappings())


def _entry(row: Any) -> RevisionEntry:
    return RevisionEntry(**{name: row[name] for name in row if name not in ("revision", "position")})


def _write_history(connection: Connection, revision: Revision) -> None:
    row = row_of(revision)
    entries: tuple[RevisionEntry, ...] = row.pop("entries")
    try:
        connection.execute(insert(tables.revision), row)
    except IntegrityError as error:
        raise Raced(revision.number) from error
    entry_rows = [
        row_of(entry, revision=revision.number, position=position) for position, entry in enumerate(entries)
    ]
    insert_rows(connection, tables.revision_entry, entry_rows)


def _write_occurrences(
    connection: Connection, occurrences: tuple[Stored, ...], stored_uids: frozenset[str]
) -> None:
    """Inserts new occurrences and updates stored ones; deletes none, because pieces refer to them."""
    table = tables.occurrence
    rows = [occurrence_row(stored) for stored in occurrences]
    changed_rows = [row for row in rows if row["uid"] in stored_uids]
    insert_rows(connection, table, [row for row in rows if row["uid"] not in stored_uids])
    update_rows(connection, table, changed_rows)
    delete_rows(connection, tables.participant, ("uid",), changed_rows)
    participants = [row for stored in occurrences for row in participant_rows(stored.occurrence)]
    insert_rows(connection, tables.participant, participants)


def _write_pieces(
    connection: Connection, pieces: Mapping[PieceKey, bytes | None], stored_uids: frozenset[str]
) -> None:
    """Writes and deletes pieces. Only stored occurrences can have old pieces, which are deleted first."""
    names = ("uid", "language", "reader")
    rows = [dict(zip(names, key, strict=True), body=body) for key, body in pieces.items()]
    old_rows = [row for row in rows if row["body"] is None or row["uid"] in stored_uids]
    delete_rows(connection, tables.piece, names, old_rows)
    insert_rows(connection, tables.piece, [row for row in rows if row["body"] is not None])


def _series_rows(revision: NewRevision) -> list[RowValues]:
    return [
        {"identity": identity, "id": id, "grounds": revision.time_inputs.get(identity, ())}
        for identity, id in revision.series_ids.items()
    ]


def _replaced(revision: NewRevision) -> tuple[tuple[Table, list[RowValues]], ...]:
    """Returns the tables that each revision replaces, with their rows."""
    after = revision.after
    return (
        (tables.programme, [programme_row(after.profile, after.window, after.skips)]),
        (tables.feed, feed_rows(after.feeds)),
        (tables.series, _series_rows(revision)),
        (tables.feed_mark, [row_of(version) for version in after.versions.values()]),
        (tables.zone_block, [{"tzid": tzid, "body": body} for tzid, body in after.zone_blocks.items()]),
        (tables.holiday, holiday_rows(after.holidays)),
    )
