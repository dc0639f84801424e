"""What the connection learns of the answers of uvicorn."""

from __future__ import annotations

import asyncio

from scheduler.web.connections.uvicorn_transport import UvicornTransport


class Written(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keeps it."""
        self.parts.append(bytes(data))

    def is_closing(self) -> bool:
        """It stays open."""
        return False


class Observer:
    """Counts answers."""

    def __init__(self) -> None:
        self.answers = 0

    def answered(self) -> None:
        """Counts one."""
        self.answers += 1

    def pause_requests(self) -> None:
        """Nothing follows from it here."""

    def resume_requests(self) -> None:
        """Nothing follows from it here."""


def test_an_answer_in_several_parts_counts_once() -> None:
    observer, written = Observer(), Written()
    transport = UvicornTransport(observer, written)

    for part in (b"HTTP/1.1 200 OK\r\n\r\n", b"first", b"second", b"HTTP/1.1 304 Not Modified\r\n\r\n"):
        transport.write(part)

    assert observer.answers == 2
    assert b"".join(written.parts).count(b"HTTP/1.1") == 2
