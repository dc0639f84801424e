"""From a planned date to the timing of one occurrence: rule, then holiday policy, then change.

The order is the language's: `move_to` is final and holidays there are only warned of; a change that
merely retitles leaves the policy on. The hour of a policy's target is the planned hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.programme.places import City
from scheduler.programme.rules import Rule, names_weekday
from scheduler.programme.series import Policy
from scheduler.timetable import clocks
from scheduler.timetable.occurrence import Obstacle, Timing, timed
from scheduler.timetable.workdays import Workdays

FARTHEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diaries:
    """When the cities of a meeting work, asked on a clock of `zone`."""

    zone: str
    cities: tuple[City, ...]
    workdays: Workdays

    def obstacles(self, wall: datetime) -> tuple[Obstacle, ...]:
        """What keeps the cities from meeting at `wall`, each on its own local date."""
        return self._found(wall, self.workdays.obstacle)

    def days_off(self, wall: datetime) -> tuple[Obstacle, ...]:
        """The same, where the rule names a weekday, which weekends cannot disturb then."""
        return self._found(wall, self.workdays.day_off)

    def _found(self, wall: datetime, ask: Callable[[City, date], Obstacle | None]) -> tuple[Obstacle, ...]:
        begin = clocks.nearest_instant(wall, self.zone)
        found = (ask(city, clocks.to_local(begin, city.zone).date()) for city in self.cities)
        return tuple(why for why in found if why is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the holiday policy put a planned wall time; `stuck` when no day within 31 was free."""

    wall: datetime
    obstacles: tuple[Obstacle, ...] = ()
    skipped: bool = False
    stuck: bool = False


def apply_policy(planned: datetime, policy: Policy, rule: Rule, diaries: Diaries) -> Target:
    """Where `policy` puts a meeting that `rule` planned for `planned`."""
    hindered = diaries.days_off if names_weekday(rule) else diaries.obstacles
    obstacles = hindered(planned)
    if not obstacles or policy is Policy.KEEP:
        return Target(wall=planned, obstacles=obstacles)
    if policy is Policy.SKIP:
        return Target(wall=planned, obstacles=obstacles, skipped=True)
    refused = hindered if policy is Policy.NEXT_WEEK else diaries.obstacles
    for day in _candidates(planned.date(), policy):
        wall = datetime.combine(day, planned.time())
        if not refused(wall) and clocks.is_plain(wall, diaries.zone):
            return Target(wall=wall, obstacles=obstacles)
    return Target(wall=planned, obstacles=obstacles, stuck=True)


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
    """The timing of a meeting of `duration` of elapsed time; the end is a wall time on the same clock.

    Raises DoubtfulHour with starts that are good in both.
    """
    try:
        ends = clocks.to_local(clocks.instant(wall, zone) + duration, zone)
        return timed(zone, wall, ends)
    except clocks.DoubtfulHour as error:
        raise error.of_length(wall, duration) from None
