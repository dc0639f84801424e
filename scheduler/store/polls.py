"""Counts of requests for feeds, by version and family of calendar programs; old counts are deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from msgspec.structs import astuple
from sqlalchemy import Connection, bindparam, case, func, select, update

from scheduler.state.polls import Poll
from scheduler.store import tables
from scheduler.store.write_rows import delete_rows, insert_rows, parameters, same_values

RETENTION = timedelta(days=90)
"""The time after its last request for which the counts of an old version are stored."""

_VERSION = ("feed", "language", "digest")
_KEY = (*_VERSION, "family")


def polls(connection: Connection) -> tuple[Poll, ...]:
    """Returns all counts, the oldest first."""
    found = [Poll(**row) for row in connection.execute(select(tables.poll)).mappings()]
    # Not by the database: PostgreSQL may sort texts like a dictionary.
    return tuple(sorted(found, key=attrgetter("first", "feed", "language", "family", "digest")))


def add(connection: Connection, counts: Iterable[Poll]) -> None:
    """Adds `counts`, one for each version of a feed and family, to the stored ones."""
    key_of, known = attrgetter(*_KEY), _known_keys(connection)
    new: list[Poll] = []
    stored: list[Poll] = []
    for poll in counts:
        (stored if key_of(poll) in known else new).append(poll)
    insert_rows(connection, tables.poll, [astuple(poll) for poll in new])
    _increase(connection, stored)


def _known_keys(connection: Connection) -> set[tuple[str, ...]]:
    columns = (tables.poll.c[name] for name in _KEY)
    return {tuple(row) for row in connection.execute(select(*columns))}


def _increase(connection: Connection, counts: Sequence[Poll]) -> None:
    """Adds `counts` to rows that exist, all with one statement."""
    if not counts:
        return
    table = tables.poll
    last = bindparam("its_last", type_=table.c.last.type)
    increase = (
        update(table)
        .where(same_values(table, _KEY))
        .values(
            count=table.c.count + bindparam("its_count"),
            # Two daemons may count for one store, and write a minute apart.
            last=case((table.c.last < last, last), else_=table.c.last),
        )
    )
    names = (*_KEY, "count", "last")
    values_of = attrgetter(*names)
    connection.execute(increase, [parameters(names, values_of(poll)) for poll in counts])


def delete_old(connection: Connection, now: datetime) -> None:
    """Deletes the counts of old versions that nobody has fetched for RETENTION."""
    table = tables.poll
    current_digests = select(tables.feed_mark.c.digest)
    columns = [table.c[name] for name in _VERSION]
    old_versions = (
        select(*columns)
        .where(table.c.digest.not_in(current_digests))
        .group_by(*columns)
        .having(func.max(table.c.last) < now - RETENTION)
    )
    delete_rows(connection, table, _VERSION, connection.execute(old_versions).all())
