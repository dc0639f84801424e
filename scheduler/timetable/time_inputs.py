"""Time inputs: strings that say where the hours of a series come from, for the store.

An hour that does not exist is an error for the person who writes it, but only a notice once it was accepted.
The stored inputs show which of the two it is. They leave out the beginning and end of a series, because a
longer series is no new choice of hour. They leave out ids, because a renamed city keeps its clock.

The strings are a storage format, not messages: every later release must make the same string from the same
text. So nobody may reword or translate the English in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.rules import (
    EVERY_MONTH,
    LastDay,
    MonthDay,
    NthWeekday,
    NumberedWeeks,
    Rule,
    WeekdayAfter,
    Weekly,
    WorkingDay,
)
from scheduler.programme.series import Change, Clock, FixedDate, ScheduleEntry, WholeDays
from scheduler.timetable.changes import ChangesByKey
from scheduler.timetable.series_context import SeriesContext, clock_in_force

_WEEKDAY_CODES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_CODES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_ORDINAL_CODES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def time_inputs(context: SeriesContext, changes: ChangesByKey) -> tuple[str, ...]:
    """Returns every input of a series, each once; those of one meeting begin with its key."""
    series = context.series
    inputs = [input_of_entry(context, entry) for entry in series.schedule]
    if series.once is not None:
        inputs.append(input_of_fixed(context, ONCE, series.once, series.details.duration))
    for extra in series.extras:
        duration = extra.details.with_defaults(series.details).duration
        inputs.append(input_of_fixed(context, extra_key(extra.id), extra.fixed, duration))
    for key, change in changes.items():
        inputs.extend(inputs_of_change(context, key, change))
    return tuple(dict.fromkeys(inputs))


def are_accepted(inputs: Collection[str], stored: Collection[str], key: str) -> bool:
    """Returns whether all `inputs` are `stored`, and all stored ones of the meeting at `key` among them.

    For example, "2026-12: 11:30:00 same clock same length" is stored, but no longer among the `inputs`: they
    are not accepted for 2026-12, whose change was taken back, but still for 2026-11.
    """
    stored_for_key = {line for line in stored if line.startswith(f"{key}: ")}
    return stored_for_key <= set(inputs) <= set(stored)


def input_of_entry(context: SeriesContext, entry: ScheduleEntry) -> str:
    """Returns the input of an entry of the schedule: "third Wednesday 10:00 Europe/Sofia 60 min"."""
    rule = f"{encode_rule(entry.rule)}{_encode_months(entry.months)}"
    if isinstance(entry.at, WholeDays):
        return f"{rule} {entry.at.number} days {_zones(context, entry.clock)}"
    hours = [entry.at] if not isinstance(entry.at, tuple) else [hour for _, hour in entry.at]
    at = ", ".join(f"{hour:%H:%M}" for hour in hours)
    length = _length(entry.duration or context.series.details.duration)
    return f"{rule} {at} {_zones(context, entry.clock)} {length}"


def input_of_fixed(context: SeriesContext, key: str, fixed: FixedDate, duration: timedelta | None) -> str:
    """Returns the input of a dated meeting: "once: 2026-10-05 09:00:00 Europe/Sofia 90 min"."""
    length = f"to {fixed.ends}" if fixed.ends else f"{fixed.days} days" if fixed.days else _length(duration)
    return f"{key}: {fixed.starts} {_zones(context, fixed.clock)} {length}"


def inputs_of_change(context: SeriesContext, key: str, change: Change | None) -> Iterator[str]:
    """Yields the input of a change to the meeting at `key`; none if it does not change the hours."""
    if change is None:
        return
    clock, length = change.clock, change.details.duration
    if change.move_to is not None or clock is not None or length is not None:
        zones = _zones(context, clock) if clock is not None else "same clock"
        yield f"{key}: {change.move_to or 'same time'} {zones} {_length(length)}"


def encode_rule(rule: Rule) -> str:
    """Returns the code of `rule`: "third Wednesday", "every 2 weeks on Thursday from 2026-01-08"."""
    weekday, ordinal = _WEEKDAY_CODES, _ORDINAL_CODES
    match rule:
        case NthWeekday(ordinals, day):
            return f"{' and '.join(ordinal[nth] for nth in ordinals)} {weekday[day]}"
        case WeekdayAfter(day, nth, anchor):
            return f"{weekday[day]} after the {ordinal[nth]} {weekday[anchor]}"
        case MonthDay(number):
            return f"day {number}"
        case LastDay():
            return "last day"
        case WorkingDay(position):
            return f"{ordinal[position]} working day"
        case Weekly(days, interval, start):
            return f"every {interval} weeks on {' and '.join(weekday[day] for day in days)} from {start}"
        case NumberedWeeks(days, odd):
            return f"{'odd' if odd else 'even'} weeks on {' and '.join(weekday[day] for day in days)}"


def _encode_months(months: tuple[int, ...]) -> str:
    if months == EVERY_MONTH:
        return ""
    return f" in {', '.join(_MONTH_CODES[number - 1] for number in months)}"


def _zones(context: SeriesContext, clock: Clock) -> str:
    if clock.kind == "alternate":
        return ", ".join(city.zone for city in context.members)
    return clock_in_force(context, clock, 0).zone


def _length(length: timedelta | None) -> str:
    return f"{int(length.total_seconds()) // 60} min" if length is not None else "same length"
