"""The open connections of a server, and which of them make room if they are too many or hold too much."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from scheduler.web.limits import MOST_CONNECTIONS, MOST_UNANSWERED, MOST_UNREAD, SILENT_SHARE


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
    """The bytes that wait in connections, at most `most` in all.

    A connection keeps its place in their order until it has none.
    """

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
    """The open connections of a server in the order of their last answers, and the bytes that wait there."""

    def __init__(
        self,
        most: int = MOST_CONNECTIONS,
        most_unread: int = MOST_UNREAD,
        most_unanswered: int = MOST_UNANSWERED,
    ) -> None:
        self._most = most
        self._most_silent = int(SILENT_SHARE * most)
        self._silent: OrderedDict[Closable, None] = OrderedDict()
        self._by_activity: OrderedDict[Closable, None] = OrderedDict()
        self._unanswered = WaitingBytes(most_unanswered)
        self._unread = WaitingBytes(most_unread)

    def add(self, connection: Closable) -> None:
        """Adds a connection; closes another one if they are too many."""
        self._by_activity[connection] = self._silent[connection] = None
        if len(self._by_activity) > self._most:
            are_silent = len(self._silent) > self._most_silent
            self._abort(next(iter(self._silent if are_silent else self._by_activity)))

    def note_answered(self, connection: Closable) -> None:
        """Notes that a connection was answered."""
        if connection in self._by_activity:
            self._by_activity.move_to_end(connection)
            self._silent.pop(connection, None)

    def note_end_of_requests(self, connection: Closable) -> None:
        """Notes that the client asks for nothing more: it may have gone."""
        if connection in self._by_activity:
            self._silent[connection] = None
            for connections in (self._silent, self._by_activity):
                connections.move_to_end(connection, last=False)

    def note_unanswered(self, connection: Closable, size: int) -> None:
        """Notes how many bytes a client has sent that wait for an answer or for uvicorn; 0 if none.

        If too many wait in all, closes the connections whose bytes have waited for the longest.
        """
        self._unanswered.note(connection, size)
        while (oldest := self._unanswered.first_of_too_many()) is not None:
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

    def remove(self, connection: Closable) -> None:
        """Removes a connection."""
        self._silent.pop(connection, None)
        self._by_activity.pop(connection, None)
        self._unanswered.note(connection, 0)
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
        self.remove(connection)
        connection.abort()
