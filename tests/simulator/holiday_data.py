"""The public holidays of a simulation, which get new days while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from unittest import mock

from scheduler.timetable.holidays import Holiday, Holidays

DaysOff = frozenset[tuple[str, date]]
"""Days of rest, each with its country."""


class HolidayData:
    """The days that the library of holidays knows at present. Every year has one, so that it is known."""

    def __init__(self) -> None:
        self._states: list[DaysOff] = [frozenset()]

    @property
    def days(self) -> DaysOff:
        return self._states[-1]

    def add(self, country: str, day: date) -> None:
        self._states.append(self.days | {(country, day)})

    def all_states(self) -> list[DaysOff]:
        return [*self._states]

    def look_up(self, places: Iterable[tuple[str, str | None]], years: Iterable[int]) -> Holidays:
        span = [*years]
        return Holidays({(*place, year): self._holidays(place[0], year) for place in places for year in span})

    def _holidays(self, country: str, year: int) -> tuple[Holiday, ...]:
        days = {date(year, 1, 1), *(day for at, day in self.days if at == country and day.year == year)}
        return tuple(Holiday(day, "Day of Rest", "Day of Rest") for day in sorted(days))

    @contextmanager
    def in_use(self) -> Iterator[None]:
        with mock.patch("scheduler.commands.prepare.look_up", self.look_up):
            yield
