"""Writes many rows at once, with SQL that every database understands.

The primary key of its table identifies a row. There is no "insert or update" that all databases share, so
rows that may exist already are deleted first, or updated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, update

RowValues = dict[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Inserts new rows."""
    if rows:
        connection.execute(insert(table), rows)


def replace_all(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Replaces everything in the table by `rows`."""
    connection.execute(delete(table))
    insert_rows(connection, table, rows)


def update_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Updates all other columns of existing rows."""
    if rows:
        names = table.primary_key.columns.keys()
        values = [{name: value for name, value in row.items() if name not in names} for row in rows]
        keys = _keys(names, rows)
        connection.execute(
            update(table).where(_match(table, names)),
            [key | value for key, value in zip(keys, values, strict=True)],
        )


def delete_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[RowValues]
) -> None:
    """Deletes rows that have the same values in the columns `names` as one of `rows`."""
    if rows:
        connection.execute(delete(table).where(_match(table, names)), _keys(names, rows))


def _match(table: Table, names: Sequence[str]) -> Any:
    return and_(*(table.c[name] == bindparam(f"its_{name}") for name in names))


def _keys(names: Sequence[str], rows: Sequence[RowValues]) -> list[RowValues]:
    # SQLAlchemy reserves the plain names for the columns that an UPDATE sets.
    return [{f"its_{name}": row[name] for name in names} for row in rows]
