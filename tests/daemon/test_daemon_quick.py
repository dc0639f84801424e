"""An error of ours while a request is being answered is the server's fault, and says so on both ways through it."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn

from scheduler.daemon.health import Health
from scheduler.daemon.http import SiteApp
from scheduler.daemon.quick import protocol
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
