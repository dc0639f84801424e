"""SQLite: how it opens a file, what it must be told for each connection, and how it erases withdrawn data.

1. It checks foreign keys, begins a transaction when asked, takes the write lock at once, and overwrites
   deleted data.
2. A file that this user may not write, or a full disk: with a write-ahead log even a reader needs to write,
   because SQLite creates two files beside the database, or fails. If it cannot, and nobody is writing the
   file, it is opened as `immutable`. SQLite then ignores locks, so we check afterwards that the file has not
   changed.
3. `secure_delete` alone does not erase: a row that once moved to another page of the file left a copy. So the
   file is rewritten (VACUUM) and its log emptied, at once or as soon as nobody reads the file any more. A
   revision that withdraws something writes a note of it in its own transaction, and the note is removed only
   after the erasure. So the erasure happens even if a reader blocks it at first, or the program crashes.
   PostgreSQL removes old rows by itself when it vacuums.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from scheduler.store.database_errors import StoreError

_LOCK_TIMEOUT = 10.0  # seconds to wait for another program's lock
_WRITES = "twincal_writes"
_WORKING_FILES = ("-wal", "-journal")
_INDEX_BYTES = 32_768
"""The size of the `-shm` file that the first reader creates (SQLite, "WAL-mode File Format", 2)."""
_NO_REVISION = 0


def sqlite_engine(url: URL) -> Engine:
    """Returns an engine for a SQLite database, without opening or creating anything yet."""
    connect_args = {} if "timeout" in url.query else {"timeout": _LOCK_TIMEOUT}
    # The file is opened for each connection, so that a running daemon sees a restored backup.
    engine = create_engine(url, connect_args=connect_args, poolclass=NullPool)
    file = sqlite_file(url)
    if file is not None:
        event.listen(engine, "do_connect", _Opening(file))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def sqlite_transaction(engine: Engine) -> Iterator[Connection]:
    """Opens a transaction that takes the write lock when it begins.

    Raises StoreError if the disk is full, so that SQLite could not even begin.
    """
    file = sqlite_file(engine.url)
    if file is not None and _is_without_room(file):
        raise StoreError(f"the database {file} cannot grow: the disk is full; make room and try again")
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


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
    _execute(engine, "PRAGMA journal_mode=WAL")


def sqlite_problems(engine: Engine) -> tuple[str, ...]:
    """Returns the problems that SQLite finds in its file; none on another database."""
    found = _execute(engine, "PRAGMA integrity_check")
    if found not in (None, "ok"):
        return (f"the file of the database is damaged: {str(found).splitlines()[-1]}",)
    foreign = _execute(engine, "PRAGMA foreign_key_check")
    return () if foreign is None else (f"a row of {foreign} refers to nothing",)


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
    with engine.connect() as connection:
        number = pending_erasure(connection)
    if number == _NO_REVISION:
        return
    _execute(engine, "VACUUM")
    blocked_by_reader = _execute(engine, "PRAGMA wal_checkpoint(TRUNCATE)") == 1
    if blocked_by_reader:
        return
    with sqlite_transaction(engine) as connection:
        # A revision written during the erasure may have withdrawn more; its note must remain.
        if pending_erasure(connection) == number:
            note_withdrawal(connection, _NO_REVISION)


def may_write(path: Path) -> bool:
    """Returns whether this process may write a file, or into a folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


@contextmanager
def raise_if_written(file: Path | None) -> Iterator[None]:
    """Raises StoreError if an immutable `file` has changed by the end of the block."""
    before = _state(file)
    try:
        yield
    finally:
        if before is not None and before != _state(file):
            raise StoreError(f"the database {file} was written while it was read; try again")


def _state(file: Path | None) -> tuple[int, int, int] | None:
    """Returns a value that differs after every change of an immutable file; None for others."""
    if file is None or not _is_immutable(file):
        return None
    state = file.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _is_immutable(file: Path) -> bool:
    """Returns whether `file` exists, no reader may or can write beside it, and its log is finished."""
    database = file.resolve()
    if not database.is_file():
        return False
    if may_write(database) and may_write(database.parent) and not _is_without_room(database):
        return False
    return not any(_size_of(database, suffix) for suffix in _WORKING_FILES)


def _is_without_room(file: Path) -> bool:
    """Returns whether the disk is so full that the first reader of `file` could not create its index."""
    database = file.resolve()
    has_index = _size_of(database, "-shm") >= _INDEX_BYTES
    return database.is_file() and not has_index and shutil.disk_usage(database).free < _INDEX_BYTES


def _size_of(database: Path, suffix: str) -> int:
    """Returns the bytes of a file beside the database; 0 if there is none."""
    try:
        return database.with_name(database.name + suffix).stat().st_size
    except FileNotFoundError:  # another program may remove it at any time
        return 0


def _execute(engine: Engine, statement: str) -> object:
    """Executes `statement` on SQLite only, and returns the first value of its result."""
    if engine.dialect.name != "sqlite":
        return None
    # On the raw connection, because SQLAlchemy would begin a transaction.
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row and row[0]


class _Opening:
    """How an engine opens its file. One that it has opened before is never made again, if it is gone."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._was_there = False

    def __call__(
        self, _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]
    ) -> None:
        if _is_immutable(self._file):
            arguments[0] = f"{self._file.resolve().as_uri()}?immutable=1"
            options["uri"] = True
        elif options.get("uri"):
            return
        elif self._was_there:
            arguments[0] = f"{Path(os.path.realpath(self._file)).as_uri()}?mode=rw"
            options["uri"] = True
        else:
            _make_private(Path(os.path.realpath(self._file)))
            self._was_there = self._file.exists()


def _make_private(file: Path) -> None:
    """Creates `file` for its owner only, because it holds passcodes; SQLite would let everybody read it.

    It gets its name with its first page. SQLite would make a file of 0 bytes, and a run that ends there would
    leave what looks like a lost store. Ignores errors: SQLite reports them better.
    """
    if file.exists():
        return
    with suppress(OSError, sqlite3.Error):
        descriptor, new = mkstemp(dir=file.parent, prefix=f"{file.name}-")
        os.close(descriptor)  # now: to close a file of SQLite gives up its locks
        try:
            with closing(sqlite3.connect(new)) as connection:
                connection.execute("PRAGMA user_version=0")
                connection.execute("BEGIN EXCLUSIVE")  # whoever opens it under its name waits
                os.link(new, file)  # raises an error if another program was first
                for suffix in _WORKING_FILES:  # of a file that is gone: SQLite would write them into this one
                    file.with_name(file.name + suffix).unlink(missing_ok=True)
        finally:
            Path(new).unlink()


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
