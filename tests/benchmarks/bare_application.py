"""Serves one file for P2 by the HTTP server of `serve`, with an application that does nothing else.

Arguments: the file, and the port. A request with If-None-Match gets 304.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from scheduler.web.server import Server, listen

_KEPT_BY_304 = [
    (b"etag", b'"0123456789abcdef"'),
    (b"last-modified", b"Tue, 24 Nov 2026 09:00:00 GMT"),
    (b"cache-control", b"public, max-age=300"),
    (b"vary", b"accept-encoding"),
]


def main(file: Path, port: int) -> None:
    """Serves `file` at every path on `port`."""
    body = file.read_bytes()
    headers = [
        *_KEPT_BY_304,
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-robots-tag", b"noindex"),
        (b"content-disposition", b"inline; filename=c0.ics"),
    ]
    full = {"type": "http.response.start", "status": 200, "headers": headers}
    not_modified = {"type": "http.response.start", "status": 304, "headers": _KEPT_BY_304}
    whole = {"type": "http.response.body", "body": body}
    nothing = {"type": "http.response.body", "body": b""}

    async def answer(scope: Any, _receive: Any, send: Any) -> None:
        is_known = any(name == b"if-none-match" for name, _ in scope["headers"])
        await send(not_modified if is_known else full)
        await send(nothing if is_known else whole)

    server = Server(answer)  # type: ignore[arg-type]  # any ASGI application will do
    with asyncio.Runner(loop_factory=server.loop_factory) as runner:
        runner.run(server.serve(sockets=[listen("127.0.0.1", port)]))


main(Path(sys.argv[1]), int(sys.argv[2]))
