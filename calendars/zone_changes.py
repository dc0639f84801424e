"""Finds the past and future clock changes of a zone in zoneinfo, which has no list of them.

Reads the offset at a wall time every few days, and searches for the moment of change between two that differ.
Caches by zone object: a zone that was loaded again is searched again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

EARLIEST_YEAR = 1971
"""The first year searched: clients need none before, and some zones had offsets with seconds then."""

# Two changes of one zone were never less than 7 days apart, and none are expected.
_STEP = timedelta(days=5)
_SECOND = timedelta(seconds=1)
_HALVES = tuple(timedelta(seconds=2**power) for power in reversed(range(19)))
"""From the half of six days, which are more than a step, to a second."""


class ClockChange(Struct, frozen=True, kw_only=True):
    """A clock change: from offset `before` to `after` at the moment `at` (UTC); `name` holds from then on."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def local(self) -> datetime:
        """The naive wall time of the change, on a clock that has not changed yet."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def is_forward(self) -> bool:
        """Whether clocks go forward."""
        return self.after > self.before


@lru_cache(maxsize=8192)
def changes_in(zone: ZoneInfo, year: int) -> tuple[ClockChange, ...]:
    """Returns the changes of offset in a year of UTC, in order; a new abbreviation alone is none."""
    walls = [*_walls(year)]
    # At a wall time the offset takes a tenth of the time that it takes at an instant.
    offsets = map(zone.utcoffset, walls)
    changes = [
        _change_after(zone, low)
        for (low, before), (_, after) in pairwise(zip(walls, offsets, strict=True))
        if before != after
    ]
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return tuple(change for change in changes if begin < change.at <= end)


def last_change_before(zone: ZoneInfo, year: int) -> ClockChange | None:
    """Returns the latest change before `year`, or None if there was none since 1971."""
    for earlier in range(year - 1, EARLIEST_YEAR - 1, -1):
        if changes := changes_in(zone, earlier):
            return changes[-1]
    return None


def offset_at(zone: ZoneInfo, at: datetime) -> timedelta:
    """Returns how far the zone is ahead of UTC at a moment."""
    return at.astimezone(zone).utcoffset() or timedelta(0)


def name_at(zone: ZoneInfo, at: datetime) -> str:
    """Returns the abbreviation in use at a moment, such as EET or +03."""
    return at.astimezone(zone).tzname() or zone.key


def _walls(year: int) -> Iterator[datetime]:
    """Yields wall times from before to after a year of UTC."""
    wall, end = datetime(year, 1, 1) - _STEP, datetime(year + 1, 1, 1) + 2 * _STEP  # noqa: DTZ001
    while wall < end:
        yield wall
        wall += _STEP


def _change_after(zone: ZoneInfo, wall: datetime) -> ClockChange:
    """Returns the change in the step that begins at `wall`, found by halving down to the second."""
    before = _offset(zone, wall)
    for half in _HALVES:
        if zone.utcoffset(wall + half) == before:
            wall += half
    after = _offset(zone, wall + _SECOND)
    # All wall times that a change skips or repeats count as before it (PEP 495).
    at = (wall + _SECOND - max(before, after)).replace(tzinfo=UTC)
    return ClockChange(at=at, before=before, after=after, name=name_at(zone, at))


def _offset(zone: ZoneInfo, wall: datetime) -> timedelta:
    return zone.utcoffset(wall) or timedelta()
