"""Finds the past and future clock changes of a zone in zoneinfo, which has no list of them.

Reads the offset every few days, and searches for the moment of change between two that differ. Caches by zone
object: a zone that was loaded again is searched again.
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
    return tuple(
        _change_between(zone, low, high)
        for low, high in pairwise(_steps(year))
        if offset_at(zone, low) != offset_at(zone, high)
    )


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


def _steps(year: int) -> Iterator[datetime]:
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        yield moment
        moment += _STEP
    yield end


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> ClockChange:
    """Returns the change in (low, high], found by halving down to the second."""
    before, after = offset_at(zone, low), offset_at(zone, high)
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return ClockChange(at=high, before=before, after=after, name=name_at(zone, high))
