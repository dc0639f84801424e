"""What in the text the hours of a series rest on: lines that stay the same for as long as those do.

An hour that does not exist is an error for whoever writes it, and a notice once it was accepted. Which of
the two it is, these lines tell: the store keeps them. Where a series begins and ends is not among them: a
longer one comes upon days as waiting does. Nor are ids: a renamed city keeps its clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.rules import in_words
from scheduler.programme.series import Change, Clock, Fixed, ScheduleEntry
from scheduler.timetable.changes import ChangesByKey
from scheduler.timetable.making import SeriesContext, clock_in_force


def grounds(frame: SeriesContext, notes: ChangesByKey) -> tuple[str, ...]:
    """Every line of a series, each once; what is said of one meeting begins with its key."""
    return tuple(dict.fromkeys(_lines(frame, notes)))


def _lines(frame: SeriesContext, notes: ChangesByKey) -> Iterator[str]:
    series = frame.series
    yield from (of_entry(frame, entry) for entry in series.schedule)
    if series.once is not None:
        yield of_fixed(frame, ONCE, series.once, series.details.duration)
    for extra in series.extras:
        duration = extra.details.over(series.details).duration
        yield of_fixed(frame, extra_key(extra.id), extra.fixed, duration)
    for key, change in notes.items():
        yield from of_change(frame, key, change)


def accepted(asked: Collection[str], known: Collection[str], key: str) -> bool:
    """Whether all that the meeting at `key` rests on is `known`, and nothing said of it was taken back."""
    own = {line for line in known if line.startswith(f"{key}: ")}
    return own <= set(asked) <= set(known)


def of_entry(frame: SeriesContext, entry: ScheduleEntry) -> str:
    """The line of one entry of the schedule."""
    hours = [entry.at] if not isinstance(entry.at, tuple) else [hour for _, hour in entry.at]
    at = ", ".join(f"{hour:%H:%M}" for hour in hours)
    length = entry.duration or frame.series.details.duration
    return f"{in_words(entry.rule)} {at} {_zones(frame, entry.clock)} {_length(length)}"


def of_fixed(frame: SeriesContext, key: str, fixed: Fixed, duration: timedelta | None) -> str:
    """The line of a dated meeting."""
    length = f"to {fixed.ends}" if fixed.ends else f"{fixed.days} days" if fixed.days else _length(duration)
    return f"{key}: {fixed.starts} {_zones(frame, fixed.clock)} {length}"


def of_change(frame: SeriesContext, key: str, change: Change) -> Iterator[str]:
    """The line of a change of the meeting at `key`; none where it leaves the hours alone."""
    clock, length = change.clock, change.details.duration
    if change.move_to is not None or clock is not None or length is not None:
        zones = _zones(frame, clock) if clock is not None else "same clock"
        yield f"{key}: {change.move_to or 'same time'} {zones} {_length(length)}"


def _zones(frame: SeriesContext, clock: Clock) -> str:
    if clock.kind == "alternate":
        return ", ".join(city.zone for city in frame.members)
    return clock_in_force(frame, clock, 0).zone


def _length(length: timedelta | None) -> str:
    return f"{length // timedelta(minutes=1)} min" if length is not None else "same length"
