"""Wall times, time zones and the instants they mean: local time is the truth, UTC is derived.

A zone is a name of the IANA database or `UTC`; a wall time is a naive datetime without a fold. One that
clocks skip or show twice raises an error that names the nearest good quarters of an hour.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import ClassVar

_NOTHING = timedelta(0)
_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)
_FARTHEST = 4 * 49  # quarters of an hour: whole days were skipped at the date line (Pacific/Apia, 2011)


class DoubtfulHour(ValueError):  # noqa: N818 - named after the hour, as its message is
    """A wall time that is not exactly one instant; `better` are the nearest good ones, before and after.

    `ends`: it is the end of a meeting. Then `better` are ends, or starts if a length gives the end.
    """

    fault: ClassVar[str]

    def __init__(
        self,
        wall: datetime,
        zone: str,
        better: tuple[datetime, ...],
        *,
        ends: bool = False,
        start: datetime | None = None,
    ) -> None:
        self.wall = wall
        self.zone = zone
        self.better = better
        self.ends = ends
        hour = f"{wall:%Y-%m-%d %H:%M}"
        subject = f"the meeting would end at {hour}, which" if ends else hour
        times = "times to start" if ends and start is not None else "times"
        choices = " or ".join(_short(time, start or wall) for time in better)
        super().__init__(f"{subject} {self.fault.format(zone=zone)}; the nearest good {times} are {choices}")

    def as_end(self) -> DoubtfulHour:
        """Returns the same error for the end of a meeting."""
        return type(self)(self.wall, self.zone, self.better, ends=True)

    def of_length(self, start: datetime, duration: timedelta) -> DoubtfulHour:
        """Returns the same error for a meeting of `duration`; `better` are other starts, with good ends."""
        better = _better(start, lambda time: has_unambiguous_ends(time, duration, self.zone))
        return type(self)(self.wall, self.zone, better, ends=self.ends, start=start)


class SkippedHour(DoubtfulHour):
    """The clocks of the zone go forward over this wall time."""

    fault = "does not exist in {zone}: the clocks skip it that day"


class RepeatedHour(DoubtfulHour):
    """The clocks of the zone go back and show this wall time twice."""

    fault = "happens twice in {zone}, where clocks go back"


def instant(wall: datetime, zone: str) -> datetime:
    """Returns the instant in UTC that `wall` means in `zone`.

    Raises SkippedHour if there is none, RepeatedHour if there are two, and zoneinfo.ZoneInfoNotFoundError for
    an unknown zone.
    """
    first, last = _offsets(wall, zone)
    if first != last:
        fault = SkippedHour if first < last else RepeatedHour
        raise fault(wall, zone, _better(wall, lambda time: is_unambiguous(time, zone)))
    return _in_utc(wall, first)


def nearest_instant(wall: datetime, zone: str) -> datetime:
    """Returns the instant; the first of two, or by the offset before a gap (RFC 5545 section 3.3.5)."""
    return _in_utc(wall, _offset(wall, find_zone(zone)))


def is_unambiguous(wall: datetime, zone: str) -> bool:
    """Returns whether `wall` is exactly one instant in `zone`."""
    first, last = _offsets(wall, zone)
    return first == last


def _in_utc(wall: datetime, offset: timedelta) -> datetime:
    """Returns the instant in UTC at which clocks that are `offset` ahead of UTC show `wall`."""
    # To combine takes a quarter of the time of `replace`.
    return datetime.combine(wall.date(), wall.time(), UTC) - offset


def has_unambiguous_ends(wall: datetime, duration: timedelta, zone: str) -> bool:
    """Returns whether a meeting of `duration` from `wall` begins and ends at one instant each."""
    if not is_unambiguous(wall, zone):
        return False
    return is_unambiguous(to_local(nearest_instant(wall, zone) + duration, zone), zone)


def to_local(instant: datetime, zone: str) -> datetime:
    """Returns the wall time in `zone` at an aware `instant`; raises ValueError for a naive one."""
    local = _seen_in(instant, zone)
    wall = datetime.combine(local.date(), local.time())
    return wall.replace(fold=0) if wall.fold else wall


def seen_from(wall: datetime, zone: str, other: str) -> datetime:
    """Returns the wall time in the zone `other` when clocks of `zone` show `wall`."""
    return wall if zone == other else to_local(nearest_instant(wall, zone), other)


def at_offset(instant: datetime, offset: int) -> datetime:
    """Returns the wall time at `instant` (in UTC) where clocks are `offset` minutes ahead of UTC."""
    return datetime.combine(instant.date(), instant.time()) + offset * _MINUTE


def place_of(zone: str) -> str:
    """Returns the place in the name of an IANA zone: `New York` for America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")


def offset_minutes(instant: datetime, zone: str) -> int:
    """Returns the whole minutes that `zone` is east of UTC at an aware `instant`."""
    offset = _seen_in(instant, zone).utcoffset() or _NOTHING
    return offset.days * 24 * 60 + offset.seconds // 60


def utc(offset: int) -> str:
    """Returns an offset in minutes as people write it: `UTC+2`, `UTC-3:30`."""
    whole_hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    return f"UTC{sign}{whole_hours}" + (f":{minutes:02d}" if minutes else "")


def abbreviation_at(instant: datetime, zone: str) -> str:
    """Returns the abbreviation that `zone` has at an aware `instant`: `CEST`, or `+0545`."""
    return _seen_in(instant, zone).tzname() or ""


def find_zone(name: str) -> tzinfo:
    """Returns the zone with this name; raises zoneinfo.ZoneInfoNotFoundError if there is none."""
    return UTC if name == "UTC" else zoneinfo.ZoneInfo(name)


def _offset(wall: datetime, zone: tzinfo) -> timedelta:
    return zone.utcoffset(wall) or _NOTHING


def _offsets(wall: datetime, zone: str) -> tuple[timedelta, timedelta]:
    """Returns the offsets from UTC without and with a fold (PEP 495).

    The second is larger where clocks skip `wall`, and smaller where they show it twice; else both are equal.
    """
    found = find_zone(zone)
    return _offset(wall, found), _offset(wall.replace(fold=1), found)


def _seen_in(instant: datetime, zone: str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant} is a wall time, not an instant")
    return instant.astimezone(find_zone(zone))


def _better(wall: datetime, is_good: Callable[[datetime], bool]) -> tuple[datetime, ...]:
    """Returns the nearest good quarters of an hour before and after `wall`."""
    quarter = wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0)
    sides = (_walk(quarter, -_QUARTER), _walk(quarter, _QUARTER))
    nearest = (next(filter(is_good, side), None) for side in sides)
    return tuple(time for time in nearest if time is not None)


def _walk(start: datetime, step: timedelta) -> Iterator[datetime]:
    return (start + step * count for count in range(1, _FARTHEST))


def _short(time: datetime, reference: datetime) -> str:
    return f"{time:%H:%M}" if time.date() == reference.date() else f"{time:%Y-%m-%d %H:%M}"
