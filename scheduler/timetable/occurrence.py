"""One dated meeting of a series: what is stored, compared and published.

An occurrence holds everything that readers see, the UTC offset of every city included. So publishing it needs
neither the configuration nor the time-zone database.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Literal
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import NOTHING_WRITTEN, Content, DayOffReason, Outcome, Status
from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.texts import Text
from scheduler.timetable import wall_times

NAMESPACE = UUID("6f1c1d0e-6b0a-5d3c-9a53-0f1f7b1f6a21")
"""Must never change: another namespace would give every meeting a new UID."""

_DAY = timedelta(days=1)


def uid(programme: str, series: str, key: str) -> str:
    """Returns the UID of an occurrence, which never depends on a time or a title (RFC 7986 section 5.3).

    It has version 5 of RFC 9562 section 5.5.
    """
    return str(uuid5(NAMESPACE, f"{programme}/{series}/{key}"))


class Start(Struct, frozen=True):
    """The start of a meeting: a wall time of the IANA zone `zone`; whole days have no hour."""

    wall: datetime
    zone: str
    all_day: bool = False

    def seen_from(self, zone: str) -> datetime:
        """Returns the wall time in `zone`; whole days begin on the same day everywhere."""
        return self.wall if self.all_day else wall_times.seen_from(self.wall, self.zone, zone)

    def is_same(self, other: Start) -> bool:
        """Returns whether both are one instant, or one day; new zone data move no wall time."""
        return self.all_day == other.all_day and self.seen_from(other.zone) == other.wall


class Timing(Struct, frozen=True, kw_only=True):
    """Wall times on the clock in force, and the instants they mean by today's time-zone data.

    `starts` and `ends` are naive; all-day meetings run from midnight to midnight, the end excluded.
    `begin_utc` and `end_utc` are the instants.
    """

    zone: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    begin_utc: datetime
    end_utc: datetime

    def __post_init__(self) -> None:
        if self.ends <= self.starts or self.end_utc <= self.begin_utc:
            raise ValueError(f"a meeting ends after it starts: {self.starts} to {self.ends} {self.zone}")

    @property
    def length(self) -> timedelta:
        """The time between its instants."""
        return self.end_utc - self.begin_utc

    @property
    def start(self) -> Start:
        """The start, without the instant that it means today."""
        return Start(self.starts, self.zone, self.all_day)

    def is_over(self, now: datetime) -> bool:
        """Returns whether the meeting has ended at `now` (aware)."""
        return self.end_utc <= now

    def same_wall(self, other: Timing) -> bool:
        """Returns whether both are the same wall times in the same zone, whatever instants these mean."""
        return (self.zone, self.starts, self.ends, self.all_day) == (
            other.zone,
            other.starts,
            other.ends,
            other.all_day,
        )


def timed(zone: str, starts: datetime, ends: datetime) -> Timing:
    """Returns a timing with hours; raises SkippedHour or RepeatedHour if a wall time is not one instant."""
    return _from(wall_times.instant(starts, zone), zone, starts, ends)


def _from(begin: datetime, zone: str, starts: datetime, ends: datetime) -> Timing:
    try:
        end = wall_times.instant(ends, zone)
    except wall_times.DoubtfulHour as error:
        raise error.as_end() from None
    return Timing(zone=zone, starts=starts, ends=ends, begin_utc=begin, end_utc=end)


def by_present_zone_data(timing: Timing) -> Timing:
    """Returns the same wall times with the instants that they mean now.

    Returns `timing` as it is if new zone data skip or repeat one of its hours.
    """
    if timing.all_day:
        return whole_days(timing.zone, timing.starts.date(), (timing.ends - timing.starts).days)
    try:
        return timed(timing.zone, timing.starts, timing.ends)
    except wall_times.DoubtfulHour:
        return timing


def timed_for(zone: str, starts: datetime, duration: timedelta) -> Timing:
    """Returns a timing of `duration` of elapsed time; the end is a wall time on the same clock.

    Raises SkippedHour or RepeatedHour, with starts that are good at both ends.
    """
    try:
        begin = wall_times.instant(starts, zone)
        return _from(begin, zone, starts, wall_times.to_local(begin + duration, zone))
    except wall_times.DoubtfulHour as error:
        raise error.of_length(starts, duration) from None


def whole_days(zone: str, first: date, days: int) -> Timing:
    """Returns a timing of `days` whole days from `first`."""
    starts = datetime.combine(first, time())
    ends = starts + timedelta(days=days)
    return Timing(
        zone=zone,
        starts=starts,
        ends=ends,
        all_day=True,
        begin_utc=wall_times.nearest_instant(starts, zone),
        end_utc=wall_times.nearest_instant(ends, zone),
    )


class Participant(Struct, frozen=True, kw_only=True):
    """A city that takes part; `offset` is its minutes east of UTC when the meeting starts."""

    city: str
    name: Text
    country: str
    zone: str
    offset: int

    def at(self, begin: datetime) -> Participant:
        """Returns this participant with the offset that its zone has at `begin`."""
        return replace(self, offset=wall_times.offset_minutes(begin, self.zone))

    def local(self, instant: datetime) -> datetime:
        """Returns the naive local time at `instant` (in UTC), by the offset when the meeting starts."""
        return wall_times.at_offset(instant, self.offset)


class Obstacle(Struct, frozen=True, kw_only=True):
    """The reason (`why`) for which a day is not a working day of a city."""

    city: str
    day: date
    why: DayOffReason


class DateOrigin(Struct, frozen=True, kw_only=True):
    """The origin of the date, for `twincal why` and the page of a meeting that a holiday moved.

    `obstacles` are those on the planned day. `policy_day` is the day that the holiday policy chose; None if
    there was no obstacle, or no free day. `change` is the key of the change as written. `removed` is set if
    the meeting was published and then left the text, `undated` if its series left out its day afterwards.
    """

    obstacles: tuple[Obstacle, ...] = ()
    policy: str = ""
    policy_day: date | None = None
    change: str = ""
    removed: bool = False
    undated: bool = False


AS_WRITTEN = DateOrigin()
"""The origin of a date that the text itself gives, without a change. The store leaves out this very value."""


class Occurrence(Struct, frozen=True, kw_only=True):
    """One dated meeting, complete.

    `series`, `pairs` and the cities of `participants` are identities (the first id ever used). `participants`
    begin with the clock's city; `clock_name` is the name of a clock that is no participant's. `planned` is
    the wall start before holiday policy and changes; `planned_days`: whole days were planned, no hour.
    `pairs` and `groups` are those whose feeds show it.
    """

    uid: str
    series: str
    key: str
    origin: Literal["meeting", "webinar"]
    timing: Timing
    planned: datetime
    planned_days: bool = False
    participants: tuple[Participant, ...]
    clock_name: Text | None = None
    status: Status = Status.CONFIRMED
    content: Content
    pairs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    date_origin: DateOrigin = AS_WRITTEN
    outcome: Outcome = NOTHING_WRITTEN

    def __hash__(self) -> int:
        return hash(self.uid)

    def is_same_for_readers(self, other: Occurrence) -> bool:
        """Returns whether readers see the same; the origins of the dates and the outcomes may differ."""
        return self is other or _for_readers(self) == _for_readers(other)

    @property
    def moved(self) -> bool:
        """Whether it starts at another wall time than planned."""
        return self.timing.starts != self.planned

    @property
    def rescheduled(self) -> bool:
        """Whether it takes place, at another wall time than planned."""
        return self.moved and not self.cancelled

    @property
    def days_off(self) -> tuple[Obstacle, ...]:
        """The days off for which the holiday policy chose its day; none if it is on the planned one."""
        is_chosen = self.date_origin.policy_day == self.timing.starts.date() != self.planned.date()
        return self.date_origin.obstacles if is_chosen else ()

    @property
    def recurs(self) -> bool:
        """Whether a rule dates it, with its holiday policy."""
        return is_dated_by_rule(self.key)

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status is Status.CANCELLED

    def at(self, timing: Timing) -> Occurrence:
        """Returns this meeting at another time, with the offsets that its cities have then."""
        participants = tuple(participant.at(timing.begin_utc) for participant in self.participants)
        return replace(self, timing=timing, participants=participants)

    def cities(self) -> tuple[str, ...]:
        """Returns the identities of the cities that take part."""
        return tuple(participant.city for participant in self.participants)

    def offsets(self) -> dict[str, int]:
        """Returns the minutes east of UTC of each city (identity) that takes part."""
        return {participant.city: participant.offset for participant in self.participants}

    def themes(self) -> tuple[str, ...]:
        """Returns the identities of its themes."""
        return tuple(theme.id for theme in self.content.themes)

    def local_days(self, participant: Participant) -> tuple[date, ...]:
        """Returns its days by the clocks of one city: the first, and all others if it takes a day or more."""
        timing = self.timing
        if timing.all_day:
            begin, end = timing.starts, timing.ends
        else:
            begin, end = participant.local(timing.begin_utc), participant.local(timing.end_utc)
        last = begin if end - begin < _DAY else end - timedelta(microseconds=1)
        return tuple(begin.date() + number * _DAY for number in range((last.date() - begin.date()).days + 1))

    def participant(self, city: str) -> Participant | None:
        """Returns the part of `city` (identity); None if it does not take part."""
        return next((participant for participant in self.participants if participant.city == city), None)


_UNSEEN = {"date_origin", "outcome"}
_for_readers = attrgetter(*(name for name in Occurrence.__struct_fields__ if name not in _UNSEEN))
