"""Opens the database, for consistent reads and for one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import URL, Connection, Engine

from scheduler.store.database_errors import StoreError
from scheduler.store.databases.postgresql import postgresql_engine, postgresql_transaction
from scheduler.store.databases.sqlite import (
    raise_if_written,
    sqlite_engine,
    sqlite_file,
    sqlite_transaction,
)


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
    with raise_if_written(sqlite_file(engine.url)), engine.connect() as connection:
        yield connection


def write_transaction(engine: Engine) -> AbstractContextManager[Connection]:
    """Returns a transaction, committed if the block ends without error; other writers wait."""
    begin = sqlite_transaction if engine.dialect.name == "sqlite" else postgresql_transaction
    return begin(engine)
