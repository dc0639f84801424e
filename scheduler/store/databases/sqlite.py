"""Settings of SQLite for what other databases do by themselves.

It checks foreign keys, begins a transaction when asked, and takes the write lock at once. It overwrites
deleted data (see `erasure` for the rest of that), and opens read-only files specially (see `read_only`).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from scheduler.store.databases.read_only import immutable_uri, is_immutable

_LOCK_TIMEOUT = 10.0  # seconds to wait for another program's lock
_WRITES = "twincal_writes"


def sqlite_engine(url: URL) -> Engine:
    """Returns an engine for a SQLite database, without opening or creating anything yet."""
    connect_args = {} if "timeout" in url.query else {"timeout": _LOCK_TIMEOUT}
    # The file is opened for each connection, so that a running daemon sees a restored backup.
    engine = create_engine(url, connect_args=connect_args, poolclass=NullPool)
    file = sqlite_file(url)
    if file is not None:
        event.listen(engine, "do_connect", partial(_open, file))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def connect_for_writing(engine: Engine) -> Connection:
    """Returns a connection whose transaction takes the write lock when it begins."""
    return engine.connect().execution_options(**{_WRITES: True})


def sqlite_file(url: URL) -> Path | None:
    """Returns the file of a SQLite database; None for one in memory and for other databases."""
    if url.get_backend_name() != "sqlite" or is_in_memory(url) or not url.database:
        return None
    if url.database.startswith("file:"):
        return Path(unquote(urlsplit(url.database).path))
    return Path(url.database)


def is_in_memory(url: URL) -> bool:
    """Returns whether `url` is a SQLite database in memory, which ends with its process."""
    if url.get_backend_name() != "sqlite":
        return False
    return not url.database or ":memory:" in url.database or url.query.get("mode") == "memory"


def use_write_ahead_log(engine: Engine) -> None:
    """Switches a SQLite file to a write-ahead log permanently, so that it can be read while it is written."""
    execute_on_sqlite(engine, "PRAGMA journal_mode=WAL")


def execute_on_sqlite(engine: Engine, statement: str) -> object:
    """Executes `statement` on SQLite only, and returns the first value of its result."""
    if engine.dialect.name != "sqlite":
        return None
    # On the raw connection, because SQLAlchemy would begin a transaction.
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row and row[0]


def sqlite_problems(engine: Engine) -> tuple[str, ...]:
    """Returns the problems that SQLite finds in its file; none on another database."""
    found = execute_on_sqlite(engine, "PRAGMA integrity_check")
    if found not in (None, "ok"):
        return (f"the file of the database is damaged: {str(found).splitlines()[-1]}",)
    foreign = execute_on_sqlite(engine, "PRAGMA foreign_key_check")
    return () if foreign is None else (f"a row of {foreign} refers to nothing",)


def _open(
    file: Path, _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]
) -> None:
    if is_immutable(file):
        arguments[0] = immutable_uri(file)
        options["uri"] = True
    elif not options.get("uri"):
        _make_private(Path(os.path.realpath(file)))


def _make_private(file: Path) -> None:
    """Creates `file` for its owner only, because it holds passcodes; SQLite would let everybody read it.

    It gets its name with its first page. SQLite would make a file of 0 bytes, and a run that ends there would
    leave what looks like a lost store. Ignores errors: SQLite reports them better.
    """
    if file.exists():
        return
    with suppress(OSError, sqlite3.Error):
        for suffix in ("-wal", "-journal"):  # of a file that is gone: SQLite would write them into this one
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        with NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}-") as new:
            with closing(sqlite3.connect(new.name)) as connection:
                connection.execute("PRAGMA user_version=0")
            os.link(new.name, file)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver begins transactions late (before INSERT, not before SELECT); `_begin` does it instead.
    connection.isolation_level = None
    # FULL: a revision that subscribers have seen must survive a power cut, and NORMAL may lose the last one.
    # Temporary copies remain in memory, or a VACUUM would leave withdrawn data in a temporary file.
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
