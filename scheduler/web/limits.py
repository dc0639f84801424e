"""The limits of the server: what one client may take, and all of them together.

Each is far above what calendar programs and browsers need.
"""

from __future__ import annotations

import resource
from collections import OrderedDict
from typing import Protocol

ANSWERED_WITHIN = 20.0
"""Seconds from the first byte of a request to its answer: for a head that comes too slowly, or never ends."""
READ_WITHIN = 30.0
"""Seconds in which a client must read some of the answers that wait for it."""
MOST_CONNECTIONS = 4_000
"""Connections at once. One more closes the one that has been idle for the longest time."""
MOST_SILENT = 0.25
"""The part of them whose clients may have had no answer yet, or ask for nothing more. If there are more, one
more connection closes the one of these that is the oldest."""
MOST_WAITING = 1_024
"""Connections that wait to be accepted. With more of them, honest clients would wait longer for an answer."""
ACCEPTED_PER_ITERATION = 64
"""Connections that one iteration of the event loop accepts."""
LONGEST_ITERATION = 0.002
"""Seconds for which one iteration of the event loop answers clients that ask often."""
LONGEST_BURST = 0.01
"""Seconds for which one iteration answers clients that had to wait though they do not ask often, and then as
long again such clients that ask now."""
ASKS_OFTEN = 1.0
"""Seconds after an answer in which another request comes from a client that asks often."""
SHORTEST_PAUSE = 0.04
"""Seconds from an answer to the next request that count as a pause. A client that made one waits in a line of
its own."""
UVICORN_TIME = 0.0003
"""Seconds that a request for uvicorn takes, about; its task runs after the iteration in which it came."""
MOST_PAGE_BYTES = 32_000_000
"""Bytes of prepared pages that are kept: all pages of a programme of some dozen cities."""
MOST_UNREAD = 64_000_000
"""Bytes of answers that clients have not read, in all. More of them close the one that waits longest."""
MOST_UNFINISHED = 32_000_000
"""Bytes of heads that are not whole, and of requests that wait for an answer, in all. More of them close the
connection whose bytes have waited for the longest."""
IDLE_WITHIN = 5
"""Seconds for which a connection may be idle, or a client may read nothing when the server stops."""
MOST_UNSENT = 65_536
"""Bytes of answers to one client that the kernel takes before they can be sent."""
MOST_FILES = 8_192
"""Open files of the process; the operating system may allow fewer."""
OTHER_FILES = 200
"""Open files that are no connections: the database, the log, files that are written."""
LONGEST_REQUEST = 8_192
"""Bytes of a head, or of a body. A longer request ends the connection. So many are read at once."""
MOST_HEADS = 256
"""Heads of requests whose meaning is remembered: at most some megabytes."""
MOST_LINES = 100
"""Lines of a head. More of them end the connection: each header costs time."""


def has_passed(since: float | None, seconds: float, now: float) -> bool:
    """Returns whether `now` is `seconds` after `since`, which is None if it has not begun."""
    return since is not None and now - since >= seconds


class Closable(Protocol):
    """A connection that can be closed at once."""

    def unread(self) -> int:
        """Returns the bytes that wait for the client."""

    def check(self, now: float) -> None:
        """Closes the connection if its client has taken too long at `now`, in seconds of the event loop."""

    def is_stalled(self, now: float) -> bool:
        """Returns whether its client has read nothing for some seconds at `now`, though answers wait."""

    def abort(self) -> None:
        """Closes the connection, and drops what is not sent yet."""


class WaitingBytes:
    """The bytes that wait in connections, in the order in which these were noted; at most `most` in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._total = 0
        self._sizes: dict[Closable, int] = {}

    def note(self, connection: Closable, size: int) -> None:
        """Notes how many bytes wait in a connection now; 0 removes it."""
        before = self._sizes.get(connection, 0)
        if size:
            self._sizes[connection] = size
        elif before:
            del self._sizes[connection]
        self._total += size - before

    def of(self, connection: Closable) -> int:
        """Returns the bytes that were noted last."""
        return self._sizes.get(connection, 0)

    def first_of_too_many(self) -> Closable | None:
        """Returns the connection that was noted first if too many bytes wait, else None."""
        return next(iter(self._sizes)) if self._total > self._most else None


class OpenConnections:
    """The open connections of a server: how long each has been idle, and the bytes that wait for them."""

    def __init__(
        self,
        most: int = MOST_CONNECTIONS,
        most_unread: int = MOST_UNREAD,
        most_unfinished: int = MOST_UNFINISHED,
    ) -> None:
        self._most = most
        self._most_silent = int(MOST_SILENT * most)
        self._silent: OrderedDict[Closable, None] = OrderedDict()
        self._by_activity: OrderedDict[Closable, None] = OrderedDict()
        self._unfinished = WaitingBytes(most_unfinished)
        self._unread = WaitingBytes(most_unread)

    def open(self, connection: Closable) -> None:
        """Adds a connection; closes another one if they are too many."""
        self._by_activity[connection] = self._silent[connection] = None
        if len(self._by_activity) > self._most:
            are_silent = len(self._silent) > self._most_silent
            self._abort(next(iter(self._silent if are_silent else self._by_activity)))

    def use(self, connection: Closable) -> None:
        """Notes that a connection was answered."""
        if connection in self._by_activity:
            self._by_activity.move_to_end(connection)
            self._silent.pop(connection, None)

    def end(self, connection: Closable) -> None:
        """Notes that the client asks for nothing more: it may have gone."""
        if connection in self._by_activity:
            self._silent[connection] = None
            for connections in (self._silent, self._by_activity):
                connections.move_to_end(connection, last=False)

    def note_unfinished(self, connection: Closable, size: int) -> None:
        """Notes the bytes of a head that is not whole; 0 if there is none.

        If they are too many in all, closes the connections whose heads began first.
        """
        self._unfinished.note(connection, size)
        while (oldest := self._unfinished.first_of_too_many()) is not None:
            self._abort(oldest)

    def note_unread(self, connection: Closable) -> None:
        """Notes what waits for a client.

        If too many bytes wait in all, closes the connections whose clients have read nothing for the longest.
        """
        self._measure(connection)
        while (slowest := self._unread.first_of_too_many()) is not None:
            if slowest.unread() < self._unread.of(slowest):
                self._measure(slowest)
            else:
                self._abort(slowest)

    def note_all_read(self, connection: Closable) -> None:
        """Notes that a client has read everything."""
        self._unread.note(connection, 0)

    def close(self, connection: Closable) -> None:
        """Removes a connection."""
        self._silent.pop(connection, None)
        self._by_activity.pop(connection, None)
        self._unfinished.note(connection, 0)
        self._unread.note(connection, 0)

    def check(self, now: float) -> None:
        """Closes the connections whose clients have taken too long at `now`, in seconds of the event loop."""
        for connection in list(self._by_activity):
            connection.check(now)

    def abort_stalled(self, now: float) -> None:
        """Closes the connections whose clients do not read: for them, no stop needs to wait."""
        for connection in list(self._by_activity):
            if connection.is_stalled(now):
                self._abort(connection)

    def _measure(self, connection: Closable) -> None:
        """Notes what waits for a client; the connection is the last in order from now on."""
        self._unread.note(connection, 0)
        self._unread.note(connection, connection.unread())

    def _abort(self, connection: Closable) -> None:
        self.close(connection)
        connection.abort()


def raise_file_limit() -> int:
    """Lets the process open as many files as it needs and may; returns how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(1, min(MOST_CONNECTIONS, files - OTHER_FILES))
