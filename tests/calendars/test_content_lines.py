"""Values of properties are those that icalendar writes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import vDuration, vUTCOffset

from calendars.content_lines import duration, utc_offset

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@given(st.integers(0, 40 * DAY // SECOND))
@example(0)
@example(HOUR // SECOND)
@example((HOUR + SECOND) // SECOND)
@example(DAY // SECOND)
def test_a_duration(seconds: int) -> None:
    length = seconds * SECOND

    assert duration(length) == vDuration(length).to_ical().decode()


@given(st.integers(1 - DAY // SECOND, DAY // SECOND - 1))
@example(0)
@example(-1050)
def test_an_offset_from_utc(seconds: int) -> None:
    offset = seconds * SECOND

    assert utc_offset(offset) == vUTCOffset(offset).to_ical()
