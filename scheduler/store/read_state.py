"""Reads the state: the values of each table but those of the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, Text, select, type_coerce
from sqlalchemy.types import NullType

from scheduler.state.feeds import Feed
from scheduler.state.identities import RecordedSeries
from scheduler.state.revision import FeedVersion, FeedVersions, PieceKey
from scheduler.state.state import NOTHING_PUBLISHED, State
from scheduler.state.stored import Stored, time_and_uid
from scheduler.store import tables
from scheduler.store.databases.json_rows import JsonRows
from scheduler.store.revisions import last_revision
from scheduler.store.rows import OccurrenceReader, holidays_of, programme_of, read_rows
from scheduler.store.types import JsonText


def state(connection: Connection) -> State:
    """Returns what is published now; `NOTHING_PUBLISHED` before the first revision."""
    last = last_revision(connection)
    if last is None:
        return NOTHING_PUBLISHED
    number, time = last
    return State(
        revision=number,
        time=time,
        **programme_of(connection.execute(select(tables.programme)).first()),
        feeds=_feeds(connection),
        occurrences={stored.occurrence.uid: stored for stored in _occurrences(connection)},
        pieces=dict(_pieces(connection)),
        zone_blocks=_zone_blocks(connection),
        versions=_feed_versions(connection),
        holidays=holidays_of(connection.execute(select(tables.holiday))),
        series=_recorded_series(connection),
    )


def _recorded_series(connection: Connection) -> dict[str, RecordedSeries]:
    """Returns the facts about each series by its identity."""
    rows = read_rows(connection, select(tables.series))
    return {identity: RecordedSeries(*facts) for identity, *facts in rows}


def _zone_blocks(connection: Connection) -> dict[str, bytes]:
    """Returns the published VTIMEZONE of each zone; raises ValueError if one is no bytes."""
    blocks = {row.tzid: row.body for row in connection.execute(select(tables.zone_block))}
    for zone, body in blocks.items():
        if not isinstance(body, bytes):
            raise ValueError(f"the rules of {zone} are a text, and must be bytes")
    return blocks


def _feed_versions(connection: Connection) -> FeedVersions:
    """Returns the present version of each feed by its name and the language."""
    versions: dict[str, dict[str, FeedVersion]] = {}
    for row in connection.execute(select(tables.feed_mark)).mappings():
        versions.setdefault(row["feed"], {})[row["language"]] = FeedVersion(**row)
    return versions


def _pieces(connection: Connection) -> Iterator[tuple[PieceKey, bytes]]:
    """Yields the pieces, each with its uid, language and reader; raises ValueError if one is no bytes."""
    for uid, language, reader, body in read_rows(connection, select(tables.piece)):
        if not isinstance(body, bytes):  # SQLite keeps any type in any column
            raise ValueError(f"the entry of {uid} in {language} is a text, and must be bytes")
        yield (uid, language, reader), body


def _feeds(connection: Connection) -> tuple[Feed, ...]:
    """Returns the feeds in their order."""
    columns = [tables.feed.c[name] for name in Feed.__struct_fields__]
    rows = connection.execute(select(*columns).order_by(tables.feed.c.position))
    return tuple(Feed(**row) for row in rows.mappings())


def _occurrences(connection: Connection) -> tuple[Stored, ...]:
    """Returns all occurrences in order of time, then of uid."""
    participant, occurrence = tables.participant, tables.occurrence
    uid, *values = participant.columns
    participants = select(uid, JsonRows(*values)).group_by(uid)
    rows = read_rows(connection, _undecoded(occurrence))
    meetings = OccurrenceReader().occurrences(rows, read_rows(connection, participants))
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
