"""Writes revisions and reads their history.

The number is written first: it is the primary key, so only one of two writers succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from msgspec.structs import astuple
from sqlalchemy import ColumnElement, Connection, Table, select
from sqlalchemy.exc import IntegrityError

from scheduler.state.revision import PieceKey, Revision, RevisionEntry
from scheduler.state.state import NewRevision, State
from scheduler.state.stored import Stored
from scheduler.store import tables
from scheduler.store.errors import LostRace
from scheduler.store.rows import (
    feed_row,
    holiday_row,
    occurrence_row,
    participant_rows,
    programme_row,
    read_rows,
)
from scheduler.store.write_rows import RowValues, insert_rows, write_changes


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


def write_revision(connection: Connection, revision: NewRevision) -> None:
    """Writes the differences between the states before and after `revision`.

    Keeps the order that foreign keys require. Raises LostRace if the state before is not the present one.
    """
    before, after = revision.before, revision.after
    if last_revision(connection) != ((before.revision, before.time) if before.revision else None):
        raise LostRace(revision.revision.number)
    _write_history(connection, revision.revision)
    _write_occurrences(connection, before.occurrences, after.occurrences)
    _write_pieces(connection, before.pieces, after.pieces)
    old = _rows(before) if before.revision else {}
    for table, rows in _rows(after).items():
        write_changes(connection, table, old.get(table, ()), rows)


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


def entries_before(connection: Connection, number: int) -> dict[str, RevisionEntry]:
    """Returns, by UID, the last entry before revision `number` of each meeting changed since."""
    entry = tables.revision_entry.c
    changed = select(entry.uid).where(entry.revision >= number)
    older = _entries(connection, (entry.revision < number) & entry.uid.in_(changed))
    return {each.uid: each for each in chain.from_iterable(older.values())}


def _entries(connection: Connection, where: ColumnElement[bool]) -> dict[int, tuple[RevisionEntry, ...]]:
    """Returns the entries for which `where` is true, by the number of their revision, the oldest first."""
    table = tables.revision_entry
    columns = (table.c.revision, *(table.c[name] for name in _ENTRY_FIELDS))
    in_order = select(*columns).where(where).order_by(table.c.revision, table.c.position)
    rows = read_rows(connection, in_order)
    return {number: tuple(map(_entry, group)) for number, group in groupby(rows, itemgetter(0))}


_ENTRY_FIELDS = RevisionEntry.__struct_fields__


def _entry(row: Sequence[Any]) -> RevisionEntry:
    _number, uid, series, key, kind, cause, zone, old_start, new_start, status, changed, all_day = row
    return RevisionEntry(
        uid=uid,
        series=series,
        key=key,
        kind=kind,
        cause=cause,
        zone=zone,
        old_start=old_start,
        new_start=new_start,
        status=status,
        changed=changed,
        all_day=all_day,
    )


def _write_history(connection: Connection, revision: Revision) -> None:
    *row, entries = astuple(revision)
    try:
        insert_rows(connection, tables.revision, [tuple(row)])
    except IntegrityError as error:
        raise LostRace(revision.number) from error
    entry_rows = [(revision.number, position, *astuple(entry)) for position, entry in enumerate(entries)]
    insert_rows(connection, tables.revision_entry, entry_rows)


def _write_occurrences(
    connection: Connection, before: Mapping[str, Stored], after: Mapping[str, Stored]
) -> None:
    """Inserts new occurrences and updates stored ones; none is ever deleted."""
    changed = [stored for uid, stored in after.items() if stored is not before.get(uid)]
    old = [before[stored.occurrence.uid] for stored in changed if stored.occurrence.uid in before]
    write_changes(connection, tables.occurrence, map(occurrence_row, old), map(occurrence_row, changed))
    write_changes(connection, tables.participant, _participant_rows(old), _participant_rows(changed))


def _participant_rows(occurrences: Iterable[Stored]) -> Iterator[RowValues]:
    return (row for stored in occurrences for row in participant_rows(stored.occurrence))


def _write_pieces(
    connection: Connection, before: Mapping[PieceKey, bytes], after: Mapping[PieceKey, bytes]
) -> None:
    changed = {key for key in before.keys() | after.keys() if before.get(key) is not after.get(key)}
    write_changes(connection, tables.piece, _piece_rows(before, changed), _piece_rows(after, changed))


def _piece_rows(pieces: Mapping[PieceKey, bytes], keys: Iterable[PieceKey]) -> Iterator[RowValues]:
    return ((*key, pieces[key]) for key in sorted(keys) if key in pieces)


def _rows(state: State) -> Mapping[Table, Sequence[RowValues]]:
    """Returns the rows of each table besides the history, the occurrences and their pieces."""
    return {
        tables.programme: [programme_row(state)],
        tables.feed: [feed_row(position, feed) for position, feed in enumerate(state.feeds)],
        tables.series: [(identity, *astuple(facts)) for identity, facts in state.series.items()],
        tables.feed_mark: [
            astuple(version) for by_language in state.versions.values() for version in by_language.values()
        ],
        tables.zone_block: [*state.zone_blocks.items()],
        tables.holiday: [holiday_row(*place_year) for place_year in state.holidays.years.items()],
    }
