"""One connection of a client: answers plain requests itself, and leaves all others to uvicorn.

uvicorn makes a task and an ASGI conversation for each request; a plain one needs neither.
"""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.server import ServerState

from scheduler.web.plain_requests import PlainRequests
from scheduler.web.response import Response


class Connection(asyncio.Protocol):
    """Answers plain requests until another comes, which hands the connection over to uvicorn for good.

    Both answer from `SiteApp`, with the same bytes. uvicorn passes the arguments to every class that is given
    as `http` of `uvicorn.Config`. A connection that is idle for its `timeout_keep_alive` is closed.
    """

    def __init__(self, config: uvicorn.Config, server_state: ServerState, **options: Any) -> None:
        self._app: Any = config.app
        self._longest_pause = config.timeout_keep_alive
        self._server_state = server_state
        protocol: Any = AutoHTTPProtocol  # the type does not say what it takes
        self._uvicorn = protocol(config=config, server_state=server_state, **options)
        self._requests = PlainRequests()
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for a request. uvicorn knows the connection, so that it can close it at the end."""
        self._transport = transport
        self._uvicorn.connection_made(transport)
        self._last_request = self._loop.time()
        self._timer = self._loop.call_later(self._longest_pause, self._close_if_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops waiting, and tells uvicorn."""
        self._timer.cancel()
        self._uvicorn.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answers a plain request; hands over any other."""
        response = self._response(data)
        if response is None:
            self._hand_over()
            self._uvicorn.data_received(data)
        else:
            self._last_request = self._loop.time()
            self._server_state.total_requests += 1
            head = response.head(self._server_state.default_headers)
            self._transport.writelines((head, *response.parts))

    def pause_writing(self) -> None:
        """Reads no more requests of a client that does not read its answers."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Reads on."""
        self._last_request = self._loop.time()
        self._transport.resume_reading()

    def _response(self, data: bytes) -> Response | None:
        request = self._requests.read(data)
        if request is None:
            return None
        try:
            response: Response | None = self._app.respond_at_once("GET", request.path, request.headers)
        except Exception:  # uvicorn gets the same error, logs its traceback and answers 500
            return None
        return response

    def _hand_over(self) -> None:
        self._timer.cancel()
        self._transport.set_protocol(self._uvicorn)

    def _close_if_idle(self) -> None:
        rest = self._last_request + self._longest_pause - self._loop.time()
        if rest > 0:
            self._timer = self._loop.call_later(rest, self._close_if_idle)
        else:
            self._transport.close()
