"""Opens the database, for consistent reads and for one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import URL, Connection, Engine

from scheduler.store.databases.postgresql import lock_for_writing, postgresql_engine, read_committed
from scheduler.store.databases.read_only import is_without_room, raise_if_written
from scheduler.store.databases.sqlite import connect_for_writing, sqlite_engine, sqlite_file
from scheduler.store.errors import StoreError


def make_engine(url: URL) -> Engine:
    """Returns an engine for `url`, without opening or creating anything yet.

    Raises StoreError for other databases than SQLite and PostgreSQL.
    """
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return sqlite_engine(url)
        case "postgresql" | "postgresql+psycopg":
            return postgresql_engine(url)
        case other:
            raise StoreError(
                f"{other} is no kind of database that Twincal knows; "
                "write sqlite:///twincal.db or postgresql://HOST/NAME"
            )


@contextmanager
def read_connection(engine: Engine) -> Iterator[Connection]:
    """Opens a connection that sees the database as it is now, even if others write meanwhile."""
    file = sqlite_file(engine.url)
    with raise_if_written(file) if file is not None else nullcontext(), engine.connect() as connection:
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """Opens a transaction, committed if the block ends without error; other writers wait.

    Raises StoreError if the disk is full, so that SQLite could not even begin.
    """
    if engine.dialect.name == "sqlite":
        file = sqlite_file(engine.url)
        if file is not None and is_without_room(file):
            raise StoreError(f"the database {file} cannot grow: the disk is full; make room and try again")
        with connect_for_writing(engine) as connection, connection.begin():
            yield connection
    else:
        with read_committed(engine) as connection, connection.begin():
            lock_for_writing(connection)
            yield connection
