"""How the database is opened, read in one piece, and written by one at a time.

SQLite is told what other databases do by themselves: to mind foreign keys, to start a transaction when asked
to, to take the write lock at once, and to overwrite what is deleted (`sweeping` does the rest of that). It
also has to be told that a file may only be read (`frozen`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from scheduler.store.read_only import immutable_address, is_immutable, raise_if_written

_LOCK_TIMEOUT = 10.0  # seconds to wait for another program's lock
_WRITES = "twincal_writes"


def make_engine(url: URL) -> Engine:
    """An engine for `url`; nothing is opened or created yet."""
    if url.get_backend_name() != "sqlite":
        # A reader of several tables sees one revision, not the beginning of one and the end of another.
        return create_engine(url, isolation_level="REPEATABLE READ")
    patience = {} if "timeout" in url.query else {"timeout": _LOCK_TIMEOUT}
    # A file is opened anew each time: no handle outlives a backup that is put back under a running daemon.
    engine = create_engine(url, connect_args=patience, poolclass=NullPool)
    file = sqlite_file(url)
    if file is not None:
        event.listen(engine, "do_connect", partial(_open, file))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory and for every other kind of database."""
    if url.get_backend_name() != "sqlite" or is_in_memory(url) or not url.database:
        return None
    if url.database.startswith("file:"):
        return Path(unquote(urlsplit(url.database).path))
    return Path(url.database)


def is_in_memory(url: URL) -> bool:
    """Whether it is a SQLite database without a file, which ends with whoever opened it."""
    if url.get_backend_name() != "sqlite":
        return False
    return not url.database or ":memory:" in url.database or url.query.get("mode") == "memory"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever others write meanwhile."""
    file = sqlite_file(engine.url)
    with raise_if_written(file) if file is not None else nullcontext(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection on which all is written when the block ends well, else nothing; others wait to write."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def use_write_ahead_log(engine: Engine) -> None:
    """Lets readers of a SQLite file go on while it is written (write-ahead log); the file remembers it."""
    execute_on_sqlite(engine, "PRAGMA journal_mode=WAL")


def execute_on_sqlite(engine: Engine, statement: str) -> object:
    """The first value that SQLite answers; None from another database, which is not asked."""
    if engine.dialect.name != "sqlite":
        return None
    # Outside of any transaction, where SQLAlchemy would begin one.
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row and row[0]


def _open(file: Path, _dialect: object, _record: object, address: list[Any], options: dict[str, Any]) -> None:
    if is_immutable(file):
        address[0] = immutable_address(file)
        options["uri"] = True
    elif not options.get("uri"):
        _make_private(file)


def _make_private(file: Path) -> None:
    """Makes the `file` that SQLite would else make readable for all: it holds passcodes and ways in.

    What keeps it from being made, SQLite says better.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver begins transactions late and by its own rules (before INSERT, not before SELECT); we do it.
    connection.isolation_level = None
    # Temporary copies stay in memory: a VACUUM would else leave what was withdrawn in a file of its own.
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
