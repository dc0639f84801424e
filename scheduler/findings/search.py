"""The meetings in which to look for findings, and what a finding about one of them says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TypedDict

from msgspec import Struct

from scheduler.findings.finding import MeetingTitle
from scheduler.programme.members import City
from scheduler.programme.problems import FieldPath
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import TimeSpan
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.workdays import Workdays


class MeetingFields(TypedDict):
    """The fields that a finding about a meeting has from it."""

    path: FieldPath
    series: str
    key: str
    day: date
    cities: tuple[str, ...]
    title: MeetingTitle


class FindingSearch(Struct, frozen=True, kw_only=True, dict=True):
    """The meetings to look at: those of rules from `now` to the day `last`, and every coming one with a date.

    `meetings` may be earlier and later, too. `busy` are the times at which cities (identities) and the host
    are busy, as their own calendars say.
    """

    programme: Programme
    meetings: tuple[Wanted, ...]
    workdays: Workdays
    now: datetime
    last: date
    busy: Mapping[str, Sequence[TimeSpan]] = {}

    @cached_property
    def cities(self) -> Mapping[str, City]:
        """The cities by identity."""
        return {city.identity: city for city in self.programme.cities.values()}

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """The series by identity."""
        return {series.identity: series for series in self.programme.series.values()}

    @cached_property
    def coming(self) -> Mapping[str, Sequence[Wanted]]:
        """The coming meetings of each series (identity), also those that do not take place."""
        coming: dict[str, list[Wanted]] = {identity: [] for identity in self.series}
        for wanted in self.meetings:
            occurrence = wanted.occurrence
            is_near = occurrence.timing.starts.date() <= self.last or not occurrence.recurs
            if is_near and not occurrence.timing.is_over(self.now):
                coming[occurrence.series].append(wanted)
        return coming

    @cached_property
    def taking_place(self) -> Sequence[Occurrence]:
        """The coming meetings that take place, in order of time."""
        coming = (wanted.occurrence for of_series in self.coming.values() for wanted in of_series)
        return sorted((each for each in coming if not each.cancelled), key=lambda each: each.timing.begin_utc)

    def name(self, occurrence: Occurrence) -> MeetingTitle:
        """Returns the title of a meeting, and the names of those who meet."""
        meets = self.programme.who_meets(self.series[occurrence.series])
        if meets is None:
            return MeetingTitle(occurrence.content.title)
        cities = tuple(self.programme.cities[id].name for id in meets.cities)
        return MeetingTitle(occurrence.content.title, (meets.name,) if meets.name else cities)

    def meeting(
        self,
        occurrence: Occurrence,
        day: date | None = None,
        cities: Sequence[str] | None = None,
        path: FieldPath | None = None,
    ) -> MeetingFields:
        """Returns what a finding has from a meeting: its first day, and all its `cities` (identities)."""
        series = self.series[occurrence.series]
        concerned = occurrence.cities() if cities is None else cities
        return MeetingFields(
            path=path or (series.section, series.id),
            series=series.id,
            key=occurrence.key,
            day=day or occurrence.timing.starts.date(),
            cities=tuple(self.cities[city].id for city in concerned if city in self.cities),
            title=self.name(occurrence),
        )
