"""Changes of the hours of a series with the clocks: nobody moved the meetings.

Two meetings of a series with the same wall time on their own clock, one after the other, are compared by the
hours of the cities that the page shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import MeetingName, RowMaker
from scheduler.timetable.local_clocks import LocalClock

ANNOUNCED_MONTHS = 12
"""The months whose changes a page announces; the first is that of the last revision."""


class HourShift(Struct, frozen=True, kw_only=True):
    """From `day` on, meetings with a `name` have other `hours`: the old and the new one in a place.

    `end` is that of the first of them.
    """

    day: date
    end: datetime
    name: MeetingName
    hours: tuple[tuple[LocalClock, LocalClock], ...]


def hour_shifts(inputs: PageInputs, maker: RowMaker) -> tuple[HourShift, ...]:
    """Returns the coming changes in the recurring meetings of a city, pair or group, in order of time."""
    if not maker.cities:
        return ()
    since = inputs.state.window.month.plus(-ANNOUNCED_MONTHS)
    until = inputs.state.window.month.plus(ANNOUNCED_MONTHS)
    last: dict[tuple[str, str, time], tuple[LocalClock, ...]] = {}
    shifts = []
    for occurrence in inputs.meetings(maker.feed):
        timing = occurrence.timing
        has_hours = occurrence.recurs and not (occurrence.cancelled or timing.all_day)
        if not has_hours or timing.starts.date() < since.first:
            continue
        key = occurrence.series, timing.zone, timing.starts.time()
        old, new = last.get(key, ()), maker.clocks(occurrence)
        last[key] = new
        day = maker.day(occurrence)
        is_announced = not timing.is_over(inputs.now) and Month.of(day) < until
        if is_announced and _places(old) == _places(new):
            hours = tuple(pair for pair in zip(old, new, strict=True) if _differ(*pair))
            if hours:
                name = maker.name(occurrence)
                shifts.append(HourShift(day=day, end=timing.end_utc, name=name, hours=hours))
    return tuple(shifts)


def _differ(old: LocalClock, new: LocalClock) -> bool:
    return old.starts.time() != new.starts.time()


def _places(clocks: Iterable[LocalClock]) -> list[tuple[str, ...]]:
    return [clock.identities for clock in clocks]
