"""The site over HTTP: a request is one look-up; what is not in the site goes on to the health routes.

No database and no rendering on the way of a request. The site is swapped whole, so that a reader sees
the old one or the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from scheduler.daemon.answers import Answer, Form, answers, chosen, is_unchanged
from scheduler.daemon.health import Health
from scheduler.publication.site import Site

Send = Callable[[Any], Any]


class SiteApp:
    """An ASGI application that answers from the site it was last given."""

    def __init__(self, health: Health) -> None:
        self._answers: Mapping[str, Answer] = {}
        self._ready = False
        self._others = _others(health)

    def show(self, site: Site) -> None:
        """Answer from `site` from now on."""
        self._answers = answers(site)
        self._ready = True

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        """One request: from the site where it has the path, else from the other routes."""
        if scope["type"] != "http":
            await self._others(scope, receive, send)
            return
        answer = self._answers.get(scope["path"])
        if answer is not None:
            await _send(answer, scope, send)
        elif not self._ready and scope["path"].startswith("/feeds/"):
            busy = PlainTextResponse("Starting.\n", status_code=503, headers={"retry-after": "5"})
            await busy(scope, receive, send)
        else:
            await self._others(scope, receive, send)


async def _send(answer: Answer, scope: Any, send: Send) -> None:
    method = scope["method"]
    if method not in ("GET", "HEAD"):
        headers = ((b"allow", b"GET, HEAD"), (b"content-length", b"0"))
        await _start(send, 405, headers)
        await send({"type": "http.response.body", "body": b""})
        return
    asked = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _CONDITIONS}
    form: Form = chosen(answer, asked.get(b"accept-encoding", ""))
    unchanged = is_unchanged(answer, form, asked.get(b"if-none-match"), asked.get(b"if-modified-since"))
    if unchanged:
        await _start(send, 304, form.unchanged)
    else:
        await _start(send, form.status, form.headers)
    body = b"" if unchanged or method == "HEAD" else form.body
    await send({"type": "http.response.body", "body": body})


_CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since")


async def _start(send: Send, status: int, headers: Any) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


def _others(health: Health) -> Starlette:
    async def healthz(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse(health.report(), headers={"cache-control": "no-store"})

    async def readyz(request: Request) -> Response:  # noqa: ARG001
        status = 200 if health.is_ready else 503
        return JSONResponse(health.report(), status_code=status, headers={"cache-control": "no-store"})

    async def robots(request: Request) -> Response:  # noqa: ARG001
        return PlainTextResponse("User-agent: *\nAllow: /feeds/\n")

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/robots.txt", robots)]
    )
