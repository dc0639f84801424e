"""One notice: a code with the values that its words need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff
from scheduler.programme.keys import is_dated_by_rule
from scheduler.timetable.clocks.meeting_clock import ClockName


class CountryCode(Struct, frozen=True):
    """A country, by its code (ISO 3166-1)."""

    code: str


class DaysOff(Struct, frozen=True):
    """The days off of cities."""

    of_cities: tuple[CityDayOff, ...]


Value = ClockName | str | date | datetime | timedelta | tuple[ClockName, ...] | DaysOff | CountryCode
"""A part of a notice: words or names, a day, the hour of a wall time, a length, days off, or a country."""


_SINGLE = frozenset({"hour-moves", "new-holiday-data"})
"""The codes whose notices never say the same: each is about another change."""


class ComingNotice(Struct, frozen=True, kw_only=True):
    """A change or a problem on a `day` that cities should know of in time.

    `code` never changes, and `values` are what its words need. `cities` are the identities of the cities that
    it concerns, and `series` that of the series, if it is about one. `more` is the number of later meetings
    of which the same is true.
    """

    day: date
    code: str
    values: Mapping[str, Value]
    cities: tuple[str, ...]
    series: str = ""
    key: str = ""
    more: int = 0

    @property
    def subject(self) -> object:
        """What notices have in common that say the same: all but the day, the key and the title.

        Those about the days off of a visit never do: each is about its own day.
        """
        is_of_visit = self.code == "holiday-kept" and not is_dated_by_rule(self.key)
        if self.code in _SINGLE or is_of_visit or not self.series:
            return self.day, self.code, self.series, self.key, self.cities
        values = tuple(
            (name, _without_day(value)) for name, value in self.values.items() if name not in ("day", "title")
        )
        return self.code, self.series, self.cities, values

    def about(self, city: str) -> ComingNotice:
        """Returns the same notice for one city (identity) alone."""
        return replace(self, cities=(city,))


def _without_day(value: Value) -> object:
    return value.time() if isinstance(value, datetime) else value
