"""The HTTP server in the process of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from scheduler.web.app import RequestHeaders, SiteApp
from scheduler.web.health import Health
from scheduler.web.response import Response
from scheduler.web.server import Server, listen
from support.waiting import PATIENCE

MODIFIED = datetime(2026, 11, 24, tzinfo=UTC)
Client = Callable[[tuple[str, int]], Awaitable[None]]


def served(client: Client, most: int = 1_000, idle: float = 20, app: SiteApp | None = None) -> None:
    """Runs `client` beside a server of `app` that closes a connection which is idle for `idle` seconds."""

    async def run() -> None:
        listening = listen("127.0.0.1", 0)
        server = Server(app or SiteApp(Health(is_ready=True)), most)
        server.config.timeout_keep_alive = idle  # type: ignore[assignment]  # any seconds will do
        serving = asyncio.create_task(server.serve([listening]))
        try:
            async with asyncio.timeout(PATIENCE):
                await client(listening.getsockname())
        finally:
            server.should_exit = True
            async with asyncio.timeout(PATIENCE):
                await serving

    with asyncio.Runner(loop_factory=Server(SiteApp(Health())).config.get_loop_factory()) as runner:
        runner.run(run())


def respond(
    app: SiteApp, method: str, path: str, headers: RequestHeaders = (), body: bytes = b""
) -> Response:
    """The response to one request of HTTP/1.0, in which a client need not name the host."""
    messages: list[dict[str, Any]] = []
    length = ((b"content-length", b"%d" % len(body)),) if body else ()
    scope = {"type": "http", "http_version": "1.0", "method": method, "path": path}
    unsent = [{"type": "http.request", "body": body}] if body else []

    async def receive() -> dict[str, Any]:
        if not unsent:
            await asyncio.Event().wait()  # the client sends no more, and does not leave
        return unsent.pop()

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    async def ask() -> None:
        await app({**scope, "headers": (*headers, *length)}, receive, send)

    with ThreadPoolExecutor(1) as thread:  # that of the test may run a loop
        thread.submit(lambda: asyncio.run(ask())).result()
    start, *parts = messages
    return Response(start["status"], start["headers"], tuple(part["body"] for part in parts))
