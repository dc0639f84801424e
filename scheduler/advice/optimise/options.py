"""The hours that each series may have in a year, with what they cost each city.

Each option is dated as the text would be. So holidays, clock changes and the changes of single meetings count
exactly as they will after the patch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time

from msgspec import Struct
from msgspec.structs import replace

from scheduler.advice.burden import CityHours
from scheduler.advice.city_days import city_days
from scheduler.advice.series_hours import QUARTERS
from scheduler.programme.places import City
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday, Rule, Weekly
from scheduler.programme.series import Clock, ScheduleEntry, Series, WholeDays
from scheduler.programme.spans import Month, first_day
from scheduler.programme.time_spans import TimeSpan, common, merged
from scheduler.timetable.date_programme import date_series
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import TimetableBasis
from scheduler.timetable.warnings.clashes import attendees_of
from scheduler.timetable.workdays import FARTHEST, Workdays

Busy = Mapping[str, tuple[TimeSpan, ...]]
"""The times of each attendee, in order and without overlaps."""


class MonthRange(Struct, frozen=True):
    """The months from `first` to `last` whose meetings may change."""

    first: Month
    last: Month

    def __contains__(self, day: date) -> bool:
        return self.first.first <= day <= self.last.last


class Option(Struct, frozen=True, kw_only=True):
    """An hour for a series, or for the turn of one of its cities.

    `entry` is the entry of its schedule with this hour. `burdens` are by the identity of a city. `busy` are
    the times at which an attendee cannot have another meeting. `moved` is the number of meetings that move.
    """

    entry: ScheduleEntry
    burdens: Mapping[str, int]
    busy: Busy
    moved: int


class Decision(Struct, frozen=True, kw_only=True):
    """A series whose hour may change, or the turn of `city` in one with alternating clocks.

    `present` is the number of the option that changes nothing; None if it clashes with a meeting that cannot
    move.
    """

    series: Series
    city: City | None
    options: tuple[Option, ...]
    present: int | None


class FixedMeetings(Struct, frozen=True, kw_only=True):
    """What does not change in the period: the burdens of cities, and the times of attendees."""

    burdens: Mapping[str, int]
    busy: Busy


class OptionSearch:
    """The programme whose meetings in a period are dated and weighed."""

    def __init__(self, programme: Programme, basis: TimetableBasis, period: MonthRange) -> None:
        self._programme = programme
        self._basis = basis
        self._period = period
        workdays = Workdays(basis.holidays, programme.closed)
        first, last = period.first.first - FARTHEST, period.last.last + FARTHEST
        self._hours = {
            city.identity: CityHours([*city_days(city, first, last, workdays)])
            for city in programme.cities.values()
        }
        self._series = {series.identity: series for series in programme.series.values()}

    def fixed(self, decided: Iterable[Series], taken: Mapping[str, Iterable[TimeSpan]]) -> FixedMeetings:
        """Returns the meetings of the period that belong to no series in `decided`, or follow no rule.

        Calendars of others have `taken` more time of each attendee.
        """
        identities = {series.identity for series in decided}
        burdens: dict[str, int] = {}
        busy = {attendee: [*spans] for attendee, spans in taken.items()}
        for series in self._programme.series.values():
            for occurrence in self._in_period(series):
                is_planned_in_it = occurrence.planned.date() in self._period
                if is_planned_in_it and occurrence.recurs and occurrence.series in identities:
                    continue
                for city, burden in self._burdens([occurrence]).items():
                    burdens[city] = burdens.get(city, 0) + burden
                for attendee, spans in self._busy([occurrence]).items():
                    busy.setdefault(attendee, []).extend(spans)
        return FixedMeetings(
            burdens=burdens, busy={attendee: merged(spans) for attendee, spans in busy.items()}
        )

    def decisions(self, series: Series, fixed: FixedMeetings, *, days: bool) -> Iterator[Decision]:
        """Yields what may change about `series`: its hour and clock, with `days` also its weekday.

        Cities that take turns each have a decision of their own, and keep the weekday. Options that clash
        with `fixed` meetings are left out.
        """
        members = self._programme.members(series)
        entry = series.schedule[-1]
        present = [occurrence for occurrence in self._dated(series) if occurrence.recurs]
        if entry.clock.kind == "alternate":
            for city in members:
                own = [occurrence for occurrence in present if _turn_of(occurrence) == city.identity]
                entries = [with_hour(entry, members, city, at) for at in _hours(entry, city)]
                yield self._decision(series, city, entries, own, fixed)
        else:
            clocks = dict.fromkeys([entry.clock, *(Clock("city", city.id) for city in members)])
            rules = [*_rules(entry.rule, members)] if days else [entry.rule]
            entries = [
                replace(entry, rule=rule, clock=clock, at=at)
                for rule in rules
                for clock in clocks
                for at in _hours(entry, None)
            ]
            yield self._decision(series, None, entries, present, fixed)

    def _decision(
        self,
        series: Series,
        city: City | None,
        entries: Iterable[ScheduleEntry],
        present: Sequence[Occurrence],
        fixed: FixedMeetings,
    ) -> Decision:
        begins = {occurrence.uid: occurrence.timing.begin_utc for occurrence in present}
        options: list[Option] = []
        chosen = None
        for entry in entries:
            meetings = [*self._dated_by(series, entry, city)]
            if len(meetings) < len(present):
                continue  # an hour does not exist on some day, or a holiday takes more meetings away
            option = Option(
                entry=entry,
                burdens=self._burdens(meetings),
                busy=self._busy(meetings),
                moved=sum(each.timing.begin_utc != begins.get(each.uid) for each in meetings),
            )
            if not clash(option.busy, fixed.busy):
                chosen = len(options) if entry == series.schedule[-1] else chosen
                options.append(option)
        return Decision(series=series, city=city, options=tuple(options), present=chosen)

    def _dated_by(self, series: Series, entry: ScheduleEntry, city: City | None) -> Iterator[Occurrence]:
        """Yields the meetings of a series by `entry`; with `city`, those of its turn."""
        dated = with_entry(series, entry, self._period.first)
        if city is None:  # nothing depends on the entries before, which may go back many years
            dated = replace(dated, schedule=dated.schedule[-1:])
        for occurrence in self._dated(dated):
            if occurrence.recurs and (city is None or _turn_of(occurrence) == city.identity):
                yield occurrence

    def _dated(self, series: Series) -> Iterator[Occurrence]:
        """Yields the meetings of a series that are planned in the period and take place."""
        return (each for each in self._in_period(series) if each.planned.date() in self._period)

    def _in_period(self, series: Series) -> Iterator[Occurrence]:
        """Yields the same, and those that a holiday or a change moved into the period."""
        [dated] = date_series([series], self._basis, {})
        for wanted in dated.wanted:
            occurrence = wanted.occurrence
            takes_place = not wanted.skipped and not occurrence.cancelled
            days = occurrence.planned.date(), occurrence.timing.starts.date()
            if takes_place and any(day in self._period for day in days):
                yield occurrence

    def _burdens(self, meetings: Iterable[Occurrence]) -> dict[str, int]:
        burdens: dict[str, int] = {}
        for occurrence in meetings:
            timing = occurrence.timing
            if not timing.all_day:
                for city in occurrence.cities():
                    burden = self._hours[city].burden(timing.begin_utc, timing.end_utc).burden
                    burdens[city] = burdens.get(city, 0) + burden
        return burdens

    def _busy(self, meetings: Iterable[Occurrence]) -> Busy:
        busy: dict[str, list[TimeSpan]] = {}
        for occurrence in meetings:
            span = TimeSpan(occurrence.timing.begin_utc, occurrence.timing.end_utc)
            for attendee in attendees_of(occurrence, self._series[occurrence.series], self._programme.host):
                busy.setdefault(attendee, []).append(span)
        return {attendee: merged(spans) for attendee, spans in busy.items()}


def may_change(series: Series, period: MonthRange) -> bool:
    """Returns whether one rule of `series` dates all its meetings of `period`, and has no end of its own."""
    if not series.schedule:
        return False
    *earlier, entry = series.schedule
    begins = first_day(entry.begins)
    if isinstance(entry.at, WholeDays):
        return False
    is_only_one = not earlier or begins <= period.first.first
    return is_only_one and begins <= period.last.last and entry.until is None


def with_entry(series: Series, entry: ScheduleEntry, first: Month) -> Series:
    """Returns `series` with `entry` from the month `first` on; the entries before keep what was before."""
    last = series.schedule[-1]
    if entry == last:
        return series
    if first_day(last.begins) >= first.first:
        return replace(series, schedule=(*series.schedule[:-1], entry))
    return replace(series, schedule=(*series.schedule, replace(entry, begins=first)))


def with_hour(entry: ScheduleEntry, members: Sequence[City], city: City, at: time) -> ScheduleEntry:
    """Returns an entry with alternating clocks in which `city` has another hour in its turn."""
    before = entry.hours
    hours = {each.id: before for each in members} if isinstance(before, time) else dict(before)
    if hours[city.id] == at:
        return entry
    return replace(entry, at=tuple((hours | {city.id: at}).items()))


def _hours(entry: ScheduleEntry, city: City | None) -> Sequence[time]:
    """Returns every quarter of an hour, and the present hour if it is none."""
    return sorted({*QUARTERS, entry.hour_of(city)})


def _rules(rule: Rule, members: Iterable[City]) -> Iterator[Rule]:
    """Yields the rule, and the same rule for each other weekday on which all offices are open."""
    yield rule
    for weekday in range(7):
        if all(weekday in city.hours.days for city in members):
            match rule:
                case NthWeekday(ordinals, present) if weekday != present:
                    yield NthWeekday(ordinals, weekday)
                case Weekly((present,), interval, anchor) if weekday != present:
                    yield Weekly((weekday,), interval, anchor)


def _turn_of(occurrence: Occurrence) -> str:
    """Returns the identity of the city whose clock is in force."""
    return occurrence.participants[0].city


def clash(busy: Busy, other: Busy) -> bool:
    """Returns whether an attendee has both at one time."""
    return any(common(busy[attendee], other[attendee]) for attendee in busy.keys() & other.keys())
