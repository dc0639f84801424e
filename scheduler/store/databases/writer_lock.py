"""The lock of the daemon that writes: each store has one.

Two daemons that read different folders would undo each other's work for ever. A command such as `apply` does
not need the lock: a revision is one transaction, and the loser of a race plans again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from scheduler.store.database_errors import readable_errors
from scheduler.store.databases.postgresql import connection_parameters

NUMBER = 8_433_002
"""The number of the advisory lock in PostgreSQL."""
LONGEST_SILENCE = 8
"""Seconds after which PostgreSQL frees the lock of a daemon that does not keep it, because it has stopped."""


LONGEST_EDIT = 60
"""Seconds without a word after which PostgreSQL ends the connection of the maker of an edit."""


class FileLock:
    """The lock of a SQLite database: a file beside it, which the system locks until the process ends."""

    def __init__(self, file: Path) -> None:
        database = file.resolve()  # a link leads to the same database
        self._file = database.with_name(f"{database.name}-serve")
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Takes the lock if it is free; returns whether this daemon has it.

        Returns True as well if the file cannot be made: then the database there cannot be written either.
        """
        import fcntl  # noqa: PLC0415 - not on Windows, where commands but no daemon run

        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def keep(self) -> bool:
        """Returns whether this daemon has the lock; takes it again if somebody has removed the file."""
        if self._descriptor is not None:
            if self._is_in_place(self._descriptor):
                return True
            self.release()
        return self.take()

    def _is_in_place(self, descriptor: int) -> bool:
        """Returns whether the file that others would open is still the one that is locked."""
        try:
            return os.path.samestat(os.fstat(descriptor), self._file.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Gives the lock back. Leaves the file: another daemon may have opened it already."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class ServerLock:
    """The lock of a PostgreSQL database: an advisory lock, on a connection of its own.

    The server frees it when the connection ends: because the process or its machine has died, or because it
    was silent for LONGEST_SILENCE. It also ends a transaction that a stopped daemon has left open: see
    LONGEST_PAUSE.

    Another daemon may wait for it. The methods may be called in any thread. They raise StoreError if the
    store cannot be used.
    """

    def __init__(self, url: URL, name: str, folder: Path) -> None:
        self._name = name
        self._holder = f"twincal serve {sha256(bytes(folder.absolute())).hexdigest()[:16]}"
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=connection_parameters(url) | {"application_name": self._holder},
        )
        self._connection: Connection | None = None
        self._one_at_a_time = Lock()

    def take(self) -> bool:
        """Takes the lock if it is free; returns whether this daemon has it."""
        with self._one_at_a_time, readable_errors(self._name):
            if self._connection is not None:
                return True
            connection = self._engine.connect()
            connection.execute(_LONGEST_SILENCE, {"seconds": f"{LONGEST_SILENCE}s"})
            if not connection.scalar(_TAKE, {"number": NUMBER}):
                connection.close()
                return False
            self._connection = connection
            return True

    def keep(self) -> bool:
        """Returns whether this daemon still has the lock. Must be called within LONGEST_SILENCE."""
        with self._one_at_a_time:
            if self._connection is None:
                return False
            try:
                self._connection.execute(_NOTHING)
            except DBAPIError:
                self._connection.invalidate()
                self._connection = None
            return self._connection is not None

    def is_for_another_folder(self) -> bool:
        """Returns whether the daemon that has the lock reads another folder."""
        with readable_errors(self._name), self._engine.connect() as connection:
            holder = connection.scalar(_HOLDER, {"number": NUMBER})
        return holder is not None and holder != self._holder

    def release(self) -> None:
        """Gives the lock back, if this daemon has it."""
        with self._one_at_a_time:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


_LONGEST_SILENCE = text("SELECT set_config('idle_session_timeout', :seconds, false)")
_TAKE = text("SELECT pg_try_advisory_lock(:number)")
_NOTHING = text("SELECT 1")
_HOLDER = text(
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND classid = 0 AND objid = :number AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_HAS_MAKER = text(
    "SELECT 1 FROM pg_stat_activity WHERE application_name = :name AND datname = current_database()"
)


@contextmanager
def maker_connection(url: URL, id: str) -> Iterator[None]:
    """Holds a connection to PostgreSQL by which others see that the maker of an edit lives.

    The server ends it with its process, or when that has stopped for LONGEST_EDIT. SQLite needs none: the
    lock of the folder tells.
    """
    if not url.drivername.startswith("postgresql"):
        yield
        return
    parameters = connection_parameters(url) | {"application_name": _maker(id)}
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=parameters)
    with readable_errors(url.render_as_string(hide_password=True)):
        connection = engine.connect()
        connection.execute(_LONGEST_SILENCE, {"seconds": f"{LONGEST_EDIT}s"})
    try:
        yield
    finally:
        connection.close()


def has_maker_connection(engine: Engine, id: str) -> bool:
    """Returns whether `maker_connection` of an edit is open somewhere."""
    if engine.dialect.name == "sqlite":
        return False
    with engine.connect() as connection:
        return connection.scalar(_HAS_MAKER, {"name": _maker(id)}) is not None


def _maker(id: str) -> str:
    return f"twincal edit {id}"


WriterLock = FileLock | ServerLock
"""The lock of one store, as one daemon sees it."""
