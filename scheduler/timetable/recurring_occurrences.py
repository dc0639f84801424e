"""The occurrences that rules date: each slot of a series with its clock, holiday policy and change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.programme.details import CityDayOff, Content, Details
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Change, HolidayPolicy, ScheduleEntry
from scheduler.timetable.changes import (
    ChangesByKey,
    details_of,
    moved,
    named_fields,
    path_of_doubt,
    paths_of_change,
)
from scheduler.timetable.occurrence import DateOrigin, Obstacle, Occurrence, timed_for
from scheduler.timetable.series_context import (
    ClockInForce,
    SeriesContext,
    clock_in_force,
    hour_on,
    make_occurrence,
    status_of,
)
from scheduler.timetable.slots import Slot
from scheduler.timetable.time_inputs import input_of_entry, inputs_of_change
from scheduler.timetable.timetable import Blocked, Wanted
from scheduler.timetable.wall_times import DoubtfulHour, seen_from
from scheduler.timetable.workdays import PolicyResult, apply_policy


def recurring_occurrences(
    context: SeriesContext, slots: Sequence[Slot], changes: ChangesByKey
) -> Iterator[Wanted | Blocked]:
    """Yields the meeting of each slot, dated or blocked."""
    defaults = [_defaults(context, entry) for entry in context.series.schedule]
    for slot in slots:
        meeting = _date_slot(context, slot, defaults[slot.entry], changes.get(slot.key))
        if meeting is not None:
            yield meeting


@dataclass(frozen=True, slots=True)
class _Defaults:
    """The details and the content that the meetings of an entry have without a change."""

    details: Details
    content: Content


def _defaults(context: SeriesContext, entry: ScheduleEntry) -> _Defaults:
    details = Details(duration=entry.duration).with_defaults(context.series.details)
    return _Defaults(details, context.content(details, all_day=False))


def _date_slot(
    context: SeriesContext, slot: Slot, defaults: _Defaults, change: Change | None
) -> Wanted | Blocked | None:
    """Returns the meeting of `slot`; None if it does not take place and its hour does not exist."""
    entry = context.series.schedule[slot.entry]
    rule_clock = clock_in_force(context, entry.clock, slot.turn)
    clock = clock_in_force(context, change.clock, slot.turn) if change and change.clock else rule_clock
    rule_start = datetime.combine(slot.day, hour_on(entry, clock))
    result = _policy_result(context, entry, change, clock, rule_start)
    details = details_of(change, defaults.details)
    assert details.duration is not None
    wall = moved(result.wall, change)
    cancelled = bool(change and change.cancel)
    try:
        timing = timed_for(clock.zone, wall, details.duration)
    except DoubtfulHour as error:
        if result.skipped or cancelled:
            return None
        return _blocked(context, slot, change, wall, details, error)
    skipped = result.skipped and not cancelled
    occurrence = make_occurrence(
        context,
        key=slot.key,
        timing=timing,
        planned=_planned(slot, entry, rule_clock, clock),
        clock=clock,
        content=defaults.content if change is None else context.content(details, all_day=False),
        status=status_of(details, cancelled=skipped or cancelled),
        present=context.present(change),
        trace=_trace(context, result, change),
    )
    return Wanted(
        occurrence=_with_days_off(context, occurrence, result.obstacles) if skipped else occurrence,
        path=(*context.path, "changes", change.key) if change else context.path,
        named=named_fields(change),
        absent=context.absent(change),
        skipped=skipped,
        no_free_day=result.no_free_day,
        unmoved_start=moved(rule_start, change) if result.wall != rule_start else None,
        paths=paths_of_change(context.path, change),
    )


def _planned(slot: Slot, entry: ScheduleEntry, rule_clock: ClockInForce, clock: ClockInForce) -> datetime:
    """Returns the wall start that the rule gives on its own clock, as the clock in force shows it."""
    return seen_from(datetime.combine(slot.day, hour_on(entry, rule_clock)), rule_clock.zone, clock.zone)


def _policy_result(
    context: SeriesContext, entry: ScheduleEntry, change: Change | None, clock: ClockInForce, wall: datetime
) -> PolicyResult:
    return apply_policy(
        wall,
        _policy(context, change),
        entry.rule,
        zone=clock.zone,
        cities=context.present(change),
        workdays=context.workdays,
    )


def _policy(context: SeriesContext, change: Change | None) -> HolidayPolicy:
    """Returns the policy in force: KEEP if the change gives a date, which is final."""
    if change is not None and isinstance(change.move_to, date):
        return HolidayPolicy.KEEP
    return change.on_holiday if change and change.on_holiday else context.series.on_holiday


def _with_days_off(
    context: SeriesContext, occurrence: Occurrence, obstacles: Sequence[Obstacle]
) -> Occurrence:
    """Returns a skipped meeting with its days off as the reason."""
    names = {city.identity: city.name for city in context.members}
    days_off = tuple(CityDayOff(city=names[obstacle.city], why=obstacle.why) for obstacle in obstacles)
    return replace(occurrence, content=replace(occurrence.content, reason=days_off))


def _trace(context: SeriesContext, result: PolicyResult, change: Change | None) -> DateOrigin:
    return DateOrigin(
        obstacles=result.obstacles,
        policy=_policy(context, change).value,
        policy_day=result.wall.date() if result.obstacles and not result.no_free_day else None,
        change=change.key if change else "",
    )


def _blocked(
    context: SeriesContext,
    slot: Slot,
    change: Change | None,
    wall: datetime,
    details: Details,
    error: DoubtfulHour,
) -> Blocked:
    entry = context.series.schedule[slot.entry]
    return Blocked(
        uid=context.uid(slot.key),
        series=context.series.identity,
        key=slot.key,
        wall=wall,
        explicit=change is not None and change.move_to is not None,
        time_inputs=frozenset({input_of_entry(context, entry), *inputs_of_change(context, slot.key, change)}),
        details=details,
        problem=Problem(
            path_of_doubt(context.path, change, error) or _path_of_hour(context, slot), str(error)
        ),
    )


def _path_of_hour(context: SeriesContext, slot: Slot) -> FieldPath:
    """Returns the path where the text gives the hour of a slot."""
    if len(context.series.schedule) == 1:
        return (*context.path, "at")
    return (*context.path, "schedule", slot.entry, "at")
