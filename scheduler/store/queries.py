"""Reads the published state: for the next plan, and for feeds and pages.

Nearly every run finds the state that it has read or written before. The number and the time of the last
revision say so; then nothing else is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Select, Table, Text, select, true, tuple_, type_coerce

from scheduler.record.feeds import Feed, belongs_in
from scheduler.record.identities import PresentIds
from scheduler.record.memory import EMPTY_MEMORY, Memory, memory_after
from scheduler.record.overview import Overview
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import (
    FeedVersion,
    NewRevision,
    PieceKey,
    Published,
    PublishedFeeds,
    Revision,
)
from scheduler.record.stored import SkippedMeeting, Stored, time_and_uid
from scheduler.record.window import Window
from scheduler.store import tables
from scheduler.store.revisions import history, last_revision
from scheduler.store.rows import OccurrenceReader, holidays_of, programme_of, read_rows
from scheduler.store.types import JsonText

Condition = ColumnElement[bool]
Uids = Select[str]
"""A query for UIDs."""
ALL: Condition = true()
RowsOf = Callable[[Table], Condition]
"""Makes the condition that a row of a table is of one of some meetings."""
MOST_PARAMETERS = 1000
"""Databases limit the parameters of a statement."""


class Snapshot(Struct, frozen=True):
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
        occurrences={stored.occurrence.uid: stored for stored in occurrences(connection, OccurrenceReader())},
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


def published_feed(connection: Connection, feed: Feed) -> PublishedFeeds | None:
    """Returns the meetings of `feed` with their pieces; None before the first revision."""
    last = last_revision(connection)
    if last is None:
        return None
    profile, window = _profile_and_window(connection)
    parts = [_all_rows] if feed.kind == "programme" else _parts(connection, _belongs_in(feed))
    return PublishedFeeds(
        time=last[1],
        profile=profile,
        window=window,
        feeds=(feed,),
        occurrences=tuple(_occurrences_of(connection, parts)),
        pieces=dict(chain.from_iterable(pieces(connection, part).items() for part in parts)),
        zone_blocks=zone_blocks(connection),
        versions=feed_versions(connection, tables.feed_mark.c.feed == feed.name),
    )


def overview(connection: Connection) -> Overview | None:
    """Returns the overview of the programme; None before the first revision."""
    if last_revision(connection) is None:
        return None
    profile, window = _profile_and_window(connection)
    series, feed = tables.series.c, tables.feed.c
    renamed_series = select(series.identity, series.id).where(series.identity != series.id)
    renamed_cities = select(feed.identity, feed.id).where(feed.kind == "cities", feed.identity != feed.id)
    ids = PresentIds(
        series={row.identity: row.id for row in connection.execute(renamed_series)},
        cities={row.identity: row.id for row in connection.execute(renamed_cities)},
    )
    return Overview(profile=profile, window=window, ids=ids)


def _profile_and_window(connection: Connection) -> tuple[ProgrammeProfile, Window]:
    columns = (column for column in tables.programme.c if column.name not in ("profile", "skips"))
    profile, window, _ = programme_of(connection.execute(select(*columns)).one())
    return profile, window


def skips(connection: Connection) -> tuple[SkippedMeeting, ...]:
    """Returns the meetings that were skipped before they were published."""
    return connection.scalars(select(tables.programme.c.skips)).first() or ()


def coming_meetings(connection: Connection, feed: Feed, now: datetime, most: int) -> tuple[Stored, ...]:
    """Returns the first `most` public meetings of `feed`, in order of time, that have not ended by `now`."""
    column = tables.occurrence.c
    is_coming = (column.end_utc > now) & column.shown & (column.visibility == "public")
    meetings = _occurrences_of(connection, _parts(connection, is_coming, _belongs_in(feed)))
    return tuple(islice((stored for stored in meetings if belongs_in(feed, stored.occurrence)), most))


def meetings_of_series(connection: Connection, identity: str) -> tuple[Stored, ...]:
    """Returns the meetings of a series in order of time."""
    return tuple(_occurrences_of(connection, _parts(connection, tables.occurrence.c.series == identity)))


def history_of_series(connection: Connection, identity: str) -> tuple[Revision, ...]:
    """Returns every revision, newest first, with its changes to the meetings of a series alone."""
    return history(connection, tables.revision_entry.c.series == identity)


def history_of_feed(connection: Connection, feed: Feed) -> tuple[Revision, ...]:
    """Returns every revision, newest first, with its changes to the meetings of `feed` alone."""
    belongs = _belongs_in(feed)
    meetings = _occurrences_of(connection, _parts(connection, belongs))
    uids = {stored.occurrence.uid for stored in meetings if belongs_in(feed, stored.occurrence)}
    revisions = history(connection, tables.revision_entry.c.uid.in_(_uids(belongs)))
    return tuple(
        replace(revision, entries=tuple(entry for entry in revision.entries if entry.uid in uids))
        for revision in revisions
    )


def _belongs_in(feed: Feed) -> Condition:
    """Returns the condition that an occurrence belongs in `feed`; others may meet it as well."""
    occurrence, participant = tables.occurrence.c, tables.participant.c
    match feed.kind:
        case "programme":
            return ALL
        case "cities":
            return occurrence.uid.in_(select(participant.uid).where(participant.city == feed.identity))
        case "pairs" | "themes":
            contents = type_coerce(occurrence.contents, Text)
            return contents.contains(f'"{feed.identity}"', autoescape=True)


def _uids(*where: Condition) -> Uids:
    """Returns a query for the UIDs of occurrences, in order of time."""
    column = tables.occurrence.c
    return select(column.uid).where(*where).order_by(column.begin_utc, column.uid)


def _parts(connection: Connection, *where: Condition) -> list[RowsOf]:
    """Returns the meetings for which `where` is true in parts, in order of time.

    Each part can be the parameters of one statement.
    """
    uids = connection.scalars(_uids(*where)).all()
    return [_rows_of(uids[start : start + MOST_PARAMETERS]) for start in range(0, len(uids), MOST_PARAMETERS)]


def _rows_of(uids: Sequence[str]) -> RowsOf:
    return lambda table: table.c.uid.in_(uids)


def _all_rows(_table: Table) -> Condition:
    return ALL


def _occurrences_of(connection: Connection, parts: Iterable[RowsOf]) -> Iterator[Stored]:
    """Yields the meetings of `parts`, in order of time; reads a part when it is needed."""
    reader = OccurrenceReader()
    return chain.from_iterable(occurrences(connection, reader, part) for part in parts)


def series_ids(connection: Connection) -> dict[str, str]:
    """Returns the id of each series by its identity."""
    columns = select(tables.series.c.identity, tables.series.c.id)
    return dict(read_rows(connection, columns))


def _time_inputs(connection: Connection) -> dict[str, tuple[str, ...]]:
    columns = select(tables.series.c.identity, tables.series.c.grounds)
    return dict(read_rows(connection, columns))


def zone_blocks(connection: Connection) -> dict[str, bytes]:
    """Returns the published VTIMEZONE of each zone."""
    return {row.tzid: row.body for row in connection.execute(select(tables.zone_block))}


def feed_versions(connection: Connection, where: Condition = ALL) -> dict[tuple[str, str], FeedVersion]:
    """Returns the present version of each feed by its name and the language."""
    rows = connection.execute(select(tables.feed_mark).where(where)).mappings()
    return {(row["feed"], row["language"]): FeedVersion(**row) for row in rows}


def pieces(connection: Connection, of: RowsOf = _all_rows) -> dict[PieceKey, bytes]:
    """Returns the pieces by uid, language and reader."""
    rows = read_rows(connection, select(tables.piece).where(of(tables.piece)))
    return {(uid, language, reader): body for uid, language, reader, body in rows}


def feeds(connection: Connection, *where: Condition) -> tuple[Feed, ...]:
    """Returns the feeds in their order."""
    columns = [tables.feed.c[name] for name in Feed.__struct_fields__]
    rows = connection.execute(select(*columns).where(*where).order_by(tables.feed.c.position))
    return tuple(Feed(**row) for row in rows.mappings())


def feed(connection: Connection, kind: str, id: str) -> Feed | None:
    """Returns the feed of this kind with the present id `id`; None if there is none."""
    found = feeds(connection, tables.feed.c.kind == kind, tables.feed.c.id == id)
    return found[0] if found else None


def feeds_of_tokens(connection: Connection) -> tuple[Feed, ...]:
    """Returns the feeds that tokens open, also revoked ones."""
    feed, token = tables.feed.c, tables.token.c
    return feeds(connection, tuple_(feed.kind, feed.identity).in_(select(token.kind, token.identity)))


def occurrences(
    connection: Connection, reader: OccurrenceReader, of: RowsOf = _all_rows
) -> tuple[Stored, ...]:
    """Returns occurrences in order of time, then of uid."""
    participant, occurrence = tables.participant, tables.occurrence
    by_uid = (
        _undecoded(participant).where(of(participant)).order_by(participant.c.uid, participant.c.position)
    )
    rows = read_rows(connection, _undecoded(occurrence).where(of(occurrence)))
    meetings = reader.occurrences(rows, read_rows(connection, by_uid))
    # SQLite would sort whole rows in memory, which takes as much again as the meetings themselves.
    return tuple(sorted(meetings, key=time_and_uid))


def _undecoded(table: Table) -> Select[Any]:
    """Returns a query for all columns, with JSON as text."""
    return select(
        *(
            type_coerce(column, Text) if isinstance(column.type, JsonText) else column
            for column in table.columns
        )
    )
