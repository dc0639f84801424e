"""How long a server waits for the client of one connection."""

from __future__ import annotations

from scheduler.web.limits import ANSWERED_WITHIN, READ_WITHIN


class Patience:
    """How long a client has been idle, has waited for an answer, or has read nothing.

    Times are seconds of the event loop. The client may be idle, or read nothing while the server stops, for
    `longest_idle` seconds.
    """

    def __init__(self, now: float, longest_idle: float) -> None:
        self._longest_idle = longest_idle
        self._idle_since = now
        self._asked_at: float | None = None
        self._unread_since: float | None = None
        self._last_unread = 0  # bytes at the last look

    @property
    def is_asked(self) -> bool:
        """Whether an answer is waited for: to a head that has begun, for a page, or from uvicorn."""
        return self._asked_at is not None

    @property
    def has_unread(self) -> bool:
        """Whether the client has not read all answers."""
        return self._unread_since is not None

    def note_request(self, now: float) -> None:
        """Notes that an answer is waited for; the first note since the last answer counts."""
        if self._asked_at is None:
            self._asked_at = now

    def note_answer(self, now: float) -> None:
        """Notes an answer."""
        self._idle_since, self._asked_at = now, None

    def note_unread(self, now: float, size: int) -> None:
        """Notes that the client has not read `size` bytes, and may take its time from now on."""
        self._unread_since, self._last_unread = now, size

    def has_read_some(self, size: int) -> bool:
        """Returns whether the client has read some of what was noted, if `size` bytes are unread now."""
        return self._unread_since is not None and size < self._last_unread

    def note_all_read(self, now: float) -> None:
        """Notes that the client has read everything."""
        self._idle_since, self._unread_since = now, None

    def has_waited_too_long(self, now: float) -> bool:
        """Returns whether an answer is waited for, or not read, for too long."""
        return _has_passed(self._unread_since, READ_WITHIN, now) or _has_passed(
            self._asked_at, ANSWERED_WITHIN, now
        )

    def is_idle(self, now: float) -> bool:
        """Returns whether the client has been idle for too long."""
        is_busy = self.is_asked or self.has_unread
        return not is_busy and _has_passed(self._idle_since, self._longest_idle, now)

    def is_stalled(self, now: float) -> bool:
        """Returns whether the client has read nothing for some seconds, though answers wait."""
        return _has_passed(self._unread_since, self._longest_idle, now)


def _has_passed(since: float | None, seconds: float, now: float) -> bool:
    return since is not None and now - since >= seconds
