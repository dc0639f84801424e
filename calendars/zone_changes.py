"""When did the clocks of a zone change, and when will they? Asked of zoneinfo, which knows but has no list.

zoneinfo is asked for its offset every few days; where two answers differ, the moment between them is looked
for. What is found is kept per zone object, so a zone that is loaded anew is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

EARLIEST_YEAR = 1971
"""Before it, clients do not look (and some zones were minutes and seconds off)."""

_STEP = timedelta(
    days=5
)  # two changes of one zone have never been, and are not foreseen, less than 7 days apart
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """A clock change: from offset `before` to `after` at the moment `at` (UTC); `name` holds from then on."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def local(self) -> datetime:
        """The wall time of the change on a clock that has not been changed yet, naive."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def is_forward(self) -> bool:
        """Whether the clock is put forward."""
        return self.after > self.before


@lru_cache(maxsize=8192)
def changes_in(zone: ZoneInfo, year: int) -> tuple[ClockChange, ...]:
    """The changes of offset within a year of UTC, in order; a new abbreviation alone is none."""
    return tuple(
        _change_between(zone, low, high)
        for low, high in pairwise(_steps(year))
        if offset_at(zone, low) != offset_at(zone, high)
    )


def last_change_before(zone: ZoneInfo, year: int) -> ClockChange | None:
    """The latest change before a year begins, or None when there was none since 1971."""
    for earlier in range(year - 1, EARLIEST_YEAR - 1, -1):
        if changes := changes_in(zone, earlier):
            return changes[-1]
    return None


def offset_at(zone: ZoneInfo, at: datetime) -> timedelta:
    """How far the zone is ahead of UTC at a moment."""
    return at.astimezone(zone).utcoffset() or timedelta(0)


def name_at(zone: ZoneInfo, at: datetime) -> str:
    """The abbreviation in use at a moment, such as EET or +03."""
    return at.astimezone(zone).tzname() or zone.key


def _steps(year: int) -> Iterator[datetime]:
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        yield moment
        moment += _STEP
    yield end


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> ClockChange:
    """The change in (low, high], found by halving down to the second."""
    before, after = offset_at(zone, low), offset_at(zone, high)
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return ClockChange(at=high, before=before, after=after, name=name_at(zone, high))
