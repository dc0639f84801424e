"""The limits of the server: what one client may take, and all of them together.

Each is far above what calendar programs and browsers need.
"""

from __future__ import annotations

import resource
from typing import Protocol

ANSWERED_WITHIN = 20.0
"""Seconds from the first byte of a request to its answer: for a head that comes too slowly, or never ends."""
READ_WITHIN = 30.0
"""Seconds in which a client must read some of the answers that wait for it."""
MOST_CONNECTIONS = 4_000
"""Connections at once. One more closes the one that has been idle for the longest time."""
MOST_FILES = 8_192
"""Open files of the process; the operating system may allow fewer."""
OTHER_FILES = 100
"""Open files that are no connections: the database, the log, files that are written."""
LONGEST_REQUEST = 16_384
"""Bytes of a head, or of a body. A longer request ends the connection."""
MOST_HEADERS = 100
"""Headers of a request. More of them end the connection: each costs time."""


class Closable(Protocol):
    """A connection that can be closed at once."""

    def abort(self) -> None:
        """Closes the connection, and drops what is not sent yet."""


class OpenConnections:
    """The open connections of a server, the one that has been idle for the longest time first."""

    def __init__(self, most: int = MOST_CONNECTIONS) -> None:
        self._most = most
        self._by_activity: dict[Closable, None] = {}

    def open(self, connection: Closable) -> None:
        """Adds a connection; closes the one that has been idle for the longest time if they are too many."""
        self._by_activity[connection] = None
        if len(self._by_activity) > self._most:
            oldest = next(iter(self._by_activity))
            self.close(oldest)
            oldest.abort()

    def use(self, connection: Closable) -> None:
        """Notes that a connection was answered."""
        if connection in self._by_activity:
            del self._by_activity[connection]
            self._by_activity[connection] = None

    def close(self, connection: Closable) -> None:
        """Removes a connection."""
        self._by_activity.pop(connection, None)


def raise_file_limit() -> int:
    """Lets the process open as many files as it needs and may; returns how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(1, min(MOST_CONNECTIONS, files - OTHER_FILES))
