"""The hours of a meeting in the places of its cities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone

from msgspec import Struct
from msgspec.structs import replace

from scheduler.findings.bad_times import is_at_night
from scheduler.timetable.clocks import ClockName, clock_name, clock_offset
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset, offset_minutes

MOST_OTHERS = 12
"""The most cities that a list names besides the visible ones; the meeting's page has all of them."""


class HostTime(Struct, frozen=True, kw_only=True):
    """An instant in UTC, and the same as a wall time of the host, `offset` minutes east of UTC."""

    instant: datetime
    local: datetime
    offset: int


def host_time(instant: datetime, zone: str) -> HostTime:
    """Returns an instant by the clock of a host in an IANA zone."""
    offset = offset_minutes(instant, zone)
    return HostTime(instant=instant, local=at_offset(instant, offset), offset=offset)


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


class RowHours(Struct, frozen=True, kw_only=True):
    """The hours of a meeting in a list: the `visible` clocks, and the number of the cities without one.

    `others` are the clocks of those cities from west to east; none if they are too many to name.
    """

    visible: tuple[LocalClock, ...] = ()
    more: int = 0
    others: tuple[LocalClock, ...] = ()


def hours(occurrence: Occurrence, first: Sequence[str], day: date) -> RowHours:
    """Returns the hours for readers of the cities `first` (identities) on its `day`; whole days have none.

    The first of these cities stands first, else the meeting's own clock; then the next of them, else the
    meeting's clock, else the place with most of the other cities.
    """
    if occurrence.timing.all_day:
        return RowHours()
    by_city = {participant.city: participant for participant in occurrence.participants}
    wanted = [by_city[city] for city in dict.fromkeys(first) if city in by_city]
    own = _of_cities(occurrence, wanted[:1]) if wanted else own_clock(occurrence)
    visible = [own, *_second(occurrence, own, wanted[1:])]
    named = {city for clock in visible for city in clock.identities}
    others = [each for each in occurrence.participants if each.city not in named]
    if len(others) == 1:
        visible, others = [*visible, _of_cities(occurrence, others)], []
    listed = _from_west(occurrence, others) if len(others) <= MOST_OTHERS else ()
    return RowHours(
        visible=tuple(_shifted(clock, day) for clock in visible),
        more=len(others),
        others=tuple(_shifted(clock, day) for clock in listed),
    )


def all_hours(occurrence: Occurrence) -> tuple[LocalClock, ...]:
    """Returns the hours in all cities from west to east, and of the meeting's clock if no city has it."""
    if occurrence.timing.all_day:
        return ()
    own = own_clock(occurrence)
    clocks = [*_from_west(occurrence, occurrence.participants)]
    if own.offset not in {clock.offset for clock in clocks}:
        clocks = sorted((*clocks, own), key=lambda clock: clock.offset)
    day = occurrence.timing.starts.date()
    return tuple(_shifted(clock, day) for clock in clocks)


def own_clock(occurrence: Occurrence) -> LocalClock:
    """Returns the hours by the meeting's own clock, which has the name of a city, a country or its own."""
    timing, name = occurrence.timing, clock_name(occurrence)
    named = [each for each in occurrence.participants if each.name == name]
    cities = named or [each for each in occurrence.participants if each.zone == timing.zone]
    if cities:
        return _of_cities(occurrence, cities if _is_one_country(cities) else cities[:1])
    # The stored end counts, even if clocks change during the meeting.
    return LocalClock(names=(name,), offset=clock_offset(occurrence), starts=timing.starts, ends=timing.ends)


def _second(occurrence: Occurrence, own: LocalClock, wanted: Sequence[Participant]) -> Iterator[LocalClock]:
    if wanted:
        yield _of_cities(occurrence, wanted[:1])
        return
    if own.offset != clock_offset(occurrence):
        yield own_clock(occurrence)
        return
    by_offset: dict[int, list[Participant]] = defaultdict(list)
    for participant in occurrence.participants:
        if participant.offset != own.offset:
            by_offset[participant.offset].append(participant)
    if by_offset:
        largest = max(by_offset.values(), key=len)
        yield _of_cities(occurrence, largest if _is_one_country(largest) else largest[:1])


def _is_one_country(cities: Iterable[Participant]) -> bool:
    return len({city.country for city in cities}) == 1


def _from_west(occurrence: Occurrence, participants: Iterable[Participant]) -> Iterator[LocalClock]:
    by_offset: dict[int, list[Participant]] = defaultdict(list)
    for participant in participants:
        by_offset[participant.offset].append(participant)
    return (replace(_of_cities(occurrence, by_offset[offset]), country=None) for offset in sorted(by_offset))


def _of_cities(occurrence: Occurrence, cities: Sequence[Participant]) -> LocalClock:
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


def _shifted(clock: LocalClock, day: date) -> LocalClock:
    return replace(clock, shift=(clock.starts.date() - day).days)
