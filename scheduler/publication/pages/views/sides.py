"""A meeting as each side lives through it: local days and hours for each offset, the clock's first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from scheduler.programme.texts import Text
from scheduler.publication.feeds.hours import clock_name, clock_offset, participants_by_offset
from scheduler.timetable.clocks import nearest_instant
from scheduler.timetable.occurrence import Occurrence, Participant, Timing

UTC_NAME = Text.plain("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Those who share an offset (minutes east of UTC): naive local times of start and end.

    `names` are its cities; where nobody sits by the clock, the name of the clock. `identities` belong to
    the cities, empty for a clock. `days_on` counts days from the date on the clock; `is_clock` where these
    are the hours of the clock itself.
    """

    names: tuple[Text, ...]
    identities: tuple[str, ...]
    offset: int
    starts: datetime
    ends: datetime
    days_on: int
    is_clock: bool

    @property
    def begin(self) -> datetime:
        """The start with its offset."""
        return self.starts.replace(tzinfo=timezone(timedelta(minutes=self.offset)))

    @property
    def is_of_one_day(self) -> bool:
        """Whether it ends on the day on which it starts."""
        return self.starts.date() == self.ends.date()

    @property
    def tells_offset(self) -> bool:
        """Whether its offset says more than its name: nobody is helped by "UTC, UTC+0"."""
        return self.names != (UTC_NAME,)


def sides(occurrence: Occurrence) -> tuple[Side, ...]:
    """The sides of a meeting with hours; whole days have none, they are the dates of their clock."""
    if occurrence.timing.all_day:
        return ()
    return tuple(
        _side(occurrence, offset, participants)
        for offset, participants in participants_by_offset(occurrence).items()
    )


def _side(occurrence: Occurrence, offset: int, participants: Sequence[Participant]) -> Side:
    timing = occurrence.timing
    local = timedelta(minutes=offset)
    starts = timing.begin.replace(tzinfo=None) + local
    is_clock = offset == clock_offset(occurrence)
    return Side(
        names=tuple(participant.name for participant in participants) or (clock_name(occurrence),),
        identities=tuple(participant.city for participant in participants),
        offset=offset,
        starts=starts,
        # On the clock's side the end is what is stored, also where clocks change during the meeting.
        ends=timing.ends if is_clock else timing.end.replace(tzinfo=None) + local,
        days_on=(starts.date() - timing.starts.date()).days,
        is_clock=is_clock,
    )


def as_planned(occurrence: Occurrence) -> Occurrence | None:
    """A moved meeting at the time that was planned first; None where no hours were planned, or for days."""
    timing, planned = occurrence.timing, occurrence.planned
    if timing.all_day or occurrence.planned_days:
        return None
    begin, length = nearest_instant(planned, timing.zone), timing.end - timing.begin
    before = Timing(zone=timing.zone, starts=planned, ends=planned + length, begin=begin, end=begin + length)
    return replace(
        occurrence,
        timing=before,
        participants=tuple(participant.at(begin) for participant in occurrence.participants),
    )
