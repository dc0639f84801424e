"""The hours of a meeting in the places of its cities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from scheduler.timetable.clocks import clock_offset
from scheduler.timetable.local_clocks import LocalClock, clock_of, from_west, is_one_country, own_clock
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset, offset_minutes

MOST_OTHERS = 24
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
    own = clock_of(occurrence, wanted[:1]) if wanted else own_clock(occurrence)
    visible = [own, *_second(occurrence, own, wanted[1:])]
    named = {city for clock in visible for city in clock.identities}
    others = [each for each in occurrence.participants if each.city not in named]
    if len(others) == 1:
        visible, others = [*visible, clock_of(occurrence, others)], []
    listed = from_west(occurrence, others) if len(others) <= MOST_OTHERS else ()
    return RowHours(
        visible=tuple(clock.shifted(day) for clock in visible),
        more=len(others),
        others=tuple(clock.shifted(day) for clock in listed),
    )


def _second(occurrence: Occurrence, own: LocalClock, wanted: Sequence[Participant]) -> Iterator[LocalClock]:
    if wanted:
        yield clock_of(occurrence, wanted[:1])
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
        yield clock_of(occurrence, largest if is_one_country(largest) else largest[:1])
