"""Settings of connections to PostgreSQL, and the lock that lets one transaction at a time write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text

WRITE_LOCK = 8_433_001
"""The number of the advisory lock of writers. Any number would do that no other program uses there."""
LOCK_TIMEOUT = 10
"""Seconds to wait for the lock of another writer."""
LONGEST_PAUSE = 10
"""Seconds without a statement after which the server ends a transaction that writes.

A stopped process would otherwise keep its lock for ever.
"""

_CONNECTION: Mapping[str, Any] = {
    "connect_timeout": 10,  # seconds
    # A server that is gone without a word is noticed within 25 seconds.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds
}
"""The parameters of libpq, unless the URL has others."""


def postgresql_engine(url: URL) -> Engine:
    """Returns an engine for a PostgreSQL database, without connecting yet."""
    return create_engine(
        url,
        # A reader of several tables sees one revision, not the beginning of one and the end of another.
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,  # the server may have been started again
        connect_args=connection_parameters(url),
    )


def connection_parameters(url: URL) -> dict[str, Any]:
    """Returns the parameters of libpq that `url` does not set."""
    return {name: value for name, value in _CONNECTION.items() if name not in url.query}


@contextmanager
def postgresql_transaction(engine: Engine) -> Iterator[Connection]:
    """Opens a transaction that waits until no other one writes, and keeps others from it until it ends."""
    # The statements that follow must see what was committed during the wait.
    committed = engine.connect().execution_options(isolation_level="READ COMMITTED")
    with committed as connection, connection.begin():
        connection.execute(_LIMITS, {"lock": f"{LOCK_TIMEOUT}s", "pause": f"{LONGEST_PAUSE}s"})
        connection.execute(_LOCK, {"number": WRITE_LOCK})
        yield connection


_LIMITS = text(
    "SELECT set_config('lock_timeout', :lock, true),"
    " set_config('idle_in_transaction_session_timeout', :pause, true)"
)
_LOCK = text("SELECT pg_advisory_xact_lock(:number)")
