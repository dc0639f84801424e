"""What one client may take of the server, and all of them together: uvicorn knows none of these limits.

They are far above what calendar programs and browsers need. Limits for one address, floods of ordinary
requests and TLS are the matter of a web server in front.
"""

from __future__ import annotations

import resource
from collections import deque
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from scheduler.web.response import Response, text_response

MOST_CONNECTIONS = 4_000
"""Connections at once. One more is answered 503 and closed."""
LONGEST_HEAD = 8_192
"""Bytes of a head. A longer one is answered 431, and the connection ends."""
MOST_LINES = 100
"""Lines of a head. More of them are answered 431, too: each header takes memory."""
LONGEST_BODY = 65_536
"""Bytes after a head, with the lengths of chunks. A longer body is answered 413, and the connection ends."""
MOST_QUEUED = 10
"""Requests of one connection that wait for their answers. No more is taken from it meanwhile."""
SENT_WITHIN = 20.0
"""Seconds in which a request must come, with its body. After that it is answered 408, and the connection
ends."""
MOST_UNREAD = 16_384
"""Bytes of answers that wait here for their client. No request is taken from it while there are more."""
READ_WITHIN = 30.0
"""Seconds in which a client must read some of the answers that wait for it. After that, the connection is
cut."""
ENDED_WITHIN = 5.0
"""Seconds for which the rest of a refused request is ignored, and for which a server that stops waits for
answers to be read. After that, the connection is cut."""
MOST_FILES = 8_192
"""Open files of the process; the operating system may allow fewer."""
OTHER_FILES = 200
"""Open files that are no connections: the database, the log, files that are written."""

_LONG_HEAD = text_response(431, "A head may have 8 kB and 100 lines.\n")
_LONG_BODY = text_response(413, "A body may have 64 kB.\n")
_SLOW = text_response(408, "The request did not come in time.\n")
_CROWDED = text_response(503, "Busy; please come back in a moment.\n", (b"retry-after", b"5"))


class GuardedProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # its type is found at run time
    """uvicorn's protocol for one connection, with limits.

    uvicorn would queue all requests that a client sends. Here it gets them one by one while few wait for
    their answers. Its parser calls the methods `on_headers_complete` and `on_message_complete`.
    """

    def __init__(self, *, most_connections: int, **options: Any) -> None:
        super().__init__(**options)
        self._most_connections = most_connections
        self._waiting = bytearray()  # what has come and uvicorn has not got yet
        self._is_in_head = True
        self._size = self._lines = 0  # of the head or body that uvicorn is getting
        self._body_left = 0  # bytes of a body whose length is known
        self._begun_at: float | None = self.loop.time()  # None while no request is awaited
        self._asked = 0  # whole requests whose answers are not sent
        self._cycles: deque[Any] = deque()  # uvicorn's values of all requests whose answers are not sent
        self._has_ended = False  # the client sends nothing more
        self._is_refused = False  # what still comes is ignored
        self._unread = 0  # bytes at the last look
        self._unread_since: float | None = None

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for a request, unless there are too many connections."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=MOST_UNREAD)
        if len(self.connections) > self._most_connections:
            self.config.app.health.unanswered["crowded"] += 1
            self._write(_CROWDED)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Passes on what has come, unless many earlier requests wait."""
        if not self._is_refused:
            self._waiting += data
            self._pass_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends all requests; uvicorn would end the last one alone, and write on for the others."""
        for cycle in self._cycles:
            cycle.disconnected = True
        super().connection_lost(exc)
        # They refer to this connection, and would keep its memory until the garbage collector comes.
        self._cycles.clear()
        self.pipeline.clear()
        self.cycle = None

    def eof_received(self) -> bool:
        """Notes that the client sends nothing more; returns whether it still gets an answer."""
        self._has_ended = True
        return self._asked > 0

    def pause_writing(self) -> None:
        """Notes that the client does not read its answers."""
        super().pause_writing()
        self._note_unread()

    def resume_writing(self) -> None:
        """Passes on the next request, because the client has read its answers."""
        super().resume_writing()
        self._unread_since = None
        self._pass_on()

    def shutdown(self) -> None:
        """Closes the connection after the answer that its client waits for; the stopping server calls it."""
        super().shutdown()
        self.loop.call_later(ENDED_WITHIN, self.transport.abort)

    def on_headers_complete(self) -> None:
        """Begins to count the bytes of the body."""
        super().on_headers_complete()
        self._cycles.append(self.cycle)
        self._is_in_head, self._size = False, 0
        for name, value in self.headers:
            if name == b"content-length":
                self._body_left = int(value)

    def on_message_complete(self) -> None:
        """Notes that a request is whole."""
        super().on_message_complete()
        self._is_in_head, self._size, self._lines, self._body_left = True, 0, 0, 0
        self._asked += 1
        self._begun_at = None
        if self.parser.should_upgrade():
            self._waiting.clear()  # what follows is not HTTP, and uvicorn ignores it

    def on_response_complete(self) -> None:
        """Passes on the next request."""
        super().on_response_complete()
        self._asked -= 1
        self._cycles.popleft()
        self._pass_on()
        if self._has_ended and not self._asked:
            self.transport.close()

    def check(self, now: float) -> None:
        """Ends the connection if its client has sent or read too slowly at `now`, in seconds of the loop."""
        if self._unread_since is not None:
            if self.transport.get_write_buffer_size() < self._unread:
                self._note_unread()
            elif now - self._unread_since >= READ_WITHIN:
                self.config.app.health.unanswered["unread"] += 1
                self.transport.abort()
        elif self._begun_at is not None and not self._asked and now - self._begun_at >= SENT_WITHIN:
            if self._is_in_head and not self._size:
                self.transport.close()
            else:
                self._refuse(_SLOW)

    def _pass_on(self) -> None:
        """Gives uvicorn what waits, as far as it may have it, and reads on when it has everything."""
        while not (self._asked >= MOST_QUEUED or self._unread_since or self.transport.is_closing()):
            piece = self._next_piece()
            refusal = self._refusal(piece)
            if refusal is not None and not self._asked:  # else it follows the answers to earlier requests
                self._refuse(refusal)
            if refusal is not None or not piece:
                break
            del self._waiting[: len(piece)]
            self._size += len(piece)
            self._lines += piece.count(b"\n")
            self._body_left = max(0, self._body_left - len(piece))
            if self._begun_at is None:
                self._begun_at = self.loop.time()
            super().data_received(piece)
            self.flow.resume_reading()  # only the next lines decide whether to read
        if self.transport.is_closing():
            return
        if self._waiting:
            self.transport.pause_reading()
        elif not self.transport.is_reading():
            self.transport.resume_reading()

    def _next_piece(self) -> bytes:
        """Returns the rest of a body, or up to an empty line: the end of a head, or of a body in chunks."""
        end = self._body_left or self._waiting.find(b"\r\n\r\n") + 4
        return bytes(self._waiting if end < 4 and not self._body_left else self._waiting[:end])

    def _refusal(self, piece: bytes) -> Response | None:
        """Returns the answer to a request that is too long with its next piece; None if it is not."""
        size = self._size + len(piece)
        if not self._is_in_head:
            return _LONG_BODY if max(size, self._body_left) > LONGEST_BODY else None
        is_long = size > LONGEST_HEAD or self._lines + piece.count(b"\n") > MOST_LINES
        return _LONG_HEAD if is_long else None

    def _note_unread(self) -> None:
        self._unread_since, self._unread = self.loop.time(), self.transport.get_write_buffer_size()

    def _refuse(self, response: Response) -> None:
        """Answers a request that has not come whole, and ends the connection.

        The system resets a connection that is closed before everything is read. A web server in front, which
        still sends, could take that for the failure of a server.
        """
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        self._waiting.clear()
        self.config.app.request_counts[response.status // 100] += 1
        self._write(response)
        self.transport.write_eof()
        self.transport.resume_reading()
        self.loop.call_later(ENDED_WITHIN, self.transport.abort)
        super().connection_lost(ConnectionAbortedError())  # for the application, the client has left
        self.connections.add(self)  # it counts until it is closed

    def _write(self, response: Response) -> None:
        headers = (*self.server_state.default_headers, *response.headers, (b"connection", b"close"))
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        reason = HTTPStatus(response.status).phrase.encode()
        self.transport.write(b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (response.status, reason, lines, response.body))


def raise_file_limit() -> int:
    """Lets the process open as many files as it needs and may; returns how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(1, min(MOST_CONNECTIONS, files - OTHER_FILES))
