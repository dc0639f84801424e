"""Groups changes of a city that are alike, such as the moves of a series to another hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from scheduler.plan.plan import Plan
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.record.revision import StepKind
from scheduler.reports.local_times import weekday_and_hour, weekdays_and_hour
from scheduler.reports.plans.city_changes import CityChange

MOST_LINES = 3
"""The most changes of one kind in a series that get a line each."""


def grouped(changes: Sequence[CityChange], most: int = MOST_LINES) -> Iterator[Sequence[CityChange]]:
    """Yields `changes` in groups, each in the place of its first one.

    A change is alone in its group if at most `most` are alike.
    """
    groups: dict[object, list[CityChange]] = {}
    for number, change in enumerate(changes):
        groups.setdefault(_key(change) or number, []).append(change)
    for number, change in enumerate(changes):
        group = groups[_key(change) or number]
        if len(group) <= most:
            yield (change,)
        elif change is group[0]:
            yield group


def moved_hours(change: CityChange) -> str:
    """Returns `from 17 March 2027: Wednesdays 09:00 → 02:00` for many that move as `change` does."""
    old, new = change.old_start, change.new_start
    if old is None or new is None:
        return ""
    first_day = f"{old:%-d %B %Y}"
    if change.step.after.timing.all_day:
        return f"from {first_day}: {old:%A}s → {new:%A}s"
    begin = f"from {first_day}: {weekdays_and_hour(old)}"
    if old == new:  # only the end moves
        return begin
    if old.date() == new.date():
        return f"{begin} → {new:%H:%M}"
    first_new_day = f", the first on {new:%-d %B %Y}" if old.weekday() == new.weekday() else ""
    return f"{begin} → {weekdays_and_hour(new)}{first_new_day}"


def left_out(group: Sequence[CityChange], plan: Plan) -> str:
    """Returns `; without 2027-03 (Easter Monday)`: the meetings between new ones that are skipped."""
    if group[0].step.kind is not StepKind.ADD:
        return ""
    series = group[0].step.after.series
    first, last = (change.step.after.planned.date() for change in (group[0], group[-1]))
    skipped = [
        f"{skip.key} ({reason_in_english(skip.reason)})" if skip.reason else skip.key
        for skip in plan.skips
        if skip.series == series and first <= skip.day <= last
    ]
    return f"; without {', '.join(skipped)}" if skipped else ""


def _key(change: CityChange) -> object:
    """Returns the key of the changes that are like this one; None for a change that stands alone."""
    if change.is_soon:
        return None
    hours: object
    if change.verb == StepKind.MOVE:
        is_same_day = _date(change.old_start) == _date(change.new_start)
        hours = weekday_and_hour(change.old_start), weekday_and_hour(change.new_start), is_same_day
    else:  # by its own clock, because the hours of other cities change with summer time
        timing = change.step.after.timing
        hours = timing.zone, weekday_and_hour(timing.starts), timing.length
    return (change.verb, change.step.after.series, change.step.cause, change.words, change.is_past, hours)


def _date(start: datetime | None) -> date | None:
    return None if start is None else start.date()
