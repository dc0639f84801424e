"""The server around the application: errors of ours, long bodies, many requests on one connection."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from scheduler.commands.errors import Refused
from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.resource import Resource
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.prepared.resources import prepare
from scheduler.web.server import Server, listen
from support.faulty import mistake
from support.served import exchange


def answered(app: SiteApp, sent: bytes, *, longest_pause: float = 20) -> bytes:
    """What a server of `app` answers to these bytes until it closes the connection."""

    async def run() -> bytes:
        listening = listen("127.0.0.1", 0)
        server = Server(app)
        server.config.timeout_keep_alive = longest_pause  # type: ignore[assignment]  # any seconds will do
        serving = asyncio.create_task(server.serve_on(listening))
        try:
            return await asyncio.to_thread(exchange, listening.getsockname()[1], sent)
        finally:
            server.should_exit = True
            await serving

    return asyncio.run(run())


@pytest.mark.parametrize("headers", [b"", b"Connection: close\r\n"], ids=["stays open", "is closed"])
def test_an_error_of_ours_is_a_500_with_a_traceback_in_the_log_and_ends_the_connection(
    headers: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    app = SiteApp(Health(is_ready=True))
    app.private_access = mistake
    request = b"GET /private/x/cities/sofia.ics HTTP/1.1\r\nHost: h\r\n%b\r\n" % headers

    response = answered(app, request * 2)

    assert response.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"\r\nconnection: close\r\n" in response
    assert response.count(b"HTTP/1.1 ") == 1
    assert caplog.text.count("ZeroDivisionError: two cities, no meeting") == 1
    assert app.request_counts == [0, 0, 0, 0, 0, 1]


def test_many_requests_on_one_connection_and_a_long_body_are_all_answered() -> None:
    app = SiteApp(Health(is_ready=True))
    get = b"GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n"
    length = 8_000
    post = b"POST /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % length
    last = get.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

    response = answered(app, get * 500 + post + b"x" * length + last)

    assert (response.count(b"HTTP/1.1 200 "), response.count(b"HTTP/1.1 405 ")) == (501, 1)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", b"200"),
        (b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", b"503"),
    ],
    ids=["nothing", "a plain request", "another request"],
)
def test_a_connection_that_is_idle_is_closed(sent: bytes, status: bytes) -> None:
    response = answered(SiteApp(Health(is_ready=True)), sent, longest_pause=0.5)

    assert response.split()[1:2] == ([status] if status else [])


class PlainOnly(SiteApp):
    """An application that uvicorn never gets to ask."""

    async def __call__(self, _scope: object, _receive: object, _send: object) -> None:
        raise AssertionError


def test_a_plain_request_is_answered_without_uvicorn() -> None:
    app = PlainOnly(Health(is_ready=True))

    response = answered(app, b"GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n", longest_pause=0.5)

    assert response.startswith(b"HTTP/1.1 200 OK\r\ndate: ")
    assert app.request_counts == [0, 0, 0, 0, 0, 0], "a probe does not count"
    assert answered(app, b"GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n", longest_pause=0.5)
    assert sum(app.request_counts) == 1


def test_an_address_that_is_taken_is_refused() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(Refused, match="cannot listen on"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_a_connection_that_reads_late_is_closed_when_it_is_idle_afterwards() -> None:
    """The answer is larger than what the socket holds, so the server waits for its reader."""
    app, body = PlainOnly(Health(is_ready=True)), b"x" * (1 << 23)
    resource = Resource(status=200, type=CALENDAR, parts=(body,), modified=datetime(2026, 11, 24, tzinfo=UTC))
    app.private_access = lambda path: prepare({path: resource})[path]

    async def run() -> bytes:
        listening = listen("127.0.0.1", 0)
        server = Server(app)
        server.config.timeout_keep_alive = 0.5  # type: ignore[assignment]  # any seconds will do
        serving = asyncio.create_task(server.serve_on(listening))
        try:
            reader, writer = await asyncio.open_connection(*listening.getsockname(), limit=1 << 16)
            writer.write(b"GET /private/x/a.ics HTTP/1.1\r\nHost: h\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            rest = await asyncio.wait_for(reader.read(), 20)
            writer.close()
        finally:
            server.should_exit = True
            await serving
        return head + rest

    response = asyncio.run(run())

    assert response.startswith(b"HTTP/1.1 200 OK\r\n")
    assert response.endswith(b"\r\n\r\n" + body)
