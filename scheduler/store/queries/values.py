"""Reads values of the tables: all of them, or those for which a condition is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, select, true, type_coerce
from sqlalchemy.types import NullType

from scheduler.record.feeds import Feed, Feeds
from scheduler.record.identities import RecordedSeries
from scheduler.record.revision import FeedVersion, FeedVersions, PieceKey
from scheduler.record.shared_mapping import SharedMapping
from scheduler.record.stored import Stored, time_and_uid
from scheduler.store import tables
from scheduler.store.databases.json_rows import JsonRows
from scheduler.store.rows import OccurrenceReader, read_rows
from scheduler.store.types import JsonText

Condition = ColumnElement[bool]
ALL: Condition = true()
RowsOf = Callable[[Table], Condition]
"""Makes the condition that a row of a table is of one of some meetings."""


def all_rows(_table: Table) -> Condition:
    """Returns the condition that is true for the rows of all meetings."""
    return ALL


def series_ids(connection: Connection) -> dict[str, str]:
    """Returns the id of each series by its identity."""
    columns = select(tables.series.c.identity, tables.series.c.id)
    return dict(read_rows(connection, columns))


def recorded_series(connection: Connection, where: Condition = ALL) -> dict[str, RecordedSeries]:
    """Returns the facts about each series by its identity."""
    rows = read_rows(connection, select(tables.series).where(where))
    return {identity: RecordedSeries(*facts) for identity, *facts in rows}


def zone_blocks(connection: Connection) -> dict[str, bytes]:
    """Returns the published VTIMEZONE of each zone; raises ValueError if one is no bytes."""
    blocks = {row.tzid: row.body for row in connection.execute(select(tables.zone_block))}
    for zone, body in blocks.items():
        if not isinstance(body, bytes):
            raise ValueError(f"the rules of {zone} are a text, and must be bytes")
    return blocks


def feed_versions(connection: Connection, where: Condition = ALL) -> FeedVersions:
    """Returns the present version of each feed by its name and the language."""
    versions: dict[str, dict[str, FeedVersion]] = {}
    for row in connection.execute(select(tables.feed_mark).where(where)).mappings():
        versions.setdefault(row["feed"], {})[row["language"]] = FeedVersion(**row)
    return SharedMapping(versions.items())


def pieces(connection: Connection, of: RowsOf = all_rows) -> Iterator[tuple[PieceKey, bytes]]:
    """Yields the pieces, each with its uid, language and reader; raises ValueError if one is no bytes."""
    for uid, language, reader, body in read_rows(connection, select(tables.piece).where(of(tables.piece))):
        if not isinstance(body, bytes):  # SQLite keeps any type in any column
            raise ValueError(f"the entry of {uid} in {language} is a text, and must be bytes")
        yield (uid, language, reader), body


def feeds(connection: Connection, *where: Condition) -> Feeds:
    """Returns the feeds in their order."""
    columns = [tables.feed.c[name] for name in Feed.__struct_fields__]
    rows = connection.execute(select(*columns).where(*where).order_by(tables.feed.c.position))
    return Feeds(Feed(**row) for row in rows.mappings())


def occurrences(
    connection: Connection, reader: OccurrenceReader, of: RowsOf = all_rows
) -> tuple[Stored, ...]:
    """Returns occurrences in order of time, then of uid."""
    participant, occurrence = tables.participant, tables.occurrence
    uid, *values = participant.columns
    participants = select(uid, JsonRows(*values)).where(of(participant)).group_by(uid)
    rows = read_rows(connection, _undecoded(occurrence).where(of(occurrence)))
    meetings = reader.occurrences(rows, read_rows(connection, participants))
    # SQLite would sort whole rows in memory, which takes as much again as the meetings themselves.
    return tuple(sorted(meetings, key=time_and_uid))


def _undecoded(table: Table) -> Select[Any]:
    """Returns a query for all columns, with JSON as text."""
    return select(
        *(
            type_coerce(column, NullType() if column.nullable else Text())
            if isinstance(column.type, JsonText)
            else column
            for column in table.columns
        )
    )
