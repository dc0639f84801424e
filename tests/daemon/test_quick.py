"""What the server says of requests that it cannot answer: by our fault, or because they never come to an end."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn

from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.quick import LONGEST_HEAD, protocol
from support.faulty import mistake
from support.served import exchange


def answered(app: SiteApp, sent: bytes) -> bytes:
    """What a server of `app` answers to these bytes until it closes."""

    async def run() -> bytes:
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=protocol(app), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            return await asyncio.to_thread(exchange, listening.getsockname()[1], sent)
        finally:
            server.should_exit = True
            await serving

    return asyncio.run(run())


@pytest.mark.parametrize(
    "headers", [pytest.param(b"", id="short-cut"), pytest.param(b"Connection: close\r\n", id="long-way")]
)
def test_is_a_500_with_a_traceback_in_the_log_and_ends_the_connection(
    headers: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    app = SiteApp(Health(is_ready=True))
    app.doors = mistake
    request = b"GET /private/x/cities/sofia.ics HTTP/1.1\r\nHost: h\r\n%b\r\n" % headers

    got = answered(app, request * 2)

    assert got.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"\r\nconnection: close\r\n" in got
    assert got.count(b"HTTP/1.1 ") == 1
    assert caplog.text.count("ZeroDivisionError: two cities, no meeting") == 1
    assert app.counts == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("head", "more"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nCookie: ", b"x", id="a header"),
        pytest.param(b"GET /", b"x", id="an address"),
        pytest.param(b"GET / HTTP/1.1\r\n", b"A: b\r\n", id="headers"),
    ],
)
def test_a_request_whose_head_never_comes_to_an_end_is_ended_and_no_other(head: bytes, more: bytes) -> None:
    """Neither a long body nor many requests on one connection are a long head."""
    app = SiteApp(Health(is_ready=True))
    get = b"GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n"
    post = b"POST /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % LONGEST_HEAD
    last = get.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

    endless = answered(app, (head + more * LONGEST_HEAD)[: LONGEST_HEAD + 1])
    others = answered(app, get * 500 + post + b"x" * LONGEST_HEAD + last)

    assert endless.startswith(b"HTTP/1.1 431 ")
    assert (others.count(b"HTTP/1.1 200 "), others.count(b"HTTP/1.1 405 ")) == (501, 1)
