"""Rows are written with the parameters that the driver of the database takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import astuple
from sqlalchemy import create_engine, select

from scheduler.state.polls import Poll
from scheduler.store import tables
from scheduler.store.write_rows import insert_rows

DIGEST = "a" * 64
SEOUL = timezone(timedelta(hours=9))
FIRST, LAST = datetime(2026, 11, 2, 18, tzinfo=SEOUL), datetime(2026, 11, 24, 9, tzinfo=UTC)
POLL = Poll(feed="programme", language="en", family="google", digest=DIGEST, first=FIRST, last=LAST, count=3)


@pytest.mark.parametrize("style", ["qmark", "named"])
def test_rows_are_inserted_by_place_or_by_name(style: str) -> None:
    """The driver of SQLite takes both; that of PostgreSQL takes names alone."""
    engine = create_engine("sqlite://", paramstyle=style)
    table = tables.poll
    with engine.begin() as connection:
        table.create(connection)

        insert_rows(connection, table, [])
        insert_rows(connection, table, [astuple(POLL)])

        (row,) = connection.execute(select(table))
        assert Poll(**row._mapping) == POLL
        assert connection.exec_driver_sql("SELECT first FROM poll").scalar() == "2026-11-02 09:00:00.000000"
    engine.dispose()
