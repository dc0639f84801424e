"""The requests of one connection that uvicorn answers: it gets them one by one, and within our limits."""

from __future__ import annotations

from typing import Any

from scheduler.web.connections.heads import announces_body, head_length, is_within_limits, may_be_head
from scheduler.web.connections.uvicorn_transport import UvicornTransport


class UvicornRequests:
    """Passes what comes on a connection to uvicorn, one whole head at a time, until it has enough.

    uvicorn queues all requests that it gets at once, and asks for more after each answer. It would keep a
    head of any length, and read any number of headers, so these limits end the connection. After the last
    head comes the beginning of another, or a body, which nobody needs here: with everything that follows,
    it may be as long as one head.
    """

    def __init__(self, protocol: Any, transport: UvicornTransport) -> None:
        self.protocol = protocol
        self.has_enough = False
        self.unanswered = 0  # requests whose answer has not begun
        self._transport = transport
        self._waiting = bytearray()
        self._length = self._lines = 0  # bytes and lines that uvicorn got since the end of the last head
        self._has_body = False  # a request had a body, in which no head can be found
        protocol.connection_made(transport)

    @property
    def waiting(self) -> int:
        """The number of bytes that uvicorn has not got yet."""
        return len(self._waiting)

    def add(self, data: bytes) -> None:
        """Adds what has come."""
        self._waiting += data
        self.pass_on()

    def pass_on(self) -> None:
        """Passes on as much as uvicorn takes."""
        while self._waiting and not self.has_enough and not self._transport.is_closing():
            whole_head = head_length(self._waiting)
            length = whole_head or len(self._waiting)
            lines = self._waiting.count(b"\n", 0, length)
            if not is_within_limits(self._length + length, self._lines + lines):
                self._transport.abort()
                return
            if not whole_head and not self._length and may_be_head(self._waiting):
                break
            part = bytes(self._waiting[:length])
            del self._waiting[:length]
            self._has_body = self._has_body or announces_body(part)
            self.unanswered += 1 if whole_head else 0
            ends_request = whole_head and not self._has_body
            self._length = 0 if ends_request else self._length + length
            self._lines = 0 if ends_request else self._lines + lines
            self.protocol.data_received(part)

    def end(self, error: Exception | None) -> None:
        """Ends the requests, because the connection is lost."""
        self._waiting.clear()
        self.protocol.connection_lost(error)
        self._transport.release()  # uvicorn's values wait for the garbage collector
