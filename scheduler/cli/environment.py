"""The clock and the store of a run, from its environment variables. No other module reads these."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from scheduler.commands.errors import Refused
from scheduler.store import Store, open_store

DEFAULT_DATABASE = "sqlite:///twincal.db"


def start_time() -> datetime:
    """Returns the time of this run in UTC: `TWINCAL_NOW` (a date, or a time with offset), else the clock.

    Raises Refused if `TWINCAL_NOW` is neither.
    """
    text = os.environ.get("TWINCAL_NOW", "").strip()
    if not text:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _invalid_time(text) from None
    if instant.tzinfo is not None:
        return instant.astimezone(UTC)
    if len(text) > len("2026-12-16"):
        raise _invalid_time(text)
    return instant.replace(tzinfo=UTC)


def running_clock() -> Callable[[], datetime]:
    """Returns a clock in UTC that starts at `start_time` and runs on."""
    if not os.environ.get("TWINCAL_NOW", "").strip():
        return lambda: datetime.now(UTC)
    ahead = start_time() - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


@contextmanager
def store(database: str | None) -> Iterator[Store]:
    """Opens the store at the URL `database`, else at `TWINCAL_DATABASE`, else `twincal.db` in this folder."""
    opened = open_store(database or os.environ.get("TWINCAL_DATABASE") or DEFAULT_DATABASE)
    try:
        yield opened
    finally:
        opened.close()


def _invalid_time(text: str) -> Refused:
    return Refused(
        f"TWINCAL_NOW is {text}, which is no date and no time with an offset",
        "right would be 2026-11-24 or 2026-11-24T09:00:00Z",
    )
