"""The transport that uvicorn writes to: it tells the connection of each answer and each pause."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol


class ObservesUvicorn(Protocol):
    """A connection that learns what uvicorn does with it."""

    def answered(self) -> None:
        """Notes that uvicorn has answered."""

    def pause_requests(self) -> None:
        """Gives uvicorn no more requests."""

    def resume_requests(self) -> None:
        """Gives uvicorn requests again."""


class UvicornTransport(asyncio.Transport):
    """The transport as uvicorn sees it: the connection learns of each answer and each pause."""

    def __init__(self, connection: ObservesUvicorn, transport: Any) -> None:
        super().__init__()
        self._connection: ObservesUvicorn | None = connection
        self._transport = transport

    def release(self) -> None:
        """Lets the connection go, which is lost; uvicorn writes nothing more."""
        self._connection = self._transport = None

    def write(self, data: Any) -> None:
        """Writes a part of an answer, unless the client has gone."""
        if self._connection is not None:
            self._connection.answered()
        if not self.is_closing():
            self._transport.write(data)

    def pause_reading(self) -> None:
        """Stops the requests."""
        if self._connection is not None:
            self._connection.pause_requests()

    def resume_reading(self) -> None:
        """Lets requests come again."""
        if self._connection is not None:
            self._connection.resume_requests()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Returns what the transport knows."""
        return default if self._transport is None else self._transport.get_extra_info(name, default)

    def is_closing(self) -> bool:
        """Returns whether the transport is closing."""
        return self._transport is None or bool(self._transport.is_closing())

    def close(self) -> None:
        """Closes the transport when everything is sent."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Closes the transport at once."""
        if self._transport is not None:
            self._transport.abort()
