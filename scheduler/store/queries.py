"""Reads the published state: for the next plan, and for feeds and pages.

Nearly every run finds the state that it has read or written before. The number and the time of the last
revision say so; then nothing else is read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from sys import intern
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, select, true, type_coerce

from scheduler.record.feeds import Feed
from scheduler.record.memory import EMPTY_MEMORY, Memory, memory_after
from scheduler.record.revision import FeedVersion, NewRevision, PieceKey, Published, Reader
from scheduler.record.stored import Stored
from scheduler.store import tables
from scheduler.store.revisions import history, last_revision
from scheduler.store.rows import OccurrenceReader, holidays_of, programme_of, read_rows
from scheduler.store.types import JsonText
from scheduler.timetable.holidays import NO_HOLIDAYS

Condition = ColumnElement[bool]
Uids = Select[tuple[str]]
"""A query for UIDs."""
ALL: Condition = true()
_READERS: dict[str, Reader] = {reader: reader for reader in get_args(Reader)}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The record after the revision `memory.revision`; `published` is None if it was not read yet."""

    memory: Memory = EMPTY_MEMORY
    published: Published | None = None

    def is_of(self, revision: tuple[int, datetime] | None) -> bool:
        """Returns whether it is the state after the revision with this number and time."""
        return revision == (None if self.memory.time is None else (self.memory.revision, self.memory.time))

    def with_published(self, connection: Connection) -> Snapshot:
        """Returns the snapshot with everything that feeds and pages are made from."""
        if self.published is not None or self.memory.time is None:
            return self
        return replace(self, published=published(connection, self.memory))


EMPTY_SNAPSHOT = Snapshot()


def snapshot_after(revision: NewRevision) -> Snapshot:
    """Returns the state after `revision` is written."""
    return Snapshot(memory=memory_after(revision), published=revision.after)


def read_snapshot(connection: Connection, known: Snapshot) -> Snapshot:
    """Returns the present state: `known` if nobody has written since, else it is read."""
    last = last_revision(connection)
    if known.is_of(last):
        return known
    return Snapshot() if last is None else Snapshot(memory=memory(connection, *last))


def memory(connection: Connection, number: int, time: datetime) -> Memory:
    """Returns what a plan is compared with after the last revision, which has this number and time."""
    profile, window, skips = programme_of(connection.execute(select(tables.programme)).one())
    return Memory(
        revision=number,
        time=time,
        profile=profile,
        window=window,
        feeds=feeds(connection),
        occurrences={stored.occurrence.uid: stored for stored in occurrences(connection)},
        holidays=holidays_of(connection.execute(select(tables.holiday))),
        series_ids=series_ids(connection),
        time_inputs=_time_inputs(connection),
        skips=skips,
    )


def published(connection: Connection, memory: Memory) -> Published:
    """Returns everything that feeds and pages are made from: `memory`, and what it does not hold."""
    assert memory.profile is not None
    assert memory.window is not None
    assert memory.time is not None
    return Published(
        revision=memory.revision,
        time=memory.time,
        profile=memory.profile,
        window=memory.window,
        feeds=memory.feeds,
        occurrences=tuple(memory.occurrences.values()),
        pieces=pieces(connection),
        zone_blocks=zone_blocks(connection),
        versions=feed_versions(connection),
        holidays=memory.holidays,
        history=history(connection),
        skips=memory.skips,
    )


def published_feed(connection: Connection, kind: str, id: str) -> Published | None:
    """Returns what the feed of a city, pair or theme with this present id is made from; None without one.

    The result has this feed alone, its meetings with their pieces, and no holidays and history.
    """
    matching = feeds(connection, tables.feed.c.kind == kind, tables.feed.c.id == id)
    last = last_revision(connection)
    if not matching or kind == "programme" or last is None:
        return None
    uids = _uids(matching[0])
    profile, window, skips = programme_of(connection.execute(select(tables.programme)).one())
    return Published(
        revision=last[0],
        time=last[1],
        profile=profile,
        window=window,
        feeds=matching,
        occurrences=occurrences(
            connection, tables.occurrence.c.uid.in_(uids), tables.participant.c.uid.in_(uids)
        ),
        pieces=pieces(connection, tables.piece.c.uid.in_(uids)),
        zone_blocks=zone_blocks(connection),
        versions=feed_versions(connection, tables.feed_mark.c.feed == matching[0].name),
        holidays=NO_HOLIDAYS,
        history=(),
        skips=skips,
    )


def _uids(feed: Feed) -> Uids:
    """Returns a query for the UIDs of all meetings of `feed`; it may include meetings of other feeds."""
    uid = tables.occurrence.c.uid
    match feed.kind:
        case "programme":
            return select(uid)
        case "cities":
            return select(tables.participant.c.uid).where(tables.participant.c.city == feed.identity)
        case "pairs" | "themes":
            contents = type_coerce(tables.occurrence.c.contents, Text)
            return select(uid).where(contents.contains(f'"{feed.identity}"', autoescape=True))


def series_ids(connection: Connection) -> dict[str, str]:
    """Returns the id of each series by its identity."""
    columns = select(tables.series.c.identity, tables.series.c.id)
    return {row.identity: row.id for row in connection.execute(columns)}


def _time_inputs(connection: Connection) -> dict[str, tuple[str, ...]]:
    return {row.identity: row.grounds for row in connection.execute(select(tables.series))}


def zone_blocks(connection: Connection) -> dict[str, bytes]:
    """Returns the published VTIMEZONE of each zone."""
    return {row.tzid: row.body for row in connection.execute(select(tables.zone_block))}


def feed_versions(connection: Connection, where: Condition = ALL) -> dict[tuple[str, str], FeedVersion]:
    """Returns the present version of each feed by its name and the language."""
    rows = connection.execute(select(tables.feed_mark).where(where)).mappings()
    return {(row["feed"], row["language"]): FeedVersion(**row) for row in rows}


def pieces(connection: Connection, where: Condition = ALL) -> dict[PieceKey, bytes]:
    """Returns the pieces by uid, language and reader."""
    rows = read_rows(connection, select(tables.piece).where(where))
    return {(intern(uid), intern(language), _READERS[reader]): body for uid, language, reader, body in rows}


def feeds(connection: Connection, *where: Condition) -> tuple[Feed, ...]:
    """Returns the feeds in their order."""
    columns = [tables.feed.c[field.name] for field in fields(Feed)]
    rows = connection.execute(select(*columns).where(*where).order_by(tables.feed.c.position))
    return tuple(Feed(**row) for row in rows.mappings())


def occurrences(
    connection: Connection, where: Condition = ALL, participants_where: Condition = ALL
) -> tuple[Stored, ...]:
    """Returns the occurrences in order of time, then of uid. The conditions name the same occurrences."""
    participant, occurrence = tables.participant, tables.occurrence
    in_order = (
        _undecoded(participant).where(participants_where).order_by(participant.c.uid, participant.c.position)
    )
    reader = OccurrenceReader(read_rows(connection, in_order))
    by_time = _undecoded(occurrence).where(where).order_by(occurrence.c.begin_utc, occurrence.c.uid)
    return tuple(map(reader.stored, read_rows(connection, by_time)))


def _undecoded(table: Table) -> Select[Any]:
    """Returns a query for all columns, with JSON as text."""
    return select(
        *(
            type_coerce(column, Text) if isinstance(column.type, JsonText) else column
            for column in table.columns
        )
    )
