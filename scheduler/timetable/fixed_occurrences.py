"""The occurrences that the text dates itself: a series of one, and the extras of any series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from msgspec import Struct

from scheduler.programme.details import Details
from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Change, FixedDate, Series
from scheduler.timetable.changes import (
    ChangesByKey,
    details_of,
    moved,
    named_by_extra,
    named_by_series_of_one,
    named_fields,
    path_of_doubt,
    places_of_change,
)
from scheduler.timetable.occurrence import AS_WRITTEN, DateOrigin, Timing, timed, timed_for, whole_days
from scheduler.timetable.recorded_hours import hours_of_change, hours_of_fixed
from scheduler.timetable.series_context import (
    SeriesContext,
    make_occurrence,
)
from scheduler.timetable.timetable import Blocked, Wanted
from scheduler.timetable.wall_times import DoubtfulHour, seen_from
from scheduler.timetable.workdays import Attendance


class _Meeting(Struct, frozen=True, kw_only=True):
    """One dated meeting as the text gives it, before its change; `start` is the path of its date."""

    key: str
    fixed: FixedDate
    details: Details
    named: frozenset[str]
    path: FieldPath
    start: FieldPath


def fixed_occurrences(context: SeriesContext, changes: ChangesByKey) -> Iterator[Wanted | Blocked]:
    """Yields the meeting of a series of one, and every extra."""
    for meeting in _meetings(context.series, context.path):
        yield _date_meeting(context, meeting, changes.get(meeting.key))


def _meetings(series: Series, path: FieldPath) -> Iterator[_Meeting]:
    if series.once is not None:
        named = named_by_series_of_one(series)
        start = (*path, *series.once_place)
        yield _Meeting(
            key=ONCE, fixed=series.once, details=series.details, named=named, path=path, start=start
        )
    for extra in series.extras:
        own_path = path if extra.place else (*path, "extra", extra.id)
        yield _Meeting(
            key=extra_key(extra.id),
            fixed=extra.fixed,
            details=extra.details.with_defaults(series.details),
            named=named_by_extra(extra),
            path=own_path,
            start=(*own_path, *(extra.place or ("starts",))),
        )


def _date_meeting(context: SeriesContext, meeting: _Meeting, change: Change | None) -> Wanted | Blocked:
    fixed = meeting.fixed
    written_clock = context.clock_in_force(fixed.clock)
    clock = context.clock_in_force(change.clock) if change and change.clock else written_clock
    details = details_of(change, meeting.details)
    try:
        timing = _timing(fixed, details.duration, change, clock.zone)
    except DoubtfulHour as error:
        return _blocked(context, meeting, change, details, error)
    return Wanted(
        occurrence=make_occurrence(
            context,
            key=meeting.key,
            timing=timing,
            planned=_planned(fixed, written_clock.zone, clock.zone),
            planned_days=fixed.days is not None,
            attendance=Attendance(context.present(change), clock),
            content=context.content(details, all_day=timing.all_day),
            details=details,
            cancelled=bool(change and change.cancel),
            date_origin=DateOrigin(change=change.key) if change else AS_WRITTEN,
        ),
        path=meeting.path,
        named=meeting.named | named_fields(change) if change else meeting.named,
        absent=context.absent(change),
        places=_places(meeting) | places_of_change(context.path, change),
    )


def _places(meeting: _Meeting) -> dict[str, FieldPath]:
    fixed, path, start = meeting.fixed, meeting.path, meeting.start
    length = "days" if fixed.days is not None else "ends" if fixed.ends is not None else "duration"
    fields = {"duration": length, "clock": "clock", "status": "status"}
    return {"day": start, "hour": start} | {part: (*path, name) for part, name in fields.items()}


def _planned(fixed: FixedDate, written_zone: str, zone: str) -> datetime:
    """Returns the written start on the clock in force; whole days are the same days on every clock."""
    return fixed.wall if fixed.days is not None else seen_from(fixed.wall, written_zone, zone)


def _timing(fixed: FixedDate, duration: timedelta | None, change: Change | None, zone: str) -> Timing:
    target = change.move_to if change else None
    wall = moved(fixed.wall, change)
    if fixed.days is not None and not isinstance(target, datetime | time):
        return whole_days(zone, wall.date(), fixed.days)
    if fixed.ends is not None and not (change and change.details.duration):
        return timed(zone, wall, wall + (fixed.ends - fixed.wall))
    assert duration is not None
    return timed_for(zone, wall, duration)


def _blocked(
    context: SeriesContext, meeting: _Meeting, change: Change | None, details: Details, error: DoubtfulHour
) -> Blocked:
    fixed, key = meeting.fixed, meeting.key
    own_path = (*meeting.path, "ends") if error.ends and fixed.ends is not None else meeting.start
    return Blocked(
        uid=context.uid(key),
        series=context.identity,
        key=key,
        wall=moved(fixed.wall, change),
        explicit=True,
        hours=frozenset(
            {
                hours_of_fixed(context, key, fixed, meeting.details.duration),
                *hours_of_change(context, key, change),
            }
        ),
        details=details,
        problem=Problem(path_of_doubt(context.path, change, error) or own_path, str(error)),
    )
