"""Builds what a run needs, once: the clock, the store. Nothing else reads the environment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from scheduler.commands.errors import Refused
from scheduler.store import Store, open_store

DEFAULT_DATABASE = "sqlite:///twincal.db"


def start_time() -> datetime:
    """The time of this run in UTC: `TWINCAL_NOW` (a date, or a time with offset), else the clock."""
    said = os.environ.get("TWINCAL_NOW", "").strip()
    if not said:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise _not_a_time(said) from None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if len(said) > len("2026-12-16"):
        raise _not_a_time(said)
    return moment.replace(tzinfo=UTC)


def running_clock() -> Callable[[], datetime]:
    """A clock that starts at `start_time` and runs on."""
    begun, mark = start_time(), time.monotonic()
    if not os.environ.get("TWINCAL_NOW", "").strip():
        return lambda: datetime.now(UTC)
    return lambda: datetime.fromtimestamp(begun.timestamp() + time.monotonic() - mark, UTC)


@contextmanager
def store(database: str | None) -> Iterator[Store]:
    """The store at the URL `database`, else at `TWINCAL_DATABASE`, else `twincal.db` here."""
    opened = open_store(database or os.environ.get("TWINCAL_DATABASE") or DEFAULT_DATABASE)
    try:
        yield opened
    finally:
        opened.close()


def _not_a_time(said: str) -> Refused:
    return Refused(
        f"TWINCAL_NOW is {said}, which is no date and no time with an offset",
        "right would be 2026-11-24 or 2026-11-24T09:00:00Z",
    )
