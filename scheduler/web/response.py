"""Responses as values, so that they can be made before a request comes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from scheduler.web.headers import Headers

_GZIP = 16 + zlib.MAX_WBITS
"""The number by which zlib knows the format of gzip."""
_STATUS_LINES = {status.value: f"HTTP/1.1 {status} {status.phrase}\r\n".encode() for status in HTTPStatus}


CLOSE: Headers = ((b"connection", b"close"),)
"""The header of an answer with which the connection ends."""


class Response(Struct, frozen=True, dict=True):
    """A status, all headers except the date, and a body in parts, which has none for HEAD and 304.

    The parts are joined when they are sent. If the response `is_packed`, each of them is kept in gzip, and
    unpacked when it is sent; the headers are those of the unpacked body.
    """

    status: int
    headers: Headers
    parts: tuple[bytes, ...] = ()
    is_packed: bool = False

    @property
    def body(self) -> bytes:
        """The bytes after the headers."""
        return b"".join(self.sent_parts())

    def sent_parts(self) -> Sequence[bytes]:
        """Returns the bytes after the headers in parts."""
        return [zlib.decompress(part, _GZIP) for part in self.parts] if self.is_packed else self.parts

    def head(self, first: Iterable[tuple[bytes, bytes]], last: Headers = ()) -> bytes:
        """Returns the bytes before the body in HTTP/1.1; other headers come `first` and `last`."""
        return b"".join((_STATUS_LINES[self.status], _lines(first), self._lines, _lines(last), b"\r\n"))

    @cached_property
    def _lines(self) -> bytes:
        return _lines(self.headers)


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def without_body(response: Response) -> Response:
    """Returns the response to HEAD: only the headers of GET."""
    return replace(response, parts=(), is_packed=False)


def text_response(
    status: int, text: str, *headers: tuple[bytes, bytes], content_type: bytes = b"text/plain"
) -> Response:
    """Returns a short response that no cache may keep."""
    body = text.encode()
    common: Headers = (
        (b"content-type", content_type + b"; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    )
    return Response(status, (*common, *headers), (body,))
