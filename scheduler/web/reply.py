"""What is sent for one request, as ASGI and as HTTP/1.1 have it: made before anybody asks, if it can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from scheduler.web.headers import Headers


@dataclass(frozen=True, slots=True)
class Reply:
    """A status with its headers, and the body, which is empty for HEAD and 304.

    `start` and `content` are the two messages of ASGI; `opening` and `lines` are the status line and the
    headers with the empty line after them, between which the server puts the date.
    """

    status: int
    start: dict[str, Any]
    content: dict[str, Any]
    opening: bytes
    lines: bytes

    @property
    def body(self) -> bytes:
        """The bytes after the headers."""
        body: bytes = self.content["body"]
        return body


def reply(status: int, headers: Headers, body: bytes = b"") -> Reply:
    """The messages that say this; `headers` have the length."""
    return Reply(
        status=status,
        start={"type": "http.response.start", "status": status, "headers": headers},
        content={"type": "http.response.body", "body": body},
        opening=f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode(),
        lines=b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n",
    )


def without_body(said: Reply) -> Reply:
    """The same for HEAD: the headers of GET alone."""
    return replace(said, content={"type": "http.response.body", "body": b""})


def words(status: int, text: str, *headers: tuple[bytes, bytes], kind: bytes = b"text/plain") -> Reply:
    """A short answer in plain words that nobody may keep."""
    body = text.encode()
    common: Headers = (
        (b"content-type", kind + b"; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    )
    return reply(status, (*common, *headers), body)
