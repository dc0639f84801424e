"""The timing of a meeting with a length, around the clock changes of every zone."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.timetable.occurrence import timed_for
from scheduler.timetable.wall_times import DoubtfulHour


@given(
    st.sampled_from(sorted(zoneinfo.available_timezones())),
    st.integers(1930, 2037),
    st.integers(1, 3 * 24 * 60),
    st.data(),
)
def test_a_length_is_elapsed_time_between_two_clear_wall_times(
    zone: str, year: int, length: int, data: st.DataObject
) -> None:
    """The minute of the start is drawn around a clock change, or a day of a year that has none."""
    tz = ZoneInfo(zone)
    days = [datetime(year, 1, 1) + timedelta(days=count) for count in range(365)]
    changes = [day for day in days if tz.utcoffset(day) != tz.utcoffset(day + timedelta(days=1))]
    starts = data.draw(st.sampled_from(changes or days)) + timedelta(
        minutes=data.draw(st.integers(-4500, 3000))
    )
    duration = timedelta(minutes=length)
    begin = starts.replace(tzinfo=tz).astimezone(UTC)
    end = begin + duration
    ends = end.astimezone(tz).replace(tzinfo=None, fold=0)
    is_clear = not any(tz.utcoffset(wall) != tz.utcoffset(wall.replace(fold=1)) for wall in (starts, ends))

    try:
        timing = timed_for(zone, starts, duration)
    except DoubtfulHour:
        assert not is_clear
    else:
        assert is_clear
        assert (starts, begin) == (timing.starts, timing.begin_utc)
        assert (ends, end) == (timing.ends, timing.end_utc)
