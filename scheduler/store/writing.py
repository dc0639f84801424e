"""Writes rows with SQL that every database understands, and copies a whole store to another database.

There is no "insert or update" that all databases share, so the caller says which rows exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, MetaData, Table, and_, bindparam, delete, insert, select, update

from scheduler.store.tables import begun_edit, metadata

Key = TypeVar("Key")
Value = TypeVar("Value")
Row = dict[str, Any]

BATCH = 1_000
"""Rows that are written at once: those of all meetings would take more memory than the meetings."""


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Inserts new `rows`, some at once."""
    remaining = iter(rows)
    while part := list(islice(remaining, BATCH)):
        connection.execute(insert(table), part)


def write_difference(
    connection: Connection,
    table: Table,
    before: Mapping[Key, Value],
    after: Mapping[Key, Value],
    row_of: Callable[[Key, Value], Row],
) -> None:
    """Writes what differs between the values in `table` before and after, which are given by their keys."""
    removed = [row_of(key, value) for key, value in before.items() if key not in after]
    changed = [
        row_of(key, value)
        for key, value in after.items()
        if key in before and value is not before[key] and value != before[key]
    ]
    # SQLAlchemy reserves the plain names for the columns that an UPDATE sets.
    keys = {name: f"its_{name}" for name in table.primary_key.columns.keys()}  # noqa: SIM118 - columns iterate over themselves
    same_row = and_(*(table.c[name] == bindparam(parameter) for name, parameter in keys.items()))
    for statement, rows in (
        (delete(table).where(same_row), removed),
        (update(table).where(same_row), changed),
    ):
        if rows:
            connection.execute(statement, [{keys.get(name, name): row[name] for name in row} for row in rows])
    insert_rows(connection, table, (row_of(key, value) for key, value in after.items() if key not in before))


def copy_as_it_is(source: Connection, target: Connection) -> None:
    """Makes the tables of `source`, of any schema, in an empty SQLite database, with their rows."""
    found = MetaData()
    found.reflect(source)
    for table in found.sorted_tables:
        for column in table.columns:
            column.type = column.type.as_generic()
    found.create_all(target)
    for table in found.sorted_tables:
        rows = source.execute(select(table).execution_options(yield_per=BATCH)).mappings()
        insert_rows(target, table, ({name: _plain(value) for name, value in row.items()} for row in rows))


def _plain(value: Any) -> Any:
    """Returns a value as SQLite stores it: instants in UTC, without a zone."""
    is_instant = isinstance(value, datetime) and value.tzinfo is not None
    return value.astimezone(UTC).replace(tzinfo=None) if is_instant else value


def copy_tables(source: Connection, target: Connection) -> None:
    """Replaces all rows of `target` by those of `source`. Both have the schema of this release.

    Edits that are being made stay where they are: they are about files, which are not copied.
    """
    copied = [table for table in metadata.sorted_tables if table is not begun_edit]
    for table in reversed(copied):
        target.execute(delete(table))
    for table in copied:
        rows = source.execute(select(table).execution_options(yield_per=BATCH)).mappings()
        insert_rows(target, table, map(dict, rows))
