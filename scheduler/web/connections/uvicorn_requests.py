"""The requests of one connection that uvicorn answers: it gets them one by one, and within our limits."""

from __future__ import annotations

from typing import Any, Protocol

from scheduler.web.connections.heads import body_length, head_length, is_within_limits, may_be_head
from scheduler.web.connections.uvicorn_transport import UvicornTransport


class ObservesRequests(Protocol):
    """The connection whose requests uvicorn answers."""

    def answered(self) -> None:
        """Notes that an answer goes out."""

    def go_on(self) -> None:
        """Reads on, after uvicorn has taken requests."""


class UvicornRequests:
    """Passes what comes on a connection to uvicorn, one whole head at a time, until it has enough.

    uvicorn queues all requests that it gets at once, and asks for more after each answer. It would keep a
    head of any length, and read any number of headers, so these limits end the connection. A request with
    its body may be as long as a head alone, because nobody needs bodies here. If the head does not give the
    length of the body, all bytes that follow count as one request.
    """

    def __init__(self, protocol: Any, connection: ObservesRequests, transport: Any) -> None:
        self.protocol = protocol
        self.has_enough = False
        self._connection = connection
        self._client = transport
        self._transport = UvicornTransport(self, transport)
        self._unanswered = 0  # requests whose answer has not begun
        self._waiting = bytearray()
        self._length = self._lines = 0  # bytes and lines that uvicorn got since the end of the last request
        self._body_left = 0  # bytes of the body that have not come yet
        self._is_endless = False  # a body had no length in its head: no end of a request can be found
        self.protocol.connection_made(self._transport)

    @property
    def is_asked(self) -> bool:
        """Whether whole requests have come whose answers have not begun."""
        return self._unanswered > 0 or head_length(self._waiting) > 0

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
            whole_head = 0 if self._body_left else head_length(self._waiting)
            length = min(self._body_left, len(self._waiting)) or whole_head or len(self._waiting)
            lines = self._waiting.count(b"\n", 0, length)
            if not is_within_limits(self._length + length, self._lines + lines):
                self._transport.abort()
                return
            is_part = not self._body_left and not whole_head
            if is_part and not self._length and may_be_head(self._waiting):
                break
            part = bytes(self._waiting[:length])
            del self._waiting[:length]
            self._length += length
            self._lines += lines
            if not is_part:
                self._note_passed(part)
            self.protocol.data_received(part)

    def _note_passed(self, part: bytes) -> None:
        """Notes that uvicorn gets a whole head, or a part of the body after it."""
        if self._body_left:
            self._body_left -= len(part)
        else:
            self._unanswered += 1
            length = body_length(part)
            self._body_left = length or 0
            self._is_endless = self._is_endless or length is None
        if not self._body_left and not self._is_endless:
            self._length = self._lines = 0

    def answered(self) -> None:
        """Notes that uvicorn has begun an answer."""
        self._unanswered -= 1
        self._connection.answered()

    def pause_requests(self) -> None:
        """Passes on nothing more."""
        self.has_enough = True
        self._client.pause_reading()

    def resume_requests(self) -> None:
        """Passes on what has waited."""
        self.has_enough = False
        self.pass_on()
        self._connection.go_on()

    def end(self, error: Exception | None) -> None:
        """Ends the requests, because the connection is lost."""
        self._waiting.clear()
        self.protocol.connection_lost(error)
        self._transport.release()  # uvicorn's values wait for the garbage collector
