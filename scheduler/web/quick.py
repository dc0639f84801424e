"""The server's protocol with a short cut: what is prepared is written at once, without a task of its own.

Only the plain case is cut short: HTTP/1.1, no body, the connection stays open, nothing before it is still
being answered, and the client keeps up with reading. Everything else takes the long way through ASGI, which
ends at the same `SiteApp.reply`; so does a request whose answer ends in an error of ours, for there the
server logs the traceback, answers 500 and closes. It leans on the insides of uvicorn's protocol, which
pyproject.toml holds to one release; tests ask both ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import unquote

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from scheduler.web.app import SiteApp
from scheduler.web.reply import Reply, words

LONGEST_HEAD = 1 << 20
"""Bytes of a request before its body: whoever goes on for longer would have us keep it all."""
_TOO_LONG = words(431, "The head of this request is too long.\n", (b"connection", b"close"))
_BODY = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))


def protocol(app: SiteApp) -> type[HttpToolsProtocol]:
    """The class that answers from `app`, one object of it for each connection."""
    return type("Quick", (_Quick,), {"answer": staticmethod(app.reply)})


class _Quick(HttpToolsProtocol):
    answer: ClassVar[Callable[..., Reply]]
    _is_answered = False
    _is_in_head = False
    _unread = 0

    def data_received(self, data: bytes) -> None:
        """More of a request, or of several."""
        self._unread = self._unread + len(data) if self._is_in_head else len(data)
        if self._is_in_head and self._unread > LONGEST_HEAD:
            self._send(_TOO_LONG)
            self.transport.close()
        else:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins: what only the long way needs is not made yet."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._is_answered = False
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """All is known that an answer depends on."""
        self._is_in_head = False
        said = self._at_once() if self._is_plain() else None
        if said is not None:
            self._write(said)
        else:
            url, headers, expects = self.url, self.headers, self.expect_100_continue
            super().on_message_begin()
            self.url, self.expect_100_continue = url, expects
            self.headers.extend(headers)
            super().on_headers_complete()

    def _is_plain(self) -> bool:
        parser, cycle = self.parser, self.cycle
        return (
            (cycle is None or cycle.response_complete)
            and not self.flow.write_paused
            and self.url.startswith(b"/")
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not self.transport.is_closing()
            and not any(name in _BODY for name, _ in self.headers)
        )

    def _at_once(self) -> Reply | None:
        """The answer; None where it ends in an error of ours."""
        path = self.url.partition(b"?")[0].decode("ascii")
        method = self.parser.get_method().decode("ascii")
        try:
            return self.answer(method, unquote(path) if "%" in path else path, self.headers)
        except Exception:  # raised out of here, the server would take it for a request that it cannot read
            return None

    def _send(self, said: Reply) -> None:
        lines = [b"%b: %b\r\n" % header for header in self.server_state.default_headers]
        self.transport.write(b"".join((said.opening, *lines, said.lines, said.body)))

    def _write(self, said: Reply) -> None:
        self._send(said)
        self._is_answered = True
        self.server_state.total_requests += 1
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def on_message_complete(self) -> None:
        """Nothing is left to do for a request that has been answered."""
        if not self._is_answered:
            super().on_message_complete()
