"""Series: meetings that recur or take place once, with their changes and extras."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import Details
from scheduler.programme.keys import ONCE, Identified, extra_key
from scheduler.programme.members import Audience, City
from scheduler.programme.problems import FieldPath
from scheduler.programme.rules import EVERY_MONTH, Rule
from scheduler.programme.spans import Bound, Days, last_day


class HolidayPolicy(StrEnum):
    """The treatment of a meeting on a day that is not a working day of every city."""

    KEEP = "keep"
    SKIP = "skip"
    NEXT = "next working day"
    PREVIOUS = "previous working day"
    NEXT_WEEK = "same weekday next week"


class HolidayShare(StrEnum):
    """The share of the cities that must have a day off, so that the holiday policy applies."""

    ANY = "any"
    MAJORITY = "majority"
    ALL = "all"

    def of(self, cities: int) -> int:
        """Returns the least number of cities with a day off, of so many that take part."""
        match self:
            case HolidayShare.ANY:
                return 1
            case HolidayShare.MAJORITY:
                return cities // 2 + 1
            case HolidayShare.ALL:
                return max(cities, 1)


class Clock(Struct, frozen=True):
    """The clock whose wall time a series keeps; `name` is the id of a city or an IANA zone, else empty."""

    kind: Literal["city", "host", "utc", "zone", "alternate"]
    name: str = ""


class WholeDays(Struct, frozen=True):
    """A number of whole days in a row, for a meeting without an hour."""

    number: int


HourOrTurns = time | tuple[tuple[str, time], ...]
"""One hour, or an hour for each city id if the clock is `alternate`."""


class ScheduleEntry(Struct, frozen=True, kw_only=True):
    """One rule of a series, and the day or month from which it counts.

    It has dates in the calendar months `months` only, and none after `until`. `duration` is None if the
    series or its changes give it.
    """

    begins: Bound
    until: Bound | None = None
    rule: Rule
    months: tuple[int, ...] = EVERY_MONTH
    at: HourOrTurns | WholeDays
    clock: Clock
    duration: timedelta | None = None

    def __post_init__(self) -> None:
        if not self.months or list(self.months) != sorted({*self.months} & {*EVERY_MONTH}):
            raise ValueError("one month at least, each once and in the order of a year")

    @property
    def days(self) -> int | None:
        """The number of whole days; None for a meeting with an hour."""
        return self.at.number if isinstance(self.at, WholeDays) else None

    def hour_of(self, city: City | None) -> time:
        """Returns the hour in the turn of `city` (the first one for None); whole days begin at midnight."""
        match self.at:
            case WholeDays():
                return time()
            case time():
                return self.at
            case hours:
                return dict(hours).get(city.id if city is not None else "", hours[0][1])


class FixedDate(Struct, frozen=True, kw_only=True):
    """A dated meeting that follows no rule: a webinar, a visit, an extra.

    With hours, `starts` and `ends` are naive datetimes on `clock`. For whole days, `starts` is a date and
    `days` their number.
    """

    starts: datetime | date
    ends: datetime | None = None
    days: int | None = None
    clock: Clock

    def __post_init__(self) -> None:
        timed = isinstance(self.starts, datetime)
        if timed == (self.days is not None):
            raise ValueError("days are for a date without an hour, and a date needs them")
        if self.ends is not None and (not timed or self.ends <= self.starts):
            raise ValueError("a meeting ends after it starts")

    @property
    def wall(self) -> datetime:
        """The wall time of its start; whole days begin at midnight."""
        return self.starts if isinstance(self.starts, datetime) else datetime.combine(self.starts, time())


class Change(Struct, frozen=True, kw_only=True):
    """The differences of one occurrence; `key` is as written: its key, or a date in its period."""

    key: str
    move_to: datetime | date | time | None = None
    on_holiday: HolidayPolicy | None = None
    clock: Clock | None = None
    without: tuple[str, ...] = ()
    details: Details = Details()


class Extra(Struct, frozen=True, kw_only=True):
    """One more meeting of a series; its key is `extra.ID`.

    `place` is where the text of the series gives its date, if that is not its own block: a list of dates, or
    the number of days of a meeting with hours.
    """

    id: str
    fixed: FixedDate
    details: Details = Details()
    place: FieldPath = ()


class Series(Identified, Struct, frozen=True, kw_only=True):
    """A meeting that recurs (then `schedule` has entries) or takes place once (then `once` is given).

    `section` is its place in the text. A meeting has a `group`, a webinar has an `audience`. The
    rules plan nothing on the days of `pauses`. `on_holiday` applies if as many cities have a day off as
    `holidays_of` says. `once_place` is where the text gives the date of `once`.
    """

    id: str
    section: Literal["meetings", "webinars"]
    group: str | None = None
    audience: Audience | None = None
    details: Details
    schedule: tuple[ScheduleEntry, ...] = ()
    until: Bound | None = None
    pauses: tuple[Days, ...] = ()
    once: FixedDate | None = None
    once_place: FieldPath = ("starts",)
    on_holiday: HolidayPolicy = HolidayPolicy.KEEP
    holidays_of: HolidayShare = HolidayShare.ANY
    minutes_expected: bool = False
    changes: tuple[Change, ...] = ()
    extras: tuple[Extra, ...] = ()
    formerly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.schedule) == (self.once is not None):
            raise ValueError("a series either recurs or happens once")
        if (self.group is None) == (self.audience is None):
            raise ValueError("a series is for a group or for an audience")

    @property
    def dated(self) -> Mapping[str, tuple[FixedDate, Details]]:
        """The meetings that the text dates itself, by key, with their details."""
        once = {ONCE: (self.once, self.details)} if self.once is not None else {}
        extras = ((extra.id, extra.fixed, extra.details) for extra in self.extras)
        return once | {extra_key(id): (fixed, own.with_defaults(self.details)) for id, fixed, own in extras}

    @property
    def ends(self) -> date | None:
        """The last day on which its rules may plan a meeting; None if it goes on, or takes place once."""
        return self.last_day_of(self.schedule[-1]) if self.schedule else None

    def last_day_of(self, entry: ScheduleEntry) -> date | None:
        """Returns the last day for which an entry of its schedule may plan a meeting; None if it goes on."""
        until = entry.until or self.until
        return last_day(until) if until is not None else None
