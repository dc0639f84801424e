"""Rows into and out of tables, many at once and in words that every database understands.

A row is known by the primary key of its table. There is no "insert or update" that all databases share:
what may be there already is deleted first, or updated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, update

RowValues = dict[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Writes rows that are not there yet."""
    if rows:
        connection.execute(insert(table), rows)


def replace_all(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Makes `rows` all that the table holds."""
    connection.execute(delete(table))
    insert_rows(connection, table, rows)


def update_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Gives rows that are there already all their other columns anew."""
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
    """Deletes what has the same values as one of `rows` in the columns `names`, if anything has."""
    if rows:
        connection.execute(delete(table).where(_match(table, names)), _keys(names, rows))


def _match(table: Table, names: Sequence[str]) -> Any:
    return and_(*(table.c[name] == bindparam(f"its_{name}") for name in names))


def _keys(names: Sequence[str], rows: Sequence[RowValues]) -> list[RowValues]:
    # SQLAlchemy keeps the plain names for the columns that an UPDATE sets.
    return [{f"its_{name}": row[name] for name in names} for row in rows]
