"""Tells other processes of a new revision, and waits for one: PostgreSQL's NOTIFY and LISTEN.

A lost connection loses its messages. So a follower also looks at the store from time to time.
"""

from __future__ import annotations

import time
from typing import Protocol

from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from scheduler.store.databases.postgresql import connection_parameters

_CHANNEL = "twincal_revision"


def announce_revision(connection: Connection) -> None:
    """Announces a new revision to all that wait for one, as soon as the transaction is committed."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {_CHANNEL}"))


class RevisionListener(Protocol):
    """Waits for the next revision. One thread at a time may wait."""

    def wait(self, seconds: float) -> None:
        """Returns when there is a revision, and after `seconds` in any case."""

    def close(self) -> None:
        """Closes its connection, if it has one."""


class NoListener:
    """Waits for the time alone, because SQLite tells nobody of a revision."""

    def wait(self, seconds: float) -> None:
        """Returns after `seconds`."""
        time.sleep(seconds)

    def close(self) -> None:
        """Does nothing."""


class ServerListener:
    """Waits on a connection of its own, which is opened again after an error."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=connection_parameters(url),
        )
        self._connection: Connection | None = None

    def wait(self, seconds: float) -> None:
        """Returns when there is a revision, and after `seconds` in any case.

        Raises no error: the follower reads the store next, and gets the same error there.
        """
        begun = time.monotonic()
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                self._connection.execute(text(f"LISTEN {_CHANNEL}"))
            driver = self._connection.connection.driver_connection
            assert driver is not None, "the connection is open"
            for _ in driver.notifies(timeout=seconds, stop_after=1):
                return
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):
            self.close()
            time.sleep(max(0.0, seconds - (time.monotonic() - begun)))

    def close(self) -> None:
        """Closes its connection, if it has one."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
