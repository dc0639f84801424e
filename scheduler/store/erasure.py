"""How what was withdrawn leaves a SQLite file for good, at once or as soon as nobody reads it any more.

`secure_delete` alone is not enough: a row that once moved to another page of the file left a copy. So the
file is made anew and its log emptied. A revision that withdraws marks the file inside its own transaction;
the mark goes when the file is swept, so neither a reader nor a crash in between lets it be forgotten.
PostgreSQL sweeps in its own time, when it vacuums.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from scheduler.store.engine import reading, tell_sqlite, writing

_CLEAN = 0


def mark(connection: Connection, number: int) -> None:
    """Notes, if this transaction is committed, that revision `number` withdrew something."""
    # SQLite keeps this number for its users, in the head of the file, and rolls it back with the rest.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version={number:d}")


def marked(connection: Connection) -> int:
    """The last revision that withdrew what the file has not been swept of; 0 where it is clean."""
    if connection.dialect.name != "sqlite":
        return _CLEAN
    number: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return number


def sweep(engine: Engine) -> None:
    """Sweeps a marked file and takes its mark away; one that others keep reading stays marked.

    Waits for other programs a while. Raises the errors of SQLAlchemy and of the driver.
    """
    with reading(engine) as connection:
        number = marked(connection)
    if number == _CLEAN:
        return
    tell_sqlite(engine, "VACUUM")
    kept_by_a_reader = tell_sqlite(engine, "PRAGMA wal_checkpoint(TRUNCATE)") == 1
    if not kept_by_a_reader:
        _clear(engine, number)


def _clear(engine: Engine, number: int) -> None:
    with writing(engine) as connection:
        # A revision that was written during the sweep may have withdrawn more: its mark stays.
        if marked(connection) == number:
            mark(connection, _CLEAN)
