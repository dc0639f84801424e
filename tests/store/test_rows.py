"""Rows are unpacked by position, for speed, so the order of columns must be right."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import DateTime, Table
from sqlalchemy.dialects import sqlite

from scheduler.state.stored import Stored
from scheduler.store import tables
from scheduler.store.rows import OccurrenceReader, occurrence_row, participant_rows
from scheduler.store.types import JsonText
from scheduler.store.write_rows import RowValues
from scheduler.timetable.occurrence import Start
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
        moved_from=Start(datetime(2026, 12, 15, 9), "Asia/Seoul"),
    )


def test_an_occurrence_is_read_from_its_columns_in_the_order_of_the_table() -> None:
    stored = of_columns_that_differ()
    participants = participants_as_json(stored)

    in_order = undecoded(tables.occurrence, occurrence_row(stored))

    assert len({repr(value) for value in in_order}) == len(in_order)
    assert [*OccurrenceReader().occurrences([in_order], [participants])] == [stored]


def test_participants_are_read_in_order_of_position_from_columns_in_the_order_of_the_table() -> None:
    uid, text = participants_as_json(MEETING)
    rows = json.loads(text)

    (stored,) = OccurrenceReader().occurrences(
        [undecoded(tables.occurrence, occurrence_row(MEETING))], [(uid, json.dumps(rows[::-1]))]
    )

    assert all(len({repr(value) for value in row}) == len(row) for row in rows)
    assert stored.occurrence.participants == MEETING.occurrence.participants


def participants_as_json(stored: Stored) -> tuple[str, str]:
    """Returns the uid of an occurrence, and the rows of its participants without it, as JSON."""
    rows = [undecoded(tables.participant, row)[1:] for row in participant_rows(stored.occurrence)]
    return stored.occurrence.uid, json.dumps(rows)


def undecoded(table: Table, row: RowValues) -> RowValues:
    """Returns the values of `row` with JSON as text."""
    return tuple(
        column.type.process_bind_param(value, sqlite.dialect())
        if isinstance(column.type, JsonText)
        else value
        for column, value in zip(table.columns, row, strict=True)
    )


def test_equal_parts_of_meetings_are_one_value() -> None:
    december, january = (values.stored("2026-12"), values.stored("2027-01", "2027-01-20T10:00"))
    participants = map(participants_as_json, (december, january))

    first, second = OccurrenceReader().occurrences(
        (undecoded(tables.occurrence, occurrence_row(stored)) for stored in (december, january)), participants
    )

    assert (first, second) == (december, january)
    assert first.occurrence.content is second.occurrence.content
    assert first.occurrence.participants is second.occurrence.participants
    assert first.stamp is second.stamp


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
