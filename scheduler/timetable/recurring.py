"""The occurrences of a series that recurs: each slot with its clock, its policy and its change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial

from scheduler.programme.details import Details
from scheduler.programme.problems import Path, Problem
from scheduler.programme.series import Change, Policy, ScheduleEntry
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.timetable.changes import (
    ChangesByKey,
    details_of,
    field_of_doubt,
    fields_of_change,
    last_period,
    named_fields,
)
from scheduler.timetable.clocks import DoubtfulHour
from scheduler.timetable.dating import Diaries, Target, apply_policy, move, seen_from, timing
from scheduler.timetable.making import ClockInForce, DatedPlace, SeriesContext, clock_in_force, make
from scheduler.timetable.occurrence import Obstacle, Trace
from scheduler.timetable.slots import Slot, months_since_start, slots
from scheduler.timetable.time_inputs import of_change, of_entry
from scheduler.timetable.wanted import Blocked, Outcome, Wanted


def slots_of(frame: SeriesContext, last: date) -> tuple[Slot, ...]:
    """The places of the series through `last`, and through the latest that a change names."""
    if not frame.series.schedule:
        return ()
    until = max(last, last_period(frame) or last)
    return slots(frame.series, until, partial(_works, frame))


def _works(frame: SeriesContext, entry: ScheduleEntry, day: date) -> bool:
    """Whether `day` is a working day of every city, on its own date when the meeting begins."""
    clock = clock_in_force(frame, entry.clock, months_since_start(frame.series.schedule, Month.of(day)))
    diaries = Diaries(zone=clock.zone, cities=frame.members, workdays=frame.workdays)
    return not diaries.obstacles(datetime.combine(day, _hour(entry, clock)))


def recurring_occurrences(
    frame: SeriesContext, places: Sequence[Slot], notes: ChangesByKey
) -> Iterator[Outcome]:
    """What becomes of each slot."""
    for slot in places:
        outcome = _outcome(frame, slot, notes.get(slot.key))
        if outcome is not None:
            yield outcome


def _outcome(frame: SeriesContext, slot: Slot, change: Change | None) -> Outcome | None:
    """None for a meeting that is off anyway and whose hour does not exist: there is nothing to show."""
    entry = frame.series.schedule[slot.entry]
    ruled = clock_in_force(frame, entry.clock, slot.turn)
    clock = clock_in_force(frame, change.clock, slot.turn) if change and change.clock else ruled
    kept = datetime.combine(slot.day, _hour(entry, clock))
    dated = _dated(frame, entry, change, clock, kept)
    details = details_of(change, _base(frame, entry))
    assert details.duration is not None
    wall = _moved(dated.wall, change)
    off = dated.skipped or bool(change and change.cancel)
    try:
        when = timing(wall, details.duration, clock.zone)
    except DoubtfulHour as error:
        return (
            None
            if off
            else _blocked(frame, slot, change, wall, Problem(_path(frame, slot, change, error), str(error)))
        )
    skipped = dated.skipped and not (change and change.cancel)
    draft = DatedPlace(
        key=slot.key,
        timing=when,
        planned=seen_from(datetime.combine(slot.day, _hour(entry, ruled)), ruled.zone, clock.zone),
        clock=clock,
        details=replace(details, reason=_holiday_reason(frame, dated.obstacles)) if skipped else details,
        present=frame.present(change),
        cancelled=off,
        trace=_trace(frame, dated, change),
    )
    named = named_fields(change)
    path: Path = (*frame.path, "changes", change.key) if change else frame.path
    return Wanted(
        occurrence=make(frame, draft),
        path=path,
        named=named,
        absent=frame.absent(change),
        skipped=skipped,
        stuck=dated.stuck,
        kept=_moved(kept, change) if dated.wall != kept else None,
        written=fields_of_change(frame.path, change),
    )


def _moved(wall: datetime, change: Change | None) -> datetime:
    return wall if change is None or change.move_to is None else move(wall, change.move_to)


def _hour(entry: ScheduleEntry, clock: ClockInForce) -> time:
    if isinstance(entry.at, time):
        return entry.at
    return dict(entry.at).get(clock.city.id if clock.city else "", entry.at[0][1])


def _base(frame: SeriesContext, entry: ScheduleEntry) -> Details:
    return Details(duration=entry.duration).over(frame.series.details)


def _dated(
    frame: SeriesContext, entry: ScheduleEntry, change: Change | None, clock: ClockInForce, planned: datetime
) -> Target:
    diaries = Diaries(zone=clock.zone, cities=frame.present(change), workdays=frame.workdays)
    return apply_policy(planned, _policy_of(frame, change), entry.rule, diaries)


def _policy_of(frame: SeriesContext, change: Change | None) -> Policy:
    """The policy in force: none where the change gives the date, which is final."""
    if change is not None and isinstance(change.move_to, date):
        return Policy.KEEP
    return change.on_holiday if change and change.on_holiday else frame.series.on_holiday


def _holiday_reason(frame: SeriesContext, obstacles: Sequence[Obstacle]) -> Text:
    """`Chuseok (Sejong)` in every language of the programme: the only way a holiday's name is published."""
    names = {city.identity: city.name for city in frame.members}
    return Text.of(
        {
            lang: ", ".join(f"{o.why.say(lang)} ({names[o.city].say(lang)})" for o in obstacles)
            for lang in frame.programme.languages
        }
    )


def _trace(frame: SeriesContext, dated: Target, change: Change | None) -> Trace:
    return Trace(
        obstacles=dated.obstacles,
        policy=_policy_of(frame, change).value,
        policy_day=dated.wall.date() if dated.obstacles and not dated.stuck else None,
        change=change.key if change else "",
    )


def _path(frame: SeriesContext, slot: Slot, change: Change | None, error: DoubtfulHour) -> Path:
    """Where the hour of a slot is written that is in doubt."""
    name = field_of_doubt(change, error)
    if change is not None and name is not None:
        return (*frame.path, "changes", change.key, name)
    if len(frame.series.schedule) == 1:
        return (*frame.path, "at")
    return (*frame.path, "schedule", slot.entry, "at")


def _grounds(frame: SeriesContext, slot: Slot, change: Change | None) -> frozenset[str]:
    rule = of_entry(frame, frame.series.schedule[slot.entry])
    return frozenset({rule, *(of_change(frame, slot.key, change) if change else ())})


def _blocked(
    frame: SeriesContext, slot: Slot, change: Change | None, wall: datetime, problem: Problem
) -> Blocked:
    return Blocked(
        uid=frame.uid(slot.key),
        series=frame.series.identity,
        key=slot.key,
        wall=wall,
        explicit=change is not None and change.move_to is not None,
        grounds=_grounds(frame, slot, change),
        said=details_of(change, frame.series.details),
        problem=problem,
    )
