"""Dates the meetings of a series: the slots of its rules, and the dates that the text gives itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff, Content, Details
from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Change, FixedDate, HolidayPolicy, ScheduleEntry, Series
from scheduler.timetable.matched_changes import (
    ChangesByKey,
    details_of,
    moved,
    named_by_extra,
    named_by_series_of_one,
    named_fields,
    path_of_doubt,
    places_of_change,
)
from scheduler.timetable.occurrence import (
    AS_WRITTEN,
    DateOrigin,
    Obstacle,
    Occurrence,
    Timing,
    timed,
    timed_for,
    whole_days,
)
from scheduler.timetable.recorded_hours import (
    RecordedHours,
    hours_of_change,
    hours_of_entry,
    hours_of_fixed,
)
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

    `rule_hour` is the hour on the clock of the rule, `hour` that on the clock in force. `date_origin` is that
    of a meeting on a day without obstacles. `path`, `named`, `absent` and `places` are as in Wanted.
    """

    entry: ScheduleEntry
    change: Change | None
    rule_clock: ClockInForce
    rule_hour: time
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


def _pattern(context: SeriesContext, entry: ScheduleEntry, turn: int, change: Change | None) -> _Pattern:
    """Returns the pattern of slots of `entry`; `turn` is as in Slot."""
    rule_clock = context.clock_in_force(entry.clock, turn)
    clock = context.clock_in_force(change.clock, turn) if change and change.clock else rule_clock
    usual = Details(duration=entry.duration).with_defaults(context.series.details)
    details, policy = details_of(change, usual), _policy(context, change)
    days = _whole_days(entry.days, change)
    return _Pattern(
        entry=entry,
        change=change,
        rule_clock=rule_clock,
        rule_hour=entry.hour_of(rule_clock.city),
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
    change, details, clock = pattern.change, pattern.details, pattern.attendance.clock
    rule_start = datetime.combine(slot.day, pattern.hour)
    result = apply_policy(
        rule_start,
        pattern.policy,
        pattern.entry.rule,
        pattern.attendance,
        context.workdays,
        context.series.holidays_of,
    )
    wall = moved(result.wall, change)
    try:
        timing = _timing(clock.zone, wall, pattern.attendance.days, details.duration)
    except DoubtfulHour as error:
        if result.skipped or details.cancel:
            return None
        return _blocked(
            context,
            slot.key,
            change,
            error,
            wall=wall,
            explicit=change is not None and change.move_to is not None,
            hours=hours_of_entry(context, pattern.entry),
            details=details,
            path=_path_of_hour(context, slot),
        )
    skipped = result.skipped and not details.cancel
    occurrence = make_occurrence(
        context,
        key=slot.key,
        timing=timing,
        planned=_on_clock(
            datetime.combine(slot.day, pattern.rule_hour), pattern.entry.days, pattern.rule_clock, clock
        ),
        planned_days=pattern.entry.days is not None,
        attendance=pattern.attendance,
        content=pattern.content,
        details=details,
        skipped=skipped,
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


def _whole_days(planned: int | None, change: Change | None) -> int | None:
    """Returns for how many whole days a meeting goes on, of those planned; None if it has an hour."""
    target = change.move_to if change is not None else None
    return None if isinstance(target, datetime | time) else planned


def _timing(zone: str, wall: datetime, days: int | None, duration: timedelta | None) -> Timing:
    if days is not None:
        return whole_days(zone, wall.date(), days)
    assert duration is not None
    return timed_for(zone, wall, duration)


def _on_clock(wall: datetime, days: int | None, written: ClockInForce, clock: ClockInForce) -> datetime:
    """Returns the `written` start on the clock in force; whole days are the same days on every clock."""
    return wall if days is not None else seen_from(wall, written.zone, clock.zone)


def _policy(context: SeriesContext, change: Change | None) -> HolidayPolicy:
    """Returns the policy in force: KEEP if the change gives a date, which is final."""
    if change is not None and isinstance(change.move_to, date):
        return HolidayPolicy.KEEP
    return change.on_holiday if change and change.on_holiday else context.series.on_holiday


def _with_days_off(
    context: SeriesContext, occurrence: Occurrence, obstacles: Sequence[Obstacle]
) -> Occurrence:
    names = {city.identity: city.name for city in context.members}
    days_off = tuple(CityDayOff(city=names[obstacle.city], why=obstacle.why) for obstacle in obstacles)
    return replace(occurrence, content=replace(occurrence.content, reason=days_off))


def _date_origin(pattern: _Pattern, result: PolicyResult) -> DateOrigin:
    if not result.obstacles:
        return pattern.date_origin
    policy_day = None if result.no_free_day else result.wall.date()
    policy = HolidayPolicy.KEEP.value if result.kept else pattern.date_origin.policy
    return replace(pattern.date_origin, policy=policy, obstacles=result.obstacles, policy_day=policy_day)


def _path_of_hour(context: SeriesContext, slot: Slot) -> FieldPath:
    if len(context.series.schedule) == 1:
        return (*context.path, "at")
    return (*context.path, "schedule", slot.entry, "at")


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
    shared = replace(series.details, held=None, present=None)  # what became of one meeting is its own
    for extra in series.extras:
        own_path = path if extra.place else (*path, "extra", extra.id)
        yield _Meeting(
            key=extra_key(extra.id),
            fixed=extra.fixed,
            details=extra.details.with_defaults(shared),
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
        timing = _fixed_timing(fixed, details.duration, change, clock.zone)
    except DoubtfulHour as error:
        return _blocked(
            context,
            meeting.key,
            change,
            error,
            wall=moved(fixed.wall, change),
            explicit=True,
            hours=hours_of_fixed(context, meeting.key, fixed, meeting.details.duration),
            details=details,
            path=(*meeting.path, "ends") if error.ends and fixed.ends is not None else meeting.start,
        )
    return Wanted(
        occurrence=make_occurrence(
            context,
            key=meeting.key,
            timing=timing,
            planned=_on_clock(fixed.wall, fixed.days, written_clock, clock),
            planned_days=fixed.days is not None,
            attendance=Attendance(context.present(change), clock),
            content=context.content(details, all_day=timing.all_day),
            details=details,
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
    status = "cancel" if meeting.details.cancel else "status"
    fields = {"duration": length, "clock": "clock", "status": status}
    return {"day": start, "hour": start} | {part: (*path, name) for part, name in fields.items()}


def _fixed_timing(fixed: FixedDate, duration: timedelta | None, change: Change | None, zone: str) -> Timing:
    wall = moved(fixed.wall, change)
    if fixed.ends is not None and not (change and change.details.duration):
        return timed(zone, wall, wall + (fixed.ends - fixed.wall))
    return _timing(zone, wall, _whole_days(fixed.days, change), duration)


def _blocked(
    context: SeriesContext,
    key: str,
    change: Change | None,
    error: DoubtfulHour,
    *,
    wall: datetime,
    explicit: bool,
    hours: RecordedHours,
    details: Details,
    path: FieldPath,
) -> Blocked:
    """Returns the meeting at `key`, whose `hours` stand at `path` if no change gives them."""
    return Blocked(
        uid=context.uid(key),
        series=context.identity,
        key=key,
        wall=wall,
        explicit=explicit,
        hours=frozenset({hours, *hours_of_change(context, key, change)}),
        details=details,
        problem=Problem(path_of_doubt(context.path, change, error) or path, str(error)),
    )
