"""The state after one revision, as it was read or written last.

Nearly every run finds the state that it has read or written before. The number and the time of the last
revision say so; then nothing else is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from scheduler.record.memory import EMPTY_MEMORY, Memory, memory_after
from scheduler.record.revision import NewRevision, Published
from scheduler.store import queries
from scheduler.store.revisions import last_revision


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
        return replace(self, published=queries.published(connection, self.memory))


EMPTY_SNAPSHOT = Snapshot()


def snapshot_after(revision: NewRevision) -> Snapshot:
    """Returns the state after `revision` is written."""
    return Snapshot(memory=memory_after(revision), published=revision.after)


def read_snapshot(connection: Connection, known: Snapshot) -> Snapshot:
    """Returns the present state: `known` if nobody has written since, else it is read."""
    last = last_revision(connection)
    if known.is_of(last):
        return known
    return Snapshot() if last is None else Snapshot(memory=queries.memory(connection, *last))
