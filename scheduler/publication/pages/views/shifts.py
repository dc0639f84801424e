"""Changes of the hours of a series with the clocks: nobody moved the meetings.

Two meetings of a series with the same wall time on their own clock, one after the other, are compared by the
hours of the cities that the page shows.
"""

from __future__ import annotations

from datetime import date, time

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.publication.pages.views.clocks import LocalClock
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import MeetingName, MeetingRow, RowMaker

ANNOUNCED_MONTHS = 12
"""The months whose changes a page announces; the first is that of the last revision."""


class HourShift(Struct, frozen=True, kw_only=True):
    """From `day` on, meetings with a `name` have the hours `new` in place of `old`, by place in one order."""

    day: date
    name: MeetingName
    old: tuple[LocalClock, ...]
    new: tuple[LocalClock, ...]


def hour_shifts(inputs: PageInputs, maker: RowMaker) -> tuple[HourShift, ...]:
    """Returns the coming changes in the recurring meetings of a city, pair or group, in order of time."""
    if not maker.cities:
        return ()
    since = inputs.state.window.month.plus(-ANNOUNCED_MONTHS).first
    last: dict[tuple[str, str, time], MeetingRow] = {}
    shifts = []
    for occurrence in inputs.meetings(maker.feed):
        timing = occurrence.timing
        if not occurrence.recurs or occurrence.cancelled or timing.all_day or timing.starts.date() < since:
            continue
        row, key = maker.row(occurrence), (occurrence.series, timing.zone, timing.starts.time())
        before = last.get(key)
        last[key] = row
        if before is None or row.is_over or _hours(before) == _hours(row):
            continue
        if _places(before) == _places(row) and _is_soon(inputs, row):
            shifts.append(
                HourShift(
                    day=row.first,
                    name=row.name,
                    old=before.hours.visible,
                    new=row.hours.visible,
                )
            )
    return tuple(shifts)


def _hours(row: MeetingRow) -> list[time]:
    return [clock.starts.time() for clock in row.hours.visible]


def _places(row: MeetingRow) -> list[tuple[str, ...]]:
    return [clock.identities for clock in row.hours.visible]


def _is_soon(inputs: PageInputs, row: MeetingRow) -> bool:
    return Month.of(row.first).since(inputs.state.window.month) < ANNOUNCED_MONTHS
