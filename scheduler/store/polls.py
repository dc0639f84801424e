"""Requests for feeds, added up by family of clients and version; what is old is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, select, update

from scheduler.record.polls import Poll
from scheduler.store import tables
from scheduler.store.statements import RowValues, delete_rows, insert_rows

KEPT = timedelta(days=90)
"""How long it is remembered who fetched a version that is no longer the present one."""

_VERSION = ("feed", "language", "digest")
_KEY = (*_VERSION, "family")


def polls(connection: Connection) -> tuple[Poll, ...]:
    """All that is remembered, the oldest first."""
    table = tables.poll
    rows = connection.execute(select(table).order_by(table.c.first, *table.primary_key.columns))
    return tuple(Poll(**row) for row in rows.mappings())


def add(connection: Connection, counted: Iterable[Poll]) -> None:
    """Adds what was counted to what is remembered."""
    table = tables.poll
    later = bindparam("its_last", type_=table.c.last.type)
    known = (table.c[name] == bindparam(f"its_{name}") for name in _KEY)
    adding = (
        update(table)
        .where(*known)
        .values(
            count=table.c.count + bindparam("its_count"),
            # Two daemons may count for one store, and write a minute apart.
            last=case((table.c.last < later, later), else_=table.c.last),
        )
    )
    rows = (asdict(poll) for poll in counted)
    new = [row for row in rows if connection.execute(adding, _bound(row)).rowcount == 0]
    insert_rows(connection, table, new)


def _bound(row: RowValues) -> RowValues:
    # SQLAlchemy keeps the plain names for the columns that an UPDATE sets.
    return {f"its_{name}": value for name, value in row.items() if name != "first"}


def forget(connection: Connection, now: datetime) -> None:
    """Forgets the versions that nobody has fetched for as long as KEPT; the present ones stay."""
    table, mark = tables.poll, tables.feed_mark
    present = select(mark.c.digest)
    old = (
        select(*(table.c[name] for name in _VERSION))
        .where(table.c.digest.not_in(present))
        .group_by(*(table.c[name] for name in _VERSION))
        .having(func.max(table.c.last) < now - KEPT)
    )
    delete_rows(connection, table, _VERSION, [dict(row) for row in connection.execute(old).mappings()])
