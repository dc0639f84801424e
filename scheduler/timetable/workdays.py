"""The cities that attend, their days off, and the day to which a holiday policy moves a meeting.

1. The rule gives the date, then the policy may move it, then a change decides: a date in `move_to` is final.
2. The policy does not change the hour.
3. Each city counts on its own local date; whole days are the same everywhere.
4. A day is off if it is a public holiday there, or closed by the city or the programme, unless `open` names
   it.
5. A weekend counts, too, but not on the planned day of a rule that names a weekday.
6. The policy applies if as many cities are off as `holidays_of` says; else the meeting stays.
7. It looks at most 31 days away, and takes no day on which clocks skip or repeat the hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.programme.details import OfficeClosure
from scheduler.programme.members import City
from scheduler.programme.rules import Rule, names_weekday
from scheduler.programme.series import HolidayPolicy, HolidayShare
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.timetable import wall_times
from scheduler.timetable.holidays import Holiday, Holidays
from scheduler.timetable.occurrence import Obstacle, Participant


class ClockInForce(Struct, frozen=True, kw_only=True):
    """The zone whose wall time an occurrence keeps, with the city of the clock, or else its name."""

    zone: str
    city: City | None = None
    name: Text | None = None


class Attendance(Struct, frozen=True):
    """The `cities` that take part in meetings on one clock, with hours or for a number of whole `days`."""

    cities: tuple[City, ...]
    clock: ClockInForce
    days: int | None = None

    @property
    def clock_name(self) -> Text | None:
        """The name of the clock. That of a city which does not take part is named like any other clock."""
        city = self.clock.city
        return city.name if city is not None and city not in self.cities else self.clock.name

    def local_dates(self, wall: datetime) -> list[date]:
        """Returns the dates in the cities when the clock shows `wall`; whole days are the same everywhere."""
        if self.days is not None:
            return [wall.date()] * len(self.cities)
        begin = wall_times.nearest_instant(wall, self.clock.zone)
        return [begin.astimezone(wall_times.find_zone(city.zone)).date() for city in self.cities]

    def at(self, begin: datetime) -> tuple[Participant, ...]:
        """Returns the cities that take part in a meeting that begins at `begin`, that of the clock first."""
        first = self.clock.city
        in_order = sorted(self.cities, key=lambda city: first is None or city.id != first.id)
        return tuple([_participant(city, begin) for city in in_order])


def _participant(city: City, begin: datetime) -> Participant:
    offset = wall_times.offset_minutes(begin, city.zone)
    return Participant(
        city=city.identity, name=city.name, country=city.country, zone=city.zone, offset=offset
    )


FARTHEST = timedelta(days=31)
"""The longest distance by which a policy moves a meeting."""


class Workdays(Struct, frozen=True):
    """The known public holidays, and the days on which the whole programme is closed."""

    holidays: Holidays
    closed: tuple[Days, ...]

    def day_off(self, city: City, day: date) -> Obstacle | None:
        """Returns why `city` is off on `day`; None if it works, if it is only a weekend, or if unknown."""
        holiday = self.holidays.on(city.country, city.subdivision, day)
        if holiday is not None and not city.is_open(day):
            return Obstacle(city=city.identity, day=day, why=_name(holiday))
        if (city.closed or self.closed) and city.is_closed(day, self.closed):
            closure = (
                OfficeClosure.PROGRAMME_CLOSED if self.is_programme_closed(day) else OfficeClosure.CLOSED
            )
            return Obstacle(city=city.identity, day=day, why=closure)
        return None

    def obstacle(self, city: City, day: date) -> Obstacle | None:
        """Returns why `day` is not a working day of `city`, weekends included."""
        day_off = self.day_off(city, day)
        if day_off is None and not city.is_office_day(day):
            return Obstacle(city=city.identity, day=day, why=OfficeClosure.NO_OFFICE_DAY)
        return day_off

    def is_programme_closed(self, day: date) -> bool:
        """Returns whether the whole programme is closed on `day`."""
        return any(day in days for days in self.closed)

    def days_off(self, attendance: Attendance, wall: datetime) -> tuple[Obstacle, ...]:
        """Returns the same as `obstacles`, without weekends."""
        return _on_local_dates(self.day_off, attendance, wall)

    def obstacles(self, attendance: Attendance, wall: datetime) -> tuple[Obstacle, ...]:
        """Returns the obstacles to a meeting at `wall`, each on the local date of its city."""
        return _on_local_dates(self.obstacle, attendance, wall)


def _on_local_dates(
    find: Callable[[City, date], Obstacle | None], attendance: Attendance, wall: datetime
) -> tuple[Obstacle, ...]:
    if attendance.days is not None:
        dates = [wall.date() + timedelta(days=number) for number in range(attendance.days)]
        return tuple(filter(None, (_first(find, city, dates) for city in attendance.cities)))
    return tuple(filter(None, map(find, attendance.cities, attendance.local_dates(wall))))


def _first(
    find: Callable[[City, date], Obstacle | None], city: City, dates: Iterable[date]
) -> Obstacle | None:
    return next((found for day in dates if (found := find(city, day)) is not None), None)


def _name(holiday: Holiday) -> Text:
    """Returns the English name, and the country's own for readers of its language."""
    return Text.of({"en": holiday.name} | ({holiday.language: holiday.local} if holiday.is_foreign else {}))


class PolicyResult(Struct, frozen=True, kw_only=True):
    """The wall time that a policy gives a meeting, and the obstacles on its planned day.

    `kept`: they are none, or too few, or the policy lets them be.
    """

    wall: datetime
    obstacles: tuple[Obstacle, ...] = ()
    kept: bool = False
    skipped: bool = False
    no_free_day: bool = False


def apply_policy(
    planned: datetime,
    policy: HolidayPolicy,
    rule: Rule,
    attendance: Attendance,
    workdays: Workdays,
    share: HolidayShare,
) -> PolicyResult:
    """Applies `policy` to a meeting that `rule` plans for the wall time `planned`.

    It keeps the day while fewer cities have an obstacle than `share` says.
    """
    least = share.of(len(attendance.cities))
    # A rule that names a weekday means it: the weekend is no obstacle to "first Saturday".
    find_on_planned_day = workdays.days_off if names_weekday(rule) else workdays.obstacles
    obstacles = find_on_planned_day(attendance, planned)
    if len(obstacles) < least or policy is HolidayPolicy.KEEP:
        return PolicyResult(wall=planned, obstacles=obstacles, kept=True)
    if policy is HolidayPolicy.SKIP:
        return PolicyResult(wall=planned, obstacles=obstacles, skipped=True)
    find_on_other_days = find_on_planned_day if policy is HolidayPolicy.NEXT_WEEK else workdays.obstacles
    for day in _candidates(planned.date(), policy):
        wall = datetime.combine(day, planned.time())
        is_free = len(find_on_other_days(attendance, wall)) < least
        has_hour = attendance.days is not None or wall_times.is_unambiguous(wall, attendance.clock.zone)
        if is_free and has_hour:
            return PolicyResult(wall=wall, obstacles=obstacles)
    return PolicyResult(wall=planned, obstacles=obstacles, no_free_day=True)


def _candidates(day: date, policy: HolidayPolicy) -> Iterator[date]:
    step = {HolidayPolicy.NEXT: 1, HolidayPolicy.PREVIOUS: -1, HolidayPolicy.NEXT_WEEK: 7}[policy]
    for distance in range(abs(step), FARTHEST.days + 1, abs(step)):
        yield day + timedelta(days=distance if step > 0 else -distance)
