"""What is sent for one request over ASGI: made before anybody asks, if it can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from scheduler.web.headers import Headers


@dataclass(frozen=True, slots=True)
class Reply:
    """A status with its headers, and the body, which is empty for HEAD and 304.

    `start` and `content` are the two messages of ASGI.
    """

    status: int
    start: dict[str, Any]
    content: dict[str, Any]

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
