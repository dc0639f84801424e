"""Counts of requests for feeds, by family of calendar programs and version; old ones are deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, select, update

from scheduler.record.polls import Poll
from scheduler.store import tables
from scheduler.store.statements import RowValues, delete_rows, insert_rows

RETENTION = timedelta(days=90)
"""How long counts for a version stay after it is not the present one any more."""

_VERSION = ("feed", "language", "digest")
_KEY = (*_VERSION, "family")


def polls(connection: Connection) -> tuple[Poll, ...]:
    """Returns all counts, the oldest first."""
    table = tables.poll
    rows = connection.execute(select(table).order_by(table.c.first, *table.primary_key.columns))
    return tuple(Poll(**row) for row in rows.mappings())


def add(connection: Connection, counted: Iterable[Poll]) -> None:
    """Adds `counted` to the stored counts."""
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
    # SQLAlchemy reserves the plain names for the columns that an UPDATE sets.
    return {f"its_{name}": value for name, value in row.items() if name != "first"}


def delete_old(connection: Connection, now: datetime) -> None:
    """Deletes versions that nobody has fetched for RETENTION; present versions stay."""
    table = tables.poll
    present = select(tables.feed_mark.c.digest)
    old = (
        select(*(table.c[name] for name in _VERSION))
        .where(table.c.digest.not_in(present))
        .group_by(*(table.c[name] for name in _VERSION))
        .having(func.max(table.c.last) < now - RETENTION)
    )
    delete_rows(connection, table, _VERSION, [dict(row) for row in connection.execute(old).mappings()])
