"""Writes many rows at once, with SQL that every database understands.

The primary key identifies a row. There is no "insert or update" that all databases share, so the caller says
which rows exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, delete, insert, update

RowValues = dict[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Inserts new rows."""
    if rows:
        connection.execute(insert(table), rows)


def write_changes(
    connection: Connection, table: Table, old: Iterable[RowValues], new: Iterable[RowValues]
) -> None:
    """Makes the rows `old` of a table the rows `new`; writes only those that differ."""
    names = table.primary_key.columns.keys()
    old_by_key = {_key(names, row): row for row in old}
    if not old_by_key:
        insert_rows(connection, table, [*new])
        return
    new_rows = [(_key(names, row), row) for row in new]
    new_keys = {key for key, _ in new_rows}
    delete_rows(connection, table, names, [row for key, row in old_by_key.items() if key not in new_keys])
    update_rows(
        connection, table, [row for key, row in new_rows if key in old_by_key and row != old_by_key[key]]
    )
    insert_rows(connection, table, [row for key, row in new_rows if key not in old_by_key])


def _key(names: Sequence[str], row: RowValues) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def update_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Updates existing rows: every column that is not in the primary key."""
    if rows:
        names = table.primary_key.columns.keys()
        connection.execute(
            update(table).where(same_values(table, names)),
            [
                parameters(names, row) | {name: value for name, value in row.items() if name not in names}
                for row in rows
            ],
        )


def delete_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[RowValues]
) -> None:
    """Deletes rows that have the same values in the columns `names` as one of `rows`."""
    if rows:
        statement = delete(table).where(same_values(table, names))
        connection.execute(statement, [parameters(names, row) for row in rows])


def same_values(table: Table, names: Sequence[str]) -> ColumnElement[bool]:
    """Returns the condition that the columns `names` have the values in `parameters`."""
    return and_(*(table.c[name] == bindparam(f"its_{name}") for name in names))


def parameters(names: Sequence[str], row: RowValues) -> RowValues:
    """Returns the values of `row` in the columns `names`, as parameters of a statement."""
    # SQLAlchemy reserves the plain names for the columns that an UPDATE sets.
    return {f"its_{name}": row[name] for name in names}
