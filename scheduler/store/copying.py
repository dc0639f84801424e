"""Copies a whole store to another database, of either kind: for a backup, and to restore it.

A backup is a SQLite database of Twincal itself, so every command can read it.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, select

from scheduler.store.tables import metadata
from scheduler.store.write_rows import insert_rows

BATCH = 5_000
"""Rows that are read and written at once."""


def copy_tables(source: Connection, target: Connection) -> None:
    """Replaces all rows of `target` by those of `source`. Both have the schema of this release."""
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    for table in metadata.sorted_tables:
        _copy(table, source, target)


def _copy(table: Table, source: Connection, target: Connection) -> None:
    rows = source.execution_options(yield_per=BATCH).execute(select(table))
    for part in rows.partitions(BATCH):
        insert_rows(target, table, [tuple(row) for row in part])
