"""The transport that uvicorn writes to: it tells its observer of each answer and each pause."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol


class ObservesUvicorn(Protocol):
    """Learns what uvicorn does with a connection."""

    def answered(self) -> None:
        """Notes that uvicorn has answered."""

    def pause_requests(self) -> None:
        """Gives uvicorn no more requests."""

    def resume_requests(self) -> None:
        """Gives uvicorn requests again."""

    def close(self) -> None:
        """Closes the connection when everything is sent."""


class _Lost:
    """Stands for a connection that is lost: for its observer, and for its transport. It does nothing."""

    def answered(self) -> None: ...

    def pause_requests(self) -> None: ...

    def resume_requests(self) -> None: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...

    def is_closing(self) -> bool:
        return True

    def get_extra_info(self, _name: str, default: Any) -> Any:
        return default


_LOST = _Lost()


class UvicornTransport(asyncio.Transport):
    """The transport as uvicorn sees it: the observer learns of each answer and each pause."""

    def __init__(self, observer: ObservesUvicorn, transport: Any) -> None:
        super().__init__()
        self._observer = observer
        self._transport = transport

    def release(self) -> None:
        """Lets the connection go, which is lost; uvicorn writes nothing more."""
        self._observer = self._transport = _LOST

    def write(self, data: Any) -> None:
        """Writes a part of an answer, unless the client has gone."""
        if data[:7] == b"HTTP/1." and data[9:12] != b"100":  # uvicorn writes the body separately
            self._observer.answered()
        if not self._transport.is_closing():
            self._transport.write(data)

    def pause_reading(self) -> None:
        """Stops the requests."""
        self._observer.pause_requests()

    def resume_reading(self) -> None:
        """Lets requests come again."""
        self._observer.resume_requests()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Returns what the transport knows."""
        return self._transport.get_extra_info(name, default)

    def is_closing(self) -> bool:
        """Returns whether the transport is closing."""
        return bool(self._transport.is_closing())

    def close(self) -> None:
        """Closes the connection when everything is sent."""
        self._observer.close()

    def abort(self) -> None:
        """Closes the transport at once."""
        self._transport.abort()
