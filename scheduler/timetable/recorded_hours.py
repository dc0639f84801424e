"""The recorded hours of a series: the rules, dates and changes that its hours come from, for the store.

An hour that does not exist is an error for the person who writes it, but only a notice once it was accepted.
The recorded hours show which of the two it is. They leave out the beginning and end of a series, because a
longer series is no new choice of hour. They hold zones and no ids, because a renamed city keeps its clock.

Databases hold these values and their rules as JSON, so a new name of a rule or field needs a migration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from scheduler.programme.rules import EVERY_MONTH, Rule

if TYPE_CHECKING:  # commands that only read the store start faster without the programme
    from scheduler.programme.series import Change, FixedDate, ScheduleEntry
    from scheduler.timetable.series_context import SeriesContext


class RuleHours(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="rule"):
    """A rule with the zone and the hour of each turn; whole days begin at midnight."""

    rule: Rule
    months: tuple[int, ...] = EVERY_MONTH
    turns: tuple[tuple[str, time], ...]
    days: int | None = None
    duration: timedelta | None = None

    @property
    def may_be_doubtful(self) -> bool:
        """Whether clocks may skip or repeat the start or end of a meeting: no zone changes them by day."""
        begins = [datetime.combine(date.min, hour) for _, hour in self.turns]
        ends = [begin + (self.duration or timedelta()) for begin in begins]
        return self.days is None and not all(5 <= wall.hour < 21 for wall in (*begins, *ends))


class DateHours(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="date"):
    """A meeting that the text dates itself: its start on the clock of `zone`, and its end or length."""

    key: str
    starts: datetime
    zone: str
    ends: datetime | None = None
    days: int | None = None
    duration: timedelta | None = None


class ChangeHours(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="change"):
    """The parts of its time that a change gives the meeting at `key`."""

    key: str
    day: date | None = None
    hour: time | None = None
    zone: str | None = None
    duration: timedelta | None = None


RecordedHours = RuleHours | DateHours | ChangeHours


def hours_of_series(context: SeriesContext, changes: Mapping[str, Change]) -> tuple[RecordedHours, ...]:
    """Returns the hours of a series, each once; `changes` are by the key of their meeting."""
    series = context.series
    hours: list[RecordedHours] = [hours_of_entry(context, entry) for entry in series.schedule]
    for key, (fixed, details) in series.dated.items():
        hours.append(hours_of_fixed(context, key, fixed, details.duration))
    for key, change in changes.items():
        hours.extend(hours_of_change(context, key, change))
    return tuple(dict.fromkeys(hours))


def hours_of_entry(context: SeriesContext, entry: ScheduleEntry) -> RuleHours:
    """Returns the hours of an entry of the schedule."""
    return RuleHours(
        rule=entry.rule,
        months=entry.months,
        turns=tuple((clock.zone, entry.hour_of(clock.city)) for clock in context.clocks_in_turn(entry.clock)),
        days=entry.days,
        duration=None if entry.days else entry.duration or context.series.details.duration,
    )


def hours_of_fixed(
    context: SeriesContext, key: str, fixed: FixedDate, duration: timedelta | None
) -> DateHours:
    """Returns the hours of a dated meeting."""
    return DateHours(
        key=key,
        starts=fixed.wall,
        zone=context.clock_in_force(fixed.clock).zone,
        ends=fixed.ends,
        days=fixed.days,
        duration=None if fixed.ends or fixed.days else duration,
    )


def hours_of_change(context: SeriesContext, key: str, change: Change | None) -> Iterator[ChangeHours]:
    """Yields the hours of a change to the meeting at `key`; none if it does not change them."""
    if change is None:
        return
    target = change.move_to
    hours = ChangeHours(
        key=key,
        day=target.date() if isinstance(target, datetime) else target if isinstance(target, date) else None,
        hour=target.time() if isinstance(target, datetime) else target if isinstance(target, time) else None,
        zone=context.clock_in_force(change.clock).zone if change.clock is not None else None,
        duration=change.details.duration,
    )
    if hours != ChangeHours(key=key):
        yield hours
