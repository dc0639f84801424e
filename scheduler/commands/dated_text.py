"""The meetings that the text gives, dated without a database: what advice is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from scheduler.commands.lookup import meant_names
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration import Reading, read
from scheduler.programme.members import City
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable.date_programme import date_programme, holiday_places, holiday_years
from scheduler.timetable.holidays import look_up
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.workdays import Workdays

T = TypeVar("T")


class DatedText(Struct, frozen=True, kw_only=True):
    """A programme with its meetings and the working days of its cities; `reading` is the text."""

    reading: Reading
    programme: Programme
    workdays: Workdays
    meetings: tuple[Wanted, ...]

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """The meetings that take place."""
        occurrences = (wanted.occurrence for wanted in self.meetings)
        return tuple(occurrence for occurrence in occurrences if not occurrence.cancelled)

    def city(self, id: str) -> City:
        """Returns the city with this id (`sofia`, `cities/sofia`); raises Refused if there is none."""
        return _named("city", id.removeprefix("cities/"), self.programme.cities)

    def series(self, id: str) -> Series:
        """Returns the series with this id; raises Refused if there is none."""
        return _named("series", id, self.programme.series)


def _named(noun: str, id: str, known: Mapping[str, T]) -> T:
    if id not in known:
        raise Refused(f"there is no {noun} {id}", meant_names(id, [*known]))
    return known[id]


def date_text(directory: Path, first: date, last: date) -> DatedText:
    """Reads the configuration and dates its meetings through `last`; knows the holidays from `first` on.

    Raises Invalid if the configuration has errors.
    """
    reading = read(directory)
    if reading.programme is None:
        raise Invalid(reading.problems)
    programme = reading.programme
    holidays = look_up(sorted(holiday_places(programme), key=str), holiday_years(programme, first, last))
    return DatedText(
        reading=reading,
        programme=programme,
        workdays=Workdays(holidays, programme.closed),
        meetings=date_programme(programme, holidays, last).wanted,
    )
