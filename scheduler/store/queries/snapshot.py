"""Reads the whole published state: for the next plan, and for feeds and pages.

Nearly every run finds the state that it has read or written before. The number and the time of the last
revision say so; then nothing else is read.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, select

from scheduler.state.memory import EMPTY_MEMORY, Memory, memory_after
from scheduler.state.occurrences import Occurrences
from scheduler.state.revision import NewRevision, Published
from scheduler.store import tables
from scheduler.store.queries.values import (
    feed_versions,
    feeds,
    occurrences,
    pieces,
    recorded_series,
    zone_blocks,
)
from scheduler.store.revisions import history, last_revision
from scheduler.store.rows import holidays_of, programme_of


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
    profile, window, skips = programme_of(connection.execute(select(tables.programme)).first())
    return Memory(
        revision=number,
        time=time,
        profile=profile,
        window=window,
        feeds=feeds(connection),
        occurrences=Occurrences.of(occurrences(connection)),
        holidays=holidays_of(connection.execute(select(tables.holiday))),
        series=recorded_series(connection),
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
        occurrences=memory.occurrences,
        pieces=dict(pieces(connection)),
        zone_blocks=zone_blocks(connection),
        versions=feed_versions(connection),
        holidays=memory.holidays,
        history=history(connection),
        series=memory.series,
        skips=memory.skips,
    )
