"""An hour for each city of a series whose cities take turns, so that they share the burden.

In the turn of a city, the meeting keeps the hour of its clock. The burden of each city adds up over all
turns. Turns help if the city that carries most carries less, and all together a tenth more at most, than at
each hour that stays the same: the best one, and that of today. The best of these hours have no clash, then
the least spread between the cities, then the least burden. None is at night if the cities can do without.
Days off do not count for the spread, for no other hour would be better on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from functools import partial
from itertools import product
from math import prod
from operator import attrgetter

from msgspec import Struct

from scheduler.good_times.burden import HourKind
from scheduler.good_times.common_times import CommonTime
from scheduler.good_times.series_hours import (
    QUARTERS,
    SeriesHour,
    SeriesSearch,
    city_hours,
    hours_by_clock,
)
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan
from scheduler.timetable.workdays import Workdays

MOST_COMBINATIONS = 1_000_000
"""The most combinations of hours that are all compared; three cities have fewer."""


Burdens = tuple[int, ...]
"""The burden of each city, in the order of the cities."""


class RotationSearch(Struct, frozen=True, kw_only=True):
    """A wish for meetings of `duration` whose hour each of `cities` gives in its turn.

    `turns` are the dates of the turns of each city, in the order of the cities. `busy` is the time, sorted
    and without overlaps, in which one of the cities or the host has a meeting.
    """

    cities: tuple[City, ...]
    turns: tuple[tuple[date, ...], ...]
    duration: timedelta
    busy: tuple[TimeSpan, ...] = ()

    def in_turn(self, turn: int) -> SeriesSearch:
        """Returns the search for the hour of one city, over the dates of its turn."""
        return SeriesSearch(
            cities=self.cities,
            dates=self.turns[turn],
            duration=self.duration,
            busy=self.busy,
        )

    @property
    def without_turns(self) -> SeriesSearch:
        """The search for one hour, over the dates of all turns."""
        dates = tuple(sorted(day for turn in self.turns for day in turn))
        return SeriesSearch(cities=self.cities, dates=dates, duration=self.duration, busy=self.busy)

    def __post_init__(self) -> None:
        if len(self.cities) < 2 or len(self.turns) != len(self.cities) or not all(self.turns):
            raise ValueError("at least two cities take turns, each at least once")


class Rotation(Struct, frozen=True):
    """An hour for each city, in the order of their turns, with the meetings of these turns."""

    hours: tuple[SeriesHour, ...]

    @property
    def meetings(self) -> tuple[CommonTime, ...]:
        """All meetings, in order."""
        meetings = (meeting for hour in self.hours for meeting in hour.meetings)
        return tuple(sorted(meetings, key=attrgetter("begin")))

    @property
    def clashes(self) -> tuple[CommonTime, ...]:
        """The meetings at a busy time."""
        return tuple(meeting for hour in self.hours for meeting in hour.clashes)

    @property
    def burdens(self) -> tuple[int, ...]:
        """The burden of each city over all meetings."""
        return _added(hour.burdens for hour in self.hours)

    @property
    def spread(self) -> int:
        """The difference between the city that carries most and the one that carries least."""
        return max(self.burdens) - min(self.burdens)


class _Choice(Struct, frozen=True, kw_only=True):
    """An hour in the turn of a city, with all that its rank needs.

    `movable` is the burden without days off.
    """

    hour: SeriesHour
    clashes: int
    burdens: Burdens
    movable: Burdens
    is_at_night: bool
    is_between_quarters: bool


_Choices = tuple[_Choice, ...]
_Rank = tuple[int, bool, int, int, int, tuple[time, ...]]


def find_rotation(search: RotationSearch, without: Sequence[Burdens], workdays: Workdays) -> Rotation | None:
    """Returns the hours that share the burden best; None if turns do not help.

    `without` are the burdens at each hour without turns. The hours of two and three cities are the best of
    all. For more cities, no other hour of a single city is better.
    """
    dates = [day for turn in search.turns for day in turn]
    hours = city_hours(search.cities, min(dates), max(dates), workdays)
    choices = [
        [*_different(hours_by_clock(clock, search.in_turn(turn), hours))]
        for turn, clock in enumerate(search.cities)
    ]
    by_day = [[choice for choice in in_turn if not choice.is_at_night] for in_turn in choices]
    rotation = Rotation(tuple(choice.hour for choice in _best(by_day if all(by_day) else choices, without)))
    return rotation if _helps(rotation.burdens, without) else None


def _helps(burdens: Burdens, without: Iterable[Burdens]) -> bool:
    return all(max(burdens) < max(others) and 10 * sum(burdens) <= 11 * sum(others) for others in without)


def _different(hours: Iterable[SeriesHour]) -> Iterator[_Choice]:
    """Yields the first of those hours that differ in nothing but the time of the day."""
    seen: set[tuple[object, ...]] = set()
    for choice in sorted(map(_choice, hours), key=attrgetter("is_between_quarters")):
        rank = choice.clashes, choice.burdens, choice.movable, choice.is_at_night
        if rank not in seen:
            seen.add(rank)
            yield choice


def _choice(hour: SeriesHour) -> _Choice:
    by_city = [*zip(*(meeting.sides for meeting in hour.meetings), strict=True)]
    return _Choice(
        hour=hour,
        clashes=len(hour.clashes),
        burdens=hour.burdens,
        movable=tuple(sum(side.movable for side in sides) for sides in by_city),
        is_at_night=any(HourKind.NIGHT in side.minutes for sides in by_city for side in sides),
        is_between_quarters=hour.at not in QUARTERS,
    )


def _best(choices: Sequence[Sequence[_Choice]], without: Sequence[Burdens]) -> _Choices:
    rank = partial(_rank, without=without)
    if prod(map(len, choices)) <= MOST_COMBINATIONS:
        return min(product(*choices), key=rank)
    alone = tuple(min(in_turn, key=lambda choice: rank((choice,))) for in_turn in choices)
    return min((_improved((first, *alone[1:]), choices, rank) for first in choices[0]), key=rank)


def _improved(
    chosen: _Choices, choices: Sequence[Sequence[_Choice]], rank: Callable[[_Choices], _Rank]
) -> _Choices:
    """Returns the hours after changing one at a time, for as long as that is better."""
    better = chosen
    for turn, in_turn in enumerate(choices):
        before, after = better[:turn], better[turn + 1 :]
        better = min(((*before, choice, *after) for choice in in_turn), key=rank)
    return better if rank(better) == rank(chosen) else _improved(better, choices, rank)


def _rank(chosen: _Choices, without: Sequence[Burdens]) -> _Rank:
    """Returns the order of hours: fewer clashes, of help, better shared, less burden, full quarters."""
    movable = _added(choice.movable for choice in chosen)
    return (
        sum(choice.clashes for choice in chosen),
        not _helps(_added(choice.burdens for choice in chosen), without),
        max(movable) - min(movable),
        sum(movable),
        sum(choice.is_between_quarters for choice in chosen),
        tuple(choice.hour.at for choice in chosen),
    )


def _added(burdens: Iterable[Burdens]) -> Burdens:
    return tuple(map(sum, zip(*burdens, strict=True)))
