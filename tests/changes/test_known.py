"""A meeting that readers knew has the clock and the offsets of that time."""

from __future__ import annotations

from datetime import UTC, datetime

from scheduler.changes.known import as_known
from scheduler.state.revision import CityPart, Snapshot
from scheduler.timetable.occurrence import Start
from support import store_values as values


def test_an_instant_that_was_not_recorded_follows_from_the_wall_time() -> None:
    """Schema 0003 recorded none. Clocks in Sofia go back on 25 October."""
    meeting = values.stored().occurrence
    city = meeting.participants[0].city
    known = Snapshot(start=Start(datetime(2026, 10, 21, 10), "Europe/Sofia"), cities=(CityPart(city),))

    then = as_known(meeting, known)

    assert then.timing.begin_utc == datetime(2026, 10, 21, 7, tzinfo=UTC)
    assert then.timing.length == meeting.timing.length
