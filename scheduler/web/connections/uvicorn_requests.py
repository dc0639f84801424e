"""The requests of one connection that uvicorn answers: it gets them one by one, and within our limits."""

from __future__ import annotations

from typing import Any, Protocol

from scheduler.web.connections.heads import body_length, head_length, is_within_limits, may_be_head
from scheduler.web.connections.uvicorn_transport import UvicornTransport
from scheduler.web.health import ClosingReason
from scheduler.web.limits import LONGEST_REQUEST
from scheduler.web.response import Response, text_response

_LONG_HEAD = text_response(431, "A head may have 8 kB and 100 lines.\n")
_LONG_BODY = text_response(413, "A request may have 8 kB with its body.\n")


class ObservesRequests(Protocol):
    """The connection whose requests uvicorn answers."""

    def answered(self) -> None:
        """Notes that an answer goes out."""

    def go_on(self) -> None:
        """Reads on, after uvicorn has taken requests."""

    def refuse(self, response: Response) -> None:
        """Answers in place of uvicorn, and finishes."""

    def finish(self) -> None:
        """Ends the connection after what was answered, while a request still comes."""

    def cut(self, reason: ClosingReason) -> None:
        """Closes the connection at once."""


class UvicornRequests:
    """Passes what comes on a connection to uvicorn, one whole head at a time, until it has enough.

    uvicorn queues all requests that it gets at once, and asks for more after each answer. It would keep a
    head of any length, and read any number of headers, so a request that is too long is refused here. With
    its body it may be as long as a head alone, because nobody needs bodies here. If the body comes in chunks,
    its end is not looked for: the connection closes after the answer.
    """

    def __init__(self, protocol: Any, connection: ObservesRequests, transport: Any) -> None:
        self.protocol = protocol
        self.has_enough = False
        self._connection = connection
        self._client = transport
        self._transport = UvicornTransport(self, transport)
        self._unanswered = 0  # requests whose answer has not begun
        self._waiting = bytearray()
        self._body_left = 0  # bytes that may still come of the body
        self._has_chunks = False  # the body has no length in its head
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
            if self._body_left:
                part = self._take(self._body_left)
                self._body_left -= len(part)
                self.protocol.data_received(part)
            elif self._has_chunks:
                self._refuse(_LONG_BODY)
            elif not self._pass_head():
                break

    def _pass_head(self) -> bool:
        """Passes on the next head, or what cannot be one; returns False if more of it must come."""
        whole = head_length(self._waiting)
        length = whole or len(self._waiting)
        if not is_within_limits(length, self._waiting.count(b"\n", 0, length)):
            self._refuse(_LONG_HEAD)
            return True
        if not whole and may_be_head(self._waiting):
            return False
        head = self._take(length)
        body, most = body_length(head), LONGEST_REQUEST - length
        if body is not None and body > most:
            self._refuse(_LONG_BODY)
            return True
        self._unanswered += bool(whole)
        self._has_chunks = body is None
        self._body_left = most if body is None else body
        self.protocol.data_received(head)
        if self._has_chunks:
            self.protocol.shutdown()  # after the answer
        return True

    def _take(self, most: int) -> bytes:
        part = bytes(self._waiting[:most])
        del self._waiting[:most]
        return part

    def _refuse(self, response: Response) -> None:
        """Answers a request that is too long, unless clients wait for the answers to earlier ones."""
        if self._unanswered > self._has_chunks:
            self._connection.cut("pipelined")
        else:
            self._connection.refuse(response)

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

    def close(self) -> None:
        """Closes the connection when everything is sent."""
        if self._body_left:
            self._connection.finish()
        else:
            self._client.close()

    def end(self, error: Exception | None) -> None:
        """Ends the requests: the connection is lost, or ignores the rest."""
        self._waiting.clear()
        self._transport.release()  # uvicorn's values wait for the garbage collector
        self.protocol.connection_lost(error)
