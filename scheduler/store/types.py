"""How values that SQL has no type for stand in a column.

Instants are kept in UTC and come back aware, whatever the database makes of time zones; wall times stay
naive in a plain DateTime. Compound values are JSON that a person can read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator

from scheduler.store.errors import StoreError


class Instant(TypeDecorator[datetime]):
    """An aware datetime; read back in UTC. ValueError for a wall time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The instant in UTC, the only zone that SQLite's text can be read back as."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} is a wall time, not an instant")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The instant, aware: SQLite returns it naive, PostgreSQL in the zone of the connection."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A frozen value of the type `kind`, as JSON; msgspec.DecodeError where it does not read as one."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        # The same city's name stands beside every meeting of it, and is read once.
        self._decode: Callable[[str], Any] = lru_cache(_REMEMBERED)(msgspec.json.Decoder(kind).decode)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """The value as JSON."""
        return None if value is None else _ENCODER.encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """The value again, checked on the way."""
        return None if value is None else self._decode(value)


_REMEMBERED = 512
_ENCODER = msgspec.json.Encoder()


class EnumText(TypeDecorator[StrEnum]):
    """One of `words`, stored as it is spelled: new words need no migration. StoreError for an unknown one."""

    impl = String(20)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._by_spelling = {word.value: word for word in words}

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        """The word as it is spelled."""
        return value and value.value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """The word again."""
        if value is None:
            return None
        try:
            return self._by_spelling[value]
        except KeyError:
            raise StoreError(
                f"the database holds the word {value}, which a newer release of Twincal wrote; "
                "use that release, or put back the backup made before it"
            ) from None
