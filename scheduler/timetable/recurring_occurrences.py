"""The occurrences that rules date: each slot of a series with its clock, holiday policy and change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff, Content, Details
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Change, HolidayPolicy, ScheduleEntry
from scheduler.timetable.changes import (
    ChangesByKey,
    details_of,
    moved,
    named_fields,
    path_of_doubt,
    places_of_change,
)
from scheduler.timetable.occurrence import DateOrigin, Obstacle, Occurrence, Timing, timed_for, whole_days
from scheduler.timetable.recorded_hours import hours_of_change, hours_of_entry
from scheduler.timetable.series_context import (
    SeriesContext,
    make_occurrence,
)
from scheduler.timetable.slots import Slot
from scheduler.timetable.timetable import Blocked, Wanted
from scheduler.timetable.wall_times import DoubtfulHour, seen_from
from scheduler.timetable.workdays import Attendance, ClockInForce, PolicyResult, apply_policy


def recurring_occurrences(
    context: SeriesContext, slots: Sequence[Slot], changes: ChangesByKey
) -> Iterator[Wanted | Blocked]:
    """Yields the meeting of each slot, dated or blocked."""
    schedule = context.series.schedule
    usual = [
        [_pattern(context, entry, turn, None) for turn, _ in enumerate(context.clocks_in_turn(entry.clock))]
        for entry in schedule
    ]
    for slot in slots:
        change, in_turn = changes.get(slot.key), usual[slot.entry]
        if change is None:
            pattern = in_turn[slot.turn % len(in_turn)]
        else:
            pattern = _pattern(context, schedule[slot.entry], slot.turn, change)
        meeting = _date_slot(context, slot, pattern)
        if meeting is not None:
            yield meeting


class _Pattern(Struct, frozen=True, kw_only=True):
    """Everything about the meeting of a slot besides its date; slots without a change share it.

    `rule_clock` is the clock of the rule, `clock` the one in force, each with the hour on it. `date_origin`
    is that of a meeting on a day without obstacles. `path`, `named`, `absent` and `places` are as in Wanted.
    """

    entry: ScheduleEntry
    change: Change | None
    rule_clock: ClockInForce
    rule_hour: time
    clock: ClockInForce
    hour: time
    details: Details
    content: Content
    policy: HolidayPolicy
    attendance: Attendance
    path: FieldPath
    named: frozenset[str]
    absent: frozenset[str]
    places: Mapping[str, FieldPath]
    date_origin: DateOrigin

    @property
    def cancelled(self) -> bool:
        """Whether a change cancels the meeting."""
        return self.change is not None and self.change.cancel


def _pattern(context: SeriesContext, entry: ScheduleEntry, turn: int, change: Change | None) -> _Pattern:
    """Returns the pattern of slots of `entry`; `turn` is as in Slot."""
    rule_clock = context.clock_in_force(entry.clock, turn)
    clock = context.clock_in_force(change.clock, turn) if change and change.clock else rule_clock
    usual = Details(duration=entry.duration).with_defaults(context.series.details)
    details, policy = details_of(change, usual), _policy(context, change)
    days = _whole_days(entry, change)
    return _Pattern(
        entry=entry,
        change=change,
        rule_clock=rule_clock,
        rule_hour=entry.hour_of(rule_clock.city),
        clock=clock,
        hour=entry.hour_of(clock.city),
        details=details,
        content=context.content(details, all_day=days is not None),
        policy=policy,
        attendance=Attendance(context.present(change), clock, days),
        path=(*context.path, "changes", change.key) if change else context.path,
        named=named_fields(change),
        absent=context.absent(change),
        places=places_of_change(context.path, change),
        date_origin=DateOrigin(policy=policy.value, change=change.key if change else ""),
    )


def _date_slot(context: SeriesContext, slot: Slot, pattern: _Pattern) -> Wanted | Blocked | None:
    """Returns the meeting of `slot`; None if it does not take place and its hour does not exist."""
    change, details = pattern.change, pattern.details
    rule_start = datetime.combine(slot.day, pattern.hour)
    result = _policy_result(context, pattern, rule_start)
    wall = moved(result.wall, change)
    try:
        timing = _timing(pattern, wall)
    except DoubtfulHour as error:
        if result.skipped or pattern.cancelled:
            return None
        return _blocked(context, slot, change, wall, details, error)
    skipped = result.skipped and not pattern.cancelled
    occurrence = make_occurrence(
        context,
        key=slot.key,
        timing=timing,
        planned=_planned(slot, pattern),
        planned_days=pattern.entry.days is not None,
        attendance=pattern.attendance,
        content=pattern.content,
        details=details,
        cancelled=skipped or pattern.cancelled,
        date_origin=_date_origin(pattern, result),
    )
    return Wanted(
        occurrence=_with_days_off(context, occurrence, result.obstacles) if skipped else occurrence,
        path=pattern.path,
        named=pattern.named,
        absent=pattern.absent,
        skipped=skipped,
        no_free_day=result.no_free_day,
        unmoved_start=moved(rule_start, change) if result.wall != rule_start else None,
        places=pattern.places,
    )


def _whole_days(entry: ScheduleEntry, change: Change | None) -> int | None:
    """Returns for how many whole days a meeting goes on; None if it has an hour."""
    target = change.move_to if change is not None else None
    return None if isinstance(target, datetime | time) else entry.days


def _timing(pattern: _Pattern, wall: datetime) -> Timing:
    days = _whole_days(pattern.entry, pattern.change)
    if days is not None:
        return whole_days(pattern.clock.zone, wall.date(), days)
    assert pattern.details.duration is not None
    return timed_for(pattern.clock.zone, wall, pattern.details.duration)


def _planned(slot: Slot, pattern: _Pattern) -> datetime:
    """Returns the wall start that the rule gives on its own clock, as the clock in force shows it."""
    rule_start = datetime.combine(slot.day, pattern.rule_hour)
    if pattern.entry.days is not None:  # whole days are the same days on every clock
        return rule_start
    return seen_from(rule_start, pattern.rule_clock.zone, pattern.clock.zone)


def _policy_result(context: SeriesContext, pattern: _Pattern, wall: datetime) -> PolicyResult:
    return apply_policy(
        wall,
        pattern.policy,
        pattern.entry.rule,
        pattern.attendance,
        context.workdays,
        context.series.holidays_of,
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


def _date_origin(pattern: _Pattern, result: PolicyResult) -> DateOrigin:
    if not result.obstacles:
        return pattern.date_origin
    policy_day = None if result.no_free_day else result.wall.date()
    policy = HolidayPolicy.KEEP.value if result.kept else pattern.date_origin.policy
    return replace(pattern.date_origin, policy=policy, obstacles=result.obstacles, policy_day=policy_day)


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
        series=context.identity,
        key=slot.key,
        wall=wall,
        explicit=change is not None and change.move_to is not None,
        hours=frozenset({hours_of_entry(context, entry), *hours_of_change(context, slot.key, change)}),
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
