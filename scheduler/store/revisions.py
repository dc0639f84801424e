"""The history: every revision with its entries. It is never deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import msgspec
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, insert, select

from scheduler.state.revision import Revision, RevisionEntry
from scheduler.store import tables
from scheduler.store.writing import insert_rows


def last_revision(connection: Connection) -> tuple[int, datetime] | None:
    """Returns the number and time of the last revision; None before the first."""
    columns = tables.revision.c
    newest = select(columns.number, columns.time).order_by(columns.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return None if row is None else (row.number, row.time)


def has_revision(connection: Connection, number: int, time: datetime) -> bool:
    """Returns whether there is a revision with this number and time."""
    columns = tables.revision.c
    return connection.scalar(select(columns.time).where(columns.number == number)) == time


def add_to_history(connection: Connection, revision: Revision) -> None:
    """Adds a revision and its entries."""
    row = asdict(revision)
    del row["entries"]
    connection.execute(insert(tables.revision), row)
    entries = (
        {"revision": revision.number, "position": position, **asdict(entry)}
        for position, entry in enumerate(revision.entries)
    )
    insert_rows(connection, tables.revision_entry, entries)


def history(connection: Connection, since: date = date.min, most: int | None = None) -> tuple[Revision, ...]:
    """Returns the newest revisions, at most `most`, from the day `since` (UTC) on; the newest is first."""
    columns, entry = tables.revision.c, tables.revision_entry.c
    late = select(tables.revision).where(columns.time >= datetime.combine(since, time(), UTC))
    rows = connection.execute(late.order_by(columns.number.desc()).limit(most)).mappings().all()
    entries = _entries(connection, entry.revision >= min((row["number"] for row in rows), default=0))
    return tuple(Revision(**row, entries=entries.get(row["number"], ())) for row in rows)


def history_of(connection: Connection, uid: str) -> tuple[Revision, ...]:
    """Returns the revisions that changed a meeting, with its entries alone; the newest is first."""
    return _history_where(connection, tables.revision_entry.c.uid == uid)


def history_of_pages(connection: Connection, first: date) -> tuple[Revision, ...]:
    """Returns the revisions, newest first, with their changes of the meetings that have a page.

    These are the ones that end on `first` or later, and all webinars.
    """
    meeting = tables.occurrence.c
    on_pages = select(meeting.uid).where(
        (meeting.ends >= datetime.combine(first, time())) | (meeting.origin == "webinar")
    )
    return _history_where(connection, tables.revision_entry.c.uid.in_(on_pages))


def _history_where(connection: Connection, where: ColumnElement[bool]) -> tuple[Revision, ...]:
    """Returns the revisions with entries for which `where` is true, and these alone; the newest is first."""
    number, entries = tables.revision.c.number, _entries(connection, where)
    changing = select(tables.revision).where(
        number.in_(select(tables.revision_entry.c.revision).where(where))
    )
    rows = connection.execute(changing.order_by(number.desc())).mappings()
    return tuple(Revision(**row, entries=entries[row["number"]]) for row in rows)


def revision(connection: Connection, number: int) -> Revision:
    """Returns the revision `number`, which is there."""
    row = (
        connection.execute(select(tables.revision).where(tables.revision.c.number == number)).mappings().one()
    )
    entries = _entries(connection, tables.revision_entry.c.revision == number)
    return Revision(**row, entries=entries.get(number, ()))


def _entries(connection: Connection, where: ColumnElement[bool]) -> dict[int, tuple[RevisionEntry, ...]]:
    """Returns the entries for which `where` is true, by the number of their revision, the oldest first."""
    columns = tables.revision_entry.c
    in_order = select(tables.revision_entry).where(where).order_by(columns.revision, columns.position)
    by_revision: dict[int, list[RevisionEntry]] = {}
    for row in connection.execute(in_order).mappings():
        by_revision.setdefault(row["revision"], []).append(msgspec.convert(row, RevisionEntry))
    return {number: tuple(entries) for number, entries in by_revision.items()}
