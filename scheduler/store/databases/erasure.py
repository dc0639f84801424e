"""Erases withdrawn data from a SQLite file completely, at once or as soon as nobody reads the file any more.

`secure_delete` alone is not enough: a row that once moved to another page of the file left a copy. So the
file is rewritten (VACUUM) and its log emptied. A revision that withdraws something writes a note of it in its
own transaction, and the note is removed only after the erasure. So the erasure happens even if a reader
blocks it at first, or the program crashes. PostgreSQL removes old rows by itself when it vacuums.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from scheduler.store.databases.engine import read_connection, write_transaction
from scheduler.store.databases.sqlite import execute_on_sqlite

_NO_REVISION = 0


def note_withdrawal(connection: Connection, number: int) -> None:
    """Notes in this transaction that revision `number` withdraws something."""
    # SQLite reserves `user_version` in the file header for applications. A rollback also undoes it.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version={number:d}")


def pending_erasure(connection: Connection) -> int:
    """Returns the last revision whose withdrawn data may still be in the file; 0 if there is none."""
    if connection.dialect.name != "sqlite":
        return _NO_REVISION
    number: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return number


def erase_withdrawn(engine: Engine) -> None:
    """Erases withdrawn data. If somebody else is reading the file, the erasure remains pending.

    Waits some time for locks. Raises the errors of SQLAlchemy and of the driver.
    """
    with read_connection(engine) as connection:
        number = pending_erasure(connection)
    if number == _NO_REVISION:
        return
    execute_on_sqlite(engine, "VACUUM")
    blocked_by_reader = execute_on_sqlite(engine, "PRAGMA wal_checkpoint(TRUNCATE)") == 1
    if not blocked_by_reader:
        _remove_note(engine, number)


def _remove_note(engine: Engine, number: int) -> None:
    with write_transaction(engine) as connection:
        # A revision written during the erasure may have withdrawn more; its note must remain.
        if pending_erasure(connection) == number:
            note_withdrawal(connection, _NO_REVISION)
