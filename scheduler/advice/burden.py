"""The burden of a meeting for each city: its minutes outside office hours, weighted by when they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from scheduler.advice.city_days import DAY_OFF, HourKind, Stretch

_MINUTE = timedelta(minutes=1)


class SideBurden(Struct, frozen=True, kw_only=True):
    """The minutes that a meeting takes of each kind of hour of a city, without those of its office."""

    minutes: Mapping[HourKind, int]
    burden: int

    @property
    def outside_minutes(self) -> int:
        """The minutes outside office hours."""
        return sum(self.minutes.values())

    @property
    def movable(self) -> int:
        """The burden without that by day on a day off, which no other hour would make better."""
        return self.burden - DAY_OFF * self.minutes.get(HourKind.DAY_OFF, 0)


class CityHours:
    """The stretches of a city, to measure meetings by."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._ends = [stretch.end for stretch in stretches]

    @property
    def stretches(self) -> Sequence[Stretch]:
        """The stretches, in order."""
        return self._stretches

    def burden(self, begin: datetime, end: datetime) -> SideBurden:
        """Returns the burden of a meeting from `begin` to `end`."""
        minutes: dict[HourKind, int] = {}
        burden = 0
        for stretch in self._stretches[bisect_right(self._ends, begin) :]:
            if stretch.begin >= end:
                break
            if stretch.kind is not HourKind.OFFICE:
                shared = (min(end, stretch.end) - max(begin, stretch.begin)) // _MINUTE
                minutes[stretch.kind] = minutes.get(stretch.kind, 0) + shared
                burden += stretch.weight * shared
        return SideBurden(minutes=minutes, burden=burden)
