"""Writes many rows at once, with SQL that every database understands.

A row has the values of all columns, in their order; the columns of the primary key come first. They identify
the row. There is no "insert or update" that all databases share, so the caller says which rows exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    update,
)
from sqlalchemy.types import TypeEngine

from scheduler.store.types import JsonText

RowValues = tuple[Any, ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Inserts new rows.

    Converts values column by column, and equal ones of a type once. SQLAlchemy would prepare each row alone,
    which takes longer than the database needs to insert it. A column without values is left out, because the
    driver of SQLite takes long to bind each None.
    """
    if not rows:
        return
    dialect = connection.dialect
    converter = cache(partial(_for_driver, dialect))
    columns = {
        column.name: (converter(column.type), values)
        for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)
        if any(value is not None for value in values)
    }
    converted = zip(
        *(map(convert, values) if convert else values for convert, values in columns.values()), strict=True
    )
    names = [*columns]
    connection.exec_driver_sql(
        str(insert(table).compile(dialect=dialect, column_keys=names)),
        # The driver of SQLite takes the values by their places, that of PostgreSQL by names.
        [*converted] if dialect.positional else [dict(zip(names, row, strict=True)) for row in converted],
    )


def _for_driver(dialect: Dialect, type: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Returns the function that makes the driver's value from one of `type`; None if they are the same.

    To compare bytes or values of JSON would take longer than to convert them.
    """
    convert = type.dialect_impl(dialect).bind_processor(dialect)
    return convert if convert is None or isinstance(type, JsonText | LargeBinary) else cache(convert)


def write_changes(
    connection: Connection, table: Table, old: Iterable[RowValues], new: Iterable[RowValues]
) -> None:
    """Makes the rows `old` of a table the rows `new`; writes only those that differ."""
    names = table.primary_key.columns.keys()
    width = len(names)
    old_by_key = {row[:width]: row for row in old}
    if not old_by_key:
        insert_rows(connection, table, [*new])
        return
    new_rows = [(row[:width], row) for row in new]
    new_keys = {key for key, _ in new_rows}
    delete_rows(connection, table, names, [key for key in old_by_key if key not in new_keys])
    update_rows(
        connection, table, [row for key, row in new_rows if key in old_by_key and row != old_by_key[key]]
    )
    insert_rows(connection, table, [row for key, row in new_rows if key not in old_by_key])


def update_rows(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Updates existing rows: every column that is not in the primary key."""
    if rows:
        key_names, names = table.primary_key.columns.keys(), table.columns.keys()
        width = len(key_names)
        connection.execute(
            update(table).where(same_values(table, key_names)),
            [
                parameters(key_names, row[:width]) | dict(zip(names[width:], row[width:], strict=True))
                for row in rows
            ],
        )


def delete_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Deletes rows that have in the columns `names` the same values as one of `rows`."""
    if rows:
        statement = delete(table).where(same_values(table, names))
        connection.execute(statement, [parameters(names, row) for row in rows])


def same_values(table: Table, names: Sequence[str]) -> ColumnElement[bool]:
    """Returns the condition that the columns `names` have the values in `parameters`."""
    return and_(*(table.c[name] == bindparam(f"its_{name}") for name in names))


def parameters(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Returns `values` of the columns `names`, as parameters of a statement."""
    # SQLAlchemy reserves the plain names for the columns that an UPDATE sets.
    return {f"its_{name}": value for name, value in zip(names, values, strict=True)}
