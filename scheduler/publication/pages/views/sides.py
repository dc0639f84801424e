"""The local times of a meeting: one side for each UTC offset, the clock's first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.texts import Text
from scheduler.publication.feeds.city_hours import participants_by_offset
from scheduler.timetable.clocks.meeting_clock import ClockName, clock_name, clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant, Timing
from scheduler.timetable.wall_times import at_offset, nearest_instant

UTC_NAME = Text.plain("UTC")


class Side(Struct, frozen=True, kw_only=True):
    """The cities with the same UTC offset during a meeting, and its local times there.

    `names` and `identities` are those of the cities. If no city has the clock's offset, `names` is the name
    of the clock and `identities` is empty. `offset` is in minutes east of UTC; `starts` and `ends` are wall
    times. `days_from_clock` is how many days the local date is after the clock's (-1: the day before).
    `is_clock` is set for the side with the clock's offset. `more` cities have no name here.
    """

    names: tuple[ClockName, ...]
    identities: tuple[str, ...]
    offset: int
    starts: datetime
    ends: datetime
    days_from_clock: int
    is_clock: bool
    more: int = 0

    @property
    def number(self) -> int:
        """The number of its cities; one if it has the name of the clock."""
        return len(self.names) + self.more

    def only(self, identities: Sequence[str]) -> Side:
        """Returns the side with only these of its cities."""
        if len(identities) == len(self.identities):
            return self
        names = dict(zip(self.identities, self.names, strict=True))
        return replace(
            self, names=tuple(names[identity] for identity in identities), identities=tuple(identities)
        )

    def shortened(self, most: int) -> Side:
        """Returns the side with the names of its first cities, and the number of the others."""
        more = max(len(self.names) - most, 0)
        return replace(self, names=self.names[:most], identities=self.identities[:most], more=more)

    @property
    def start_with_offset(self) -> datetime:
        """The start as a time with its UTC offset."""
        return self.starts.replace(tzinfo=timezone(timedelta(minutes=self.offset)))

    @property
    def ends_same_day(self) -> bool:
        """Whether the meeting ends on the local date on which it starts."""
        return self.starts.date() == self.ends.date()

    @property
    def shows_offset(self) -> bool:
        """Whether to show the offset: "UTC, UTC+0" helps nobody."""
        return self.names != (UTC_NAME,)


def sides(occurrence: Occurrence) -> tuple[Side, ...]:
    """Returns the sides of a meeting: that of the clock, then the others from west to east.

    There are none for whole days, which are the dates of their clock.
    """
    if occurrence.timing.all_day:
        return ()
    of_clock, *others = participants_by_offset(occurrence).items()
    return tuple(_side(occurrence, *side) for side in (of_clock, *sorted(others, key=itemgetter(0))))


def offsets_of(sides: Iterable[Side]) -> str:
    """Returns the offsets of sides in minutes, separated by blanks."""
    return " ".join(str(side.offset) for side in sides)


def _side(occurrence: Occurrence, offset: int, participants: Sequence[Participant]) -> Side:
    timing = occurrence.timing
    starts = at_offset(timing.begin_utc, offset)
    is_clock = offset == clock_offset(occurrence)
    return Side(
        names=tuple(participant.name for participant in participants) or (clock_name(occurrence),),
        identities=tuple(participant.city for participant in participants),
        offset=offset,
        starts=starts,
        # On the clock's side the stored end counts, even if clocks change during the meeting.
        ends=timing.ends if is_clock else at_offset(timing.end_utc, offset),
        days_from_clock=(starts.date() - timing.starts.date()).days,
        is_clock=is_clock,
    )


def at_planned_time(occurrence: Occurrence) -> Occurrence | None:
    """Returns a moved meeting at its first planned time; None if whole days were planned."""
    timing, planned = occurrence.timing, occurrence.planned
    if occurrence.planned_days:
        return None
    begin, length = nearest_instant(planned, timing.zone), timing.length
    timing = Timing(
        zone=timing.zone, starts=planned, ends=planned + length, begin_utc=begin, end_utc=begin + length
    )
    return occurrence.at(timing)
