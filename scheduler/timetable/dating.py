"""From a planned date to the timing of one occurrence: rule, then holiday policy, then change.

The order is the language's: `move_to` is final and holidays there are only warned of; a change that
merely retitles leaves the policy on. The hour of a policy's target is the planned hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.programme.places import City
from scheduler.programme.series import Policy
from scheduler.timetable import clocks
from scheduler.timetable.occurrence import Obstacle, Timing, timed
from scheduler.timetable.workdays import Workdays

FARTHEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a date is judged: the clock's zone, the cities that take part, the days they work.

    `weekends` is False where the rule names a weekday, which weekends then cannot disturb.
    """

    zone: str
    cities: tuple[City, ...]
    workdays: Workdays
    weekends: bool

    def obstacles(self, wall: datetime, *, weekends: bool) -> tuple[Obstacle, ...]:
        """What keeps the cities from meeting at `wall`, each on its own local date."""
        found = []
        begin = clocks.nearest_instant(wall, self.zone)
        for city in self.cities:
            day = clocks.to_local(begin, city.zone).date()
            why = self.workdays.obstacle(city, day) if weekends else self.workdays.day_off(city, day)
            if why is not None:
                found.append(why)
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What the holiday policy made of a planned wall time."""

    wall: datetime
    obstacles: tuple[Obstacle, ...] = ()
    skipped: bool = False
    stuck: bool = False


def apply_policy(planned: datetime, policy: Policy, place: Place) -> Dated:
    """Where `policy` puts a meeting planned for `planned`; `stuck` when no day within 31 is free."""
    obstacles = place.obstacles(planned, weekends=place.weekends)
    if not obstacles or policy is Policy.KEEP:
        return Dated(wall=planned, obstacles=obstacles)
    if policy is Policy.SKIP:
        return Dated(wall=planned, obstacles=obstacles, skipped=True)
    weekends = place.weekends or policy is not Policy.NEXT_WEEK
    for day in _candidates(planned.date(), policy):
        wall = datetime.combine(day, planned.time())
        if not place.obstacles(wall, weekends=weekends) and clocks.is_plain(wall, place.zone):
            return Dated(wall=wall, obstacles=obstacles)
    return Dated(wall=planned, obstacles=obstacles, stuck=True)


def _candidates(day: date, policy: Policy) -> Iterator[date]:
    step = {Policy.NEXT: 1, Policy.PREVIOUS: -1, Policy.NEXT_WEEK: 7}[policy]
    for away in range(abs(step), FARTHEST.days + 1, abs(step)):
        yield day + timedelta(days=away if step > 0 else -away)


def move(wall: datetime, target: datetime | date | time) -> datetime:
    """`wall` moved to a date and hour, to a date at the same hour, or to an hour on the same date."""
    if isinstance(target, datetime):
        return target
    if isinstance(target, date):
        return datetime.combine(target, wall.time())
    return datetime.combine(wall.date(), target)


def seen_from(wall: datetime, zone: str, other: str) -> datetime:
    """The wall time on a clock of the zone `other` when one of `zone` shows `wall`."""
    return wall if zone == other else clocks.to_local(clocks.nearest_instant(wall, zone), other)


def timing(wall: datetime, duration: timedelta, zone: str) -> Timing:
    """The timing of a meeting of `duration` of elapsed time; the end is a wall time on the same clock."""
    ends = clocks.to_local(clocks.instant(wall, zone) + duration, zone)
    return timed(zone, wall, ends)
