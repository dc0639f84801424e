"""The occurrences that follow no rule: a series of one, and the extras of any series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from scheduler.programme.problems import Path, Problem
from scheduler.programme.series import Change, Details, Fixed
from scheduler.timetable.changes import EVERYTHING, Notes, details_of
from scheduler.timetable.clocks import RepeatedHour, SkippedHour
from scheduler.timetable.dating import move, timing
from scheduler.timetable.making import Draft, Frame, clock_in_force, make
from scheduler.timetable.occurrence import Timing, Trace, timed, whole_days
from scheduler.timetable.outcome import Blocked, Outcome, Wanted


def fixed_occurrences(frame: Frame, notes: Notes) -> Iterator[Outcome]:
    """The series of one, if it is one, and every extra."""
    series = frame.series
    if series.once is not None:
        yield _outcome(frame, "once", series.once, series.details, notes.get("once"), frame.path)
    for extra in series.extras:
        key = f"extra.{extra.id}"
        path: Path = (*frame.path, "extra", extra.id)
        yield _outcome(frame, key, extra.fixed, extra.details.over(series.details), notes.get(key), path)


def _outcome(
    frame: Frame, key: str, fixed: Fixed, base: Details, change: Change | None, path: Path
) -> Outcome:
    clock = clock_in_force(frame, change.clock if change and change.clock else fixed.clock, 0)
    details = details_of(change, base)
    try:
        when = _timing(fixed, details.duration, change, clock.zone)
    except (SkippedHour, RepeatedHour) as error:
        field = (*frame.path, "changes", change.key, "move_to") if change else (*path, "starts")
        return Blocked(
            uid=frame.uid(key),
            series=frame.series.identity,
            key=key,
            wall=_moved(fixed, change),
            explicit=True,
            problem=Problem(field, str(error)),
        )
    draft = Draft(
        key=key,
        timing=when,
        planned=_wall(fixed),
        clock=clock,
        details=details,
        present=frame.present(change),
        cancelled=bool(change and change.cancel),
        trace=Trace(change=change.key if change else ""),
    )
    return Wanted(occurrence=make(frame, draft), path=path, named=EVERYTHING)


def _wall(fixed: Fixed) -> datetime:
    if isinstance(fixed.starts, datetime):
        return fixed.starts
    return datetime.combine(fixed.starts, time())


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
