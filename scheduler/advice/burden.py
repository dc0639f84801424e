"""The burden of a meeting for each city: its minutes outside office hours, weighted by when they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from scheduler.advice.city_days import HourKind, Stretch
from scheduler.programme.burden import BurdenWeights

_MINUTE = timedelta(minutes=1)


class SideBurden(Struct, frozen=True, kw_only=True):
    """The minutes that a meeting takes of each kind of hour of a city, without those of its office."""

    minutes: Mapping[HourKind, int]
    burden: int

    @property
    def outside_minutes(self) -> int:
        """The minutes outside office hours."""
        return sum(self.minutes.values())


class CityHours:
    """The stretches of a city, to measure meetings by."""

    def __init__(self, stretches: Sequence[Stretch], weights: BurdenWeights) -> None:
        self._stretches = stretches
        self._ends = [stretch.end for stretch in stretches]
        self._weights = {
            HourKind.OFFICE: 0,
            HourKind.EARLY: weights.early,
            HourKind.LATE: weights.late,
            HourKind.NIGHT: weights.night,
            HourKind.DAY_OFF: weights.day_off,
        }

    @property
    def stretches(self) -> Sequence[Stretch]:
        """The stretches, in order."""
        return self._stretches

    def burden(self, begin: datetime, end: datetime) -> SideBurden:
        """Returns the burden of a meeting from `begin` to `end`."""
        minutes: dict[HourKind, int] = {}
        for stretch in self._stretches[bisect_right(self._ends, begin) :]:
            if stretch.begin >= end:
                break
            if stretch.kind is not HourKind.OFFICE:
                shared = (min(end, stretch.end) - max(begin, stretch.begin)) // _MINUTE
                minutes[stretch.kind] = minutes.get(stretch.kind, 0) + shared
        burden = sum(self._weights[kind] * count for kind, count in minutes.items())
        return SideBurden(minutes=minutes, burden=burden)
