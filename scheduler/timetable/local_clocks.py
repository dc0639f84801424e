"""The hours of a meeting in the places of its cities, and which of them are at night.

The stored end counts where the clock of the meeting is, even if clocks change during it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone

from msgspec import Struct
from msgspec.structs import replace

from scheduler.timetable.clocks import ClockName, clock_name, clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset

EVENING, MORNING = time(22), time(7)
"""Between them it is night. Cities that are far apart do meet at seven or in the evening."""


def is_at_night(begins: time, ends: time) -> bool:
    """Returns whether a meeting between these local times begins or ends at night."""
    return begins_at_night(begins) or not MORNING < ends <= EVENING


def begins_at_night(begins: time) -> bool:
    """Returns whether a meeting that begins at this local time begins at night."""
    return not MORNING <= begins < EVENING


class LocalClock(Struct, frozen=True, kw_only=True):
    """The local times of a meeting in places with one UTC offset, in minutes east of UTC.

    `names` are those of cities, whose `identities` are empty if only a clock has the name. `country` is set
    if it stands for several of its cities. `starts` and `ends` are wall times; `shift` is by how many days
    the local date is after the day of the meeting on the page (-1: the day before).
    """

    names: tuple[ClockName, ...]
    identities: tuple[str, ...] = ()
    country: str | None = None
    offset: int
    starts: datetime
    ends: datetime
    shift: int = 0

    @property
    def with_offset(self) -> str:
        """The start with its offset, as ISO 8601 writes it."""
        start = self.starts.replace(tzinfo=timezone(timedelta(minutes=self.offset)))
        return start.isoformat(timespec="minutes")

    @property
    def is_night(self) -> bool:
        """Whether the meeting begins or ends at night there."""
        return is_at_night(self.starts.time(), self.ends.time())

    def shifted(self, day: date) -> LocalClock:
        """Returns the same hours with `shift` counted from another day."""
        return replace(self, shift=(self.starts.date() - day).days)


def all_hours(occurrence: Occurrence) -> tuple[LocalClock, ...]:
    """Returns the hours in all cities from west to east, and of the meeting's clock if no city has it."""
    if occurrence.timing.all_day:
        return ()
    own = own_clock(occurrence)
    clocks = [*from_west(occurrence, occurrence.participants)]
    if own.offset not in {clock.offset for clock in clocks}:
        clocks = sorted((*clocks, own), key=lambda clock: clock.offset)
    day = occurrence.timing.starts.date()
    return tuple(clock.shifted(day) for clock in clocks)


def own_clock(occurrence: Occurrence) -> LocalClock:
    """Returns the hours by the meeting's own clock, which has the name of a city, a country or its own."""
    timing, name = occurrence.timing, clock_name(occurrence)
    named = [each for each in occurrence.participants if each.name == name]
    cities = named or [each for each in occurrence.participants if each.zone == timing.zone]
    if cities:
        return clock_of(occurrence, cities if is_one_country(cities) else cities[:1])
    # The stored end counts, even if clocks change during the meeting.
    return LocalClock(names=(name,), offset=clock_offset(occurrence), starts=timing.starts, ends=timing.ends)


def is_one_country(cities: Iterable[Participant]) -> bool:
    """Returns whether one country stands for all these cities."""
    return len({city.country for city in cities}) == 1


def from_west(occurrence: Occurrence, participants: Iterable[Participant]) -> Iterator[LocalClock]:
    """Yields the hours of these cities from west to east, each offset once."""
    by_offset: dict[int, list[Participant]] = defaultdict(list)
    for participant in participants:
        by_offset[participant.offset].append(participant)
    return (replace(clock_of(occurrence, by_offset[offset]), country=None) for offset in sorted(by_offset))


def clock_of(occurrence: Occurrence, cities: Sequence[Participant]) -> LocalClock:
    """Returns the hours in `cities`, which have one offset."""
    timing, offset = occurrence.timing, cities[0].offset
    return LocalClock(
        names=tuple(city.name for city in cities),
        identities=tuple(city.city for city in cities),
        country=cities[0].country if len(cities) > 1 else None,
        offset=offset,
        starts=at_offset(timing.begin_utc, offset),
        ends=timing.ends if offset == clock_offset(occurrence) else at_offset(timing.end_utc, offset),
    )
