"""The occurrences that follow no rule: a series of one, and the extras of any series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.programme.details import Details
from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.problems import Path, Problem
from scheduler.programme.series import Change, Fixed, Series
from scheduler.timetable.changes import (
    ChangesByKey,
    details_of,
    field_of_doubt,
    fields_of_change,
    fields_of_fixed,
    named_extra,
    named_fields,
    named_once,
)
from scheduler.timetable.clocks import DoubtfulHour
from scheduler.timetable.dating import move, seen_from, timing
from scheduler.timetable.making import DatedPlace, SeriesContext, clock_in_force, make
from scheduler.timetable.occurrence import Timing, Trace, timed, whole_days
from scheduler.timetable.time_inputs import of_change, of_fixed
from scheduler.timetable.wanted import Blocked, Outcome, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One dated meeting as the text has it, whatever its change says."""

    key: str
    fixed: Fixed
    details: Details
    named: frozenset[str]
    path: Path


def fixed_occurrences(frame: SeriesContext, notes: ChangesByKey) -> Iterator[Outcome]:
    """The series of one, if it is one, and every extra."""
    return (_outcome(frame, item, notes.get(item.key)) for item in _items(frame.series, frame.path))


def _items(series: Series, path: Path) -> Iterator[_Item]:
    if series.once is not None:
        yield _Item(key=ONCE, fixed=series.once, details=series.details, named=named_once(series), path=path)
    for extra in series.extras:
        yield _Item(
            key=extra_key(extra.id),
            fixed=extra.fixed,
            details=extra.details.over(series.details),
            named=named_extra(extra),
            path=(*path, "extra", extra.id),
        )


def _outcome(frame: SeriesContext, item: _Item, change: Change | None) -> Outcome:
    written = clock_in_force(frame, item.fixed.clock, 0)
    clock = clock_in_force(frame, change.clock, 0) if change and change.clock else written
    details = details_of(change, item.details)
    try:
        when = _timing(item.fixed, details.duration, change, clock.zone)
    except DoubtfulHour as error:
        return _blocked(frame, item, change, error)
    draft = DatedPlace(
        key=item.key,
        timing=when,
        planned=_planned(item.fixed, written.zone, clock.zone),
        planned_days=item.fixed.days is not None,
        clock=clock,
        details=details,
        present=frame.present(change),
        cancelled=bool(change and change.cancel),
        trace=Trace(change=change.key if change else ""),
    )
    named = item.named | named_fields(change)
    return Wanted(
        occurrence=make(frame, draft),
        path=item.path,
        named=named,
        absent=frame.absent(change),
        written=fields_of_fixed(item.path, item.fixed) | fields_of_change(frame.path, change),
    )


def _blocked(frame: SeriesContext, item: _Item, change: Change | None, error: DoubtfulHour) -> Blocked:
    field: Path = (*item.path, "ends" if error.ends and item.fixed.ends is not None else "starts")
    name = field_of_doubt(change, error)
    if change is not None and name is not None:
        field = (*frame.path, "changes", change.key, name)
    return Blocked(
        uid=frame.uid(item.key),
        series=frame.series.identity,
        key=item.key,
        wall=_moved(item.fixed, change),
        explicit=True,
        grounds=frozenset(
            {
                of_fixed(frame, item.key, item.fixed, item.details.duration),
                *(of_change(frame, item.key, change) if change else ()),
            }
        ),
        said=details_of(change, item.details),
        problem=Problem(field, str(error)),
    )


def _wall(fixed: Fixed) -> datetime:
    if isinstance(fixed.starts, datetime):
        return fixed.starts
    return datetime.combine(fixed.starts, time())


def _planned(fixed: Fixed, written: str, zone: str) -> datetime:
    """The written start on the clock in force; whole days are the same days on every clock."""
    return _wall(fixed) if fixed.days is not None else seen_from(_wall(fixed), written, zone)


def _moved(fixed: Fixed, change: Change | None) -> datetime:
    target = change.move_to if change else None
    return _wall(fixed) if target is None else move(_wall(fixed), target)


def _timing(fixed: Fixed, duration: timedelta | None, change: Change | None, zone: str) -> Timing:
    target: datetime | date | time | None = change.move_to if change else None
    wall = _moved(fixed, change)
    if fixed.days is not None and (target is None or not isinstance(target, datetime | time)):
        return whole_days(zone, wall.date(), fixed.days)
    if fixed.ends is not None and not (change and change.details.duration):
        return timed(zone, wall, wall + (fixed.ends - _wall(fixed)))
    assert duration is not None
    return timing(wall, duration, zone)
