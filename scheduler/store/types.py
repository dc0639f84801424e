"""Column types for values that SQL has no type for.

Instants are stored in UTC and read back aware, however the database treats time zones. Wall times are naive
values in a plain DateTime. Compound values are JSON that people can read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.dialects import sqlite

from scheduler.store.errors import StoreError


class _SqliteTime(sqlite.DATETIME):
    """A DATETIME of SQLite that writes the same text as SQLAlchemy's in a fifth of the time."""

    def bind_processor(self, _dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Returns the function that writes a time."""
        return _sqlite_text


def _sqlite_text(time: datetime | None) -> str | None:
    """Returns `2026-12-16 10:00:00.000000`, without an offset."""
    return None if time is None else time.isoformat(" ", "microseconds")[:26]


_SQLITE_TIME = _SqliteTime()  # type: ignore[no-untyped-call]  # not annotated in SQLAlchemy
WALL_TIME = DateTime().with_variant(_SQLITE_TIME, "sqlite")
"""A naive datetime."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, read back in UTC. Raises ValueError for a wall time."""

    impl = DateTime(timezone=True).with_variant(_SQLITE_TIME, "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Returns the instant in UTC, because SQLite stores no zone."""
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError(f"{value} is a wall time, not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Returns the aware instant: SQLite reads it naive, PostgreSQL in the zone of the connection."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


INSTANT = Instant()
"""One type for all columns, so that instants which are in several of them are converted once."""


class JsonText(TypeDecorator[Any]):
    """A frozen value of the type `kind`, as JSON. Raises msgspec.DecodeError for JSON of another type."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._decode = json_decoder(kind)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Returns the value as JSON."""
        return None if value is None else _ENCODER.encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Returns the value, checked against its type."""
        return None if value is None else self._decode(value)


_ENCODER = msgspec.json.Encoder()


def json_decoder(kind: Any) -> Callable[[str], Any]:
    """Returns the function that makes a value of the type `kind` from JSON."""
    return msgspec.json.Decoder(kind).decode


class EnumText(TypeDecorator[StrEnum]):
    """A member of an enumeration, stored as its value, so new members need no migration.

    Raises StoreError for an unknown value.
    """

    impl = String(20)
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members
        self._by_value = {member.value: member for member in members}

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        """Returns the value of the member."""
        return value and value.value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """Returns the member."""
        if value is None:
            return None
        member = self._by_value.get(value)
        if member is None:
            raise StoreError(
                f"the database holds the word {value}, which a newer release of Twincal wrote; "
                "use that release, or put back the backup made before it"
            )
        return member
