"""One connection of a client: answers plain requests itself, and leaves all others to uvicorn.

uvicorn makes a task and an ASGI conversation for each request; a plain one needs neither. The connection also
holds a client to its limits, which uvicorn does not know.
"""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.server import ServerState

from scheduler.web.connections.heads import head_length, is_within_limits, may_be_head
from scheduler.web.connections.iterations import UVICORN_TIME, Iterations
from scheduler.web.connections.open_connections import OpenConnections
from scheduler.web.connections.patience import Patience
from scheduler.web.connections.plain_requests import PlainRequest, PlainRequests
from scheduler.web.connections.uvicorn_requests import UvicornRequests
from scheduler.web.headers import Headers
from scheduler.web.health import ClosingReason
from scheduler.web.limits import MOST_IGNORED
from scheduler.web.pace import AnswerTimes, Pace
from scheduler.web.prepared.pages import NotRenderedError
from scheduler.web.response import CLOSE, Response, text_response

_SLOW = text_response(408, "The request did not come in time.\n")
_BUSY = text_response(503, "Busy; please come back in a moment.\n", (b"retry-after", b"5"))


class Connection(asyncio.BufferedProtocol):
    """Answers plain requests until another comes; from then on passes everything to uvicorn.

    Both answer from `SiteApp`, with the same bytes. The connection answers one request in each iteration of
    the event loop, so that no client makes others wait by sending many at once. A request waits for a later
    iteration if the time for clients of its pace is over, and for its page if that must be rendered first.

    uvicorn passes `config`, `server_state` and `options` to every class that is given as `http` of its
    `Config`. All connections share the others, such as the `buffer` that bytes are read into. A connection
    that is idle for the `timeout_keep_alive` of `config` is closed.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        *,
        connections: OpenConnections,
        iterations: Iterations,
        plain_requests: PlainRequests,
        buffer: memoryview,
        **options: Any,
    ) -> None:
        self._config, self._options = config, options
        self._app: Any = config.app
        self._server_state = server_state
        self._server_connections: set[Any] = server_state.connections  # the server closes them at the end
        self._connections = connections
        self._iterations = iterations
        self._plain_requests = plain_requests
        self._buffer = buffer
        self._waits_for_uvicorn = False  # the first request that is not plain waits for its turn
        self._uvicorn: UvicornRequests | None = None  # before that request
        self._rendering: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._answer_times = AnswerTimes()
        self._is_stopping = False  # the next answer is the last
        self._is_finished = False  # what still comes is ignored
        self._ignored = 0  # bytes
        self._begun = b""  # a head that is not whole yet, before uvicorn has the connection
        self._rest = b""  # requests that wait for a later iteration, or for their page

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for a request."""
        self._transport = transport
        transport.set_write_buffer_limits(high=0)  # only what is sent makes room for the next answer
        self._server_connections.add(self)
        self._patience = Patience(self._loop.time(), self._config.timeout_keep_alive)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends everything that waits."""
        self._connections.remove(self)
        self._server_connections.discard(self)
        self._end_requests(exc)

    def _end_requests(self, error: Exception | None) -> None:
        self._begun = self._rest = b""
        if self._rendering is not None:
            self._rendering.cancel()
        if self._uvicorn is not None:
            self._uvicorn.end(error)
            self._uvicorn = None

    def shutdown(self) -> None:
        """Closes a connection that uvicorn does not have, after the answer that its client waits for.

        The stopping server calls it.
        """
        self._is_stopping = True
        if not self._rest or self._patience.has_unread:
            self._transport.close()

    def get_buffer(self, _size: int) -> memoryview:
        """Returns where to put the next bytes."""
        return self._buffer

    def buffer_updated(self, size: int) -> None:
        """Answers a plain request, and those after it in later iterations; leaves any other to uvicorn."""
        data = self._buffer[:size].tobytes()
        if self._is_finished:
            self._ignored += size
            if self._ignored > MOST_IGNORED:
                self._transport.abort()
        elif self._rest:
            self._rest += data
            self._transport.pause_reading()
            self._note_unanswered()
        elif self._iterations.must_wait(self._pace()):
            self._keep(data)
        else:
            self._answer_first(data)

    def eof_received(self) -> bool:
        """Notes that the client sends nothing more; returns whether it still gets an answer."""
        self._connections.note_end_of_requests(self)
        return bool(self._rest) or (self._uvicorn is not None and self._uvicorn.is_asked)

    def _answer_first(self, data: bytes) -> None:
        if self._uvicorn is not None:
            self._pass_to_uvicorn(data)
            return
        data, self._begun = (self._begun + data).lstrip(b"\r\n"), b""  # empty lines: RFC 9112 section 2.2
        if not data:
            return
        head = data[: head_length(data)]
        if not head and may_be_head(data):
            self._begun = data
            self._wait_for_answer()
            return
        is_read = head and is_within_limits(len(head), head.count(b"\n"))
        request = self._plain_requests.read(head) if is_read else None
        if request is None:
            self._leave_to_uvicorn(data)
        else:
            self._respond(request, data, len(head))

    def _respond(self, request: PlainRequest, data: bytes, length: int) -> None:
        """Answers `request`, the first `length` bytes of `data`, or waits for its page."""
        try:
            response = self._app.respond(request.method, request.path, request.headers)
        except NotRenderedError as page:
            self._render(page.path, data)
        except Exception:
            self._pass_to_uvicorn(data)  # it gets the same error, logs it and answers 500
        else:
            if request.is_last or self._is_stopping:
                self._answer(response, CLOSE)
                self._transport.close()
            else:
                self._answer(response)
                if len(data) > length:
                    self._keep(data[length:])

    def _render(self, path: str, data: bytes) -> None:
        """Answers when the page at `path` is rendered."""
        self._rest = data
        self._wait_for_answer()
        self._rendering = self._loop.create_task(self._app.page_queue.render(path, self._pace()))
        self._rendering.add_done_callback(self._rendered)

    def _rendered(self, rendering: asyncio.Task[None]) -> None:
        self._rendering = None
        if rendering.cancelled() or not self._rest or self._transport.is_closing():
            return
        if rendering.exception() is not None:
            rest, self._rest = self._rest, b""
            self._pass_to_uvicorn(rest)  # it gets the same error, logs it and answers 500
            self._read_on()
        else:
            self._iterations.wait(self._answer_rest, self._pace())

    def _wait_for_answer(self) -> None:
        self._patience.note_request(self._loop.time())
        self._note_unanswered()

    def _answer(self, response: Response, more_headers: Headers = ()) -> None:
        if self._patience.is_asked:  # the head came in parts, or the page was rendered first
            self._note_unanswered()
        self.answered()
        self._server_state.total_requests += 1
        head = response.head(self._server_state.default_headers, more_headers)
        self._transport.writelines((head, *response.sent_parts()))

    def _keep(self, rest: bytes) -> None:
        """Keeps requests for a later iteration of the event loop."""
        if not self._transport.is_closing():
            self._rest = rest
            self._note_unanswered()
            self._transport.pause_reading()
            self._iterations.wait(self._answer_rest, self._pace())

    def _answer_rest(self) -> None:
        """Goes on with what was kept, as soon as the client has read the last answer."""
        must_wait = self._patience.has_unread or self._rendering is not None
        if self._rest and not must_wait and not self._transport.is_closing():
            rest, self._rest = self._rest, b""
            self._note_unanswered()
            self._answer_first(rest)
            self._read_on()

    def _leave_to_uvicorn(self, data: bytes) -> None:
        """Passes the first requests to uvicorn, at the turn of clients that ask often."""
        if not self._waits_for_uvicorn and self._iterations.must_wait(Pace.OFTEN):
            self._waits_for_uvicorn = True
            self._keep(data)
        else:
            self._pass_to_uvicorn(data)

    def _pass_to_uvicorn(self, data: bytes) -> None:
        self._iterations.spend(UVICORN_TIME)
        if self._uvicorn is None:
            self._server_connections.discard(self)
            protocol: Any = AutoHTTPProtocol  # the type does not say what it takes
            made = protocol(config=self._config, server_state=self._server_state, **self._options)
            self._uvicorn = UvicornRequests(made, self, self._transport)
            if self._patience.has_unread:
                self._uvicorn.protocol.pause_writing()
        self._patience.note_request(self._loop.time())
        self._uvicorn.add(data)
        self._note_unanswered()
        if self._is_stopping and self._uvicorn is not None:
            # uvicorn has told its connections before this one was its own.
            self._uvicorn.protocol.shutdown()

    def pause_writing(self) -> None:
        """Reads no more requests of a client that does not read its answers."""
        self._note_unread()
        self._transport.pause_reading()
        if self._uvicorn is not None:
            self._uvicorn.protocol.pause_writing()

    def resume_writing(self) -> None:
        """Reads on."""
        self._patience.note_all_read(self._loop.time())
        self._connections.note_all_read(self)
        if self._uvicorn is not None:
            self._uvicorn.protocol.resume_writing()
        self._answer_rest()
        self._read_on()

    def answered(self) -> None:
        """Notes that an answer goes out, also one of uvicorn."""
        now = self._loop.time()
        self._answer_times.note(now)
        self._patience.note_answer(now)
        self._connections.note_answered(self)
        if self._uvicorn is not None and self._uvicorn.is_asked:
            self._patience.note_request(now)

    def go_on(self) -> None:
        """Reads on, after uvicorn has taken requests."""
        self._note_unanswered()
        self._read_on()

    def refuse(self, response: Response) -> None:
        """Answers in place of all requests that wait, and finishes."""
        if self._is_finished or self._patience.has_unread or self._transport.is_closing():
            self.cut("unread")
            return
        self._end_requests(None)
        self._app.request_counts[response.status // 100] += 1
        self._answer(response, CLOSE)
        self.finish()

    def finish(self) -> None:
        """Ends the connection after what was answered, and ignores what the client still sends.

        The system resets a connection that is closed before everything is read. A web server in front, which
        still sends, could take that for the failure of a server.
        """
        if self._transport.is_closing():
            return
        self._end_requests(None)
        self._note_unanswered()
        self._patience.note_answer(self._loop.time())
        self._server_connections.add(self)
        self._is_finished = True
        self._transport.write_eof()
        self._read_on()

    def abort(self) -> None:
        """Closes the connection at once, to make room for others."""
        self.cut("crowded")

    def cut(self, reason: ClosingReason) -> None:
        """Closes the connection at once; counts it if its client waits for an answer or the rest of one."""
        if self._patience.is_asked or self._patience.has_unread or self._rest:
            self._app.health.unanswered[reason] += 1
        self._transport.abort()

    def check(self, now: float) -> None:
        """Closes the connection if it has been idle, unanswered or unread for too long at `now`."""
        if self._patience.has_read_some(self.unread()):
            self._note_unread()
        if self._patience.has_waited_too_long(now):
            self.refuse(_BUSY if self._rest else _SLOW)
        elif self._uvicorn is None and not self._rest and self._patience.is_idle(now):
            self._transport.close()

    def is_stalled(self, now: float) -> bool:
        """Returns whether the client has read nothing for some seconds at `now`, though answers wait."""
        return self._patience.is_stalled(now)

    def unread(self) -> int:
        """Returns the bytes that wait for the client."""
        return int(self._transport.get_write_buffer_size())

    def _pace(self) -> Pace:
        """Returns how often the client asks. One request for uvicorn costs as much as ten others."""
        if self._waits_for_uvicorn or self._uvicorn is not None:
            return Pace.OFTEN
        return self._answer_times.pace(self._loop.time())

    def _note_unanswered(self) -> None:
        """Notes the bytes that wait here for their turn, or for more."""
        of_uvicorn = 0 if self._uvicorn is None else self._uvicorn.waiting
        size = of_uvicorn + len(self._begun) + len(self._rest)
        self._connections.note_unanswered(self, size)

    def _read_on(self) -> None:
        """Reads on, unless requests wait for their turn.

        It reads while a page is rendered, to learn whether the client has left.
        """
        waits = bool(self._rest) and self._rendering is None
        has_enough = self._uvicorn is not None and self._uvicorn.has_enough
        must_wait = waits or has_enough or self._patience.has_unread
        if not must_wait and not self._transport.is_closing():
            self._transport.resume_reading()

    def _note_unread(self) -> None:
        """Notes that the client has not read everything, and what waits for it."""
        self._patience.note_unread(self._loop.time(), self.unread())
        self._connections.note_unread(self)
