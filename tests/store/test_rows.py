"""Rows are unpacked by position, for speed, so the order of columns must be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime
from sqlalchemy.dialects import sqlite

from scheduler.record.stored import Stored
from scheduler.store import tables
from scheduler.store.rows import occurrence_row, participant_rows, participants_of, stored_of
from support import store_values as values

MEETING = values.stored("2026-12", "2026-12-16T10:00")
CANCELLED_AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
CREATED, MODIFIED = datetime(2026, 10, 1, 8, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, 1, tzinfo=UTC)


def of_columns_that_differ() -> Stored:
    """Returns an occurrence whose columns all have different values."""
    planned = datetime(2026, 12, 17, 10)
    return replace(
        MEETING,
        occurrence=replace(MEETING.occurrence, planned=planned),
        stamp=replace(MEETING.stamp, sequence=7, created=CREATED, modified=MODIFIED),
        cancelled_at=CANCELLED_AT,
    )


def test_an_occurrence_is_read_from_its_columns_in_the_order_of_the_table() -> None:
    stored = of_columns_that_differ()
    row = occurrence_row(stored)
    participants = {stored.occurrence.uid: stored.occurrence.participants}

    in_order = [row[name] for name in tables.occurrence.columns.keys()]  # noqa: SIM118 - no plain mapping

    assert len({repr(value) for value in in_order}) == len(in_order)
    assert stored_of(in_order, participants) == stored


def test_a_participant_is_read_from_its_columns_in_the_order_of_the_table() -> None:
    occurrence = MEETING.occurrence
    names = tables.participant.columns.keys()
    rows = [[row[name] for name in names] for row in participant_rows(occurrence)]

    assert all(len({repr(value) for value in row}) == len(row) for row in rows)
    assert participants_of(rows) == {occurrence.uid: occurrence.participants}


@given(st.datetimes())
def test_a_time_in_sqlite_has_the_text_that_sqlalchemy_writes(time: datetime) -> None:
    dialect = sqlite.dialect()
    usual, wall, instant = (
        of.dialect_impl(dialect).bind_processor(dialect)
        for of in (DateTime(), tables.occurrence.c.starts.type, tables.occurrence.c.created.type)
    )

    assert usual is not None
    assert wall is not None
    assert instant is not None
    assert usual(time) == wall(time) == instant(time.replace(tzinfo=UTC))
    assert usual(None) is wall(None) is instant(None) is None
