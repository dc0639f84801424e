"""`twincal times`: the best common times of cities, by their office hours, days off and planned meetings."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct

from scheduler.busy.busy_times import BusyTimes, Fetch, download_now, find_busy_times
from scheduler.commands.dated_text import date_text
from scheduler.commands.refusals import Refused
from scheduler.configuration import Located
from scheduler.configuration.phrases.rule_phrases import RulePhrase, WeeksPhrase, months_from
from scheduler.configuration.phrases.rule_phrases import rule as read_rule
from scheduler.configuration.spelling import ParseError
from scheduler.findings.clashes import HOST
from scheduler.good_times.common_times import CommonTimes, Search, find_times
from scheduler.good_times.rotation import Rotation, RotationSearch, find_rotation
from scheduler.good_times.series_hours import (
    SeriesHour,
    SeriesMeetings,
    SeriesSearch,
    find_hours,
    weigh_meetings,
)
from scheduler.programme.details import Details
from scheduler.programme.members import City
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NumberedWeeks, Rule, Weekly
from scheduler.programme.series import Clock, ScheduleEntry, Series
from scheduler.programme.spans import Bound, Month, TimeSpan, first_day, merged
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.rule_dates import WorksUnder
from scheduler.timetable.slots import Slot, make_slots
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.wall_times import nearest_instant
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
LONGEST_SEARCH = timedelta(days=366)
"""The longest time that one search covers."""


class Wish(Struct, frozen=True, kw_only=True):
    """A meeting of the cities with these ids, on a day of the first city from `first` to `last`.

    The meetings of the series `without` (ids) may be at the same time. `state_folder` holds copies of
    calendars with busy times; `now` decides whether they are fresh, and `download` gets those that are not.
    """

    now: datetime
    state_folder: Path
    cities: tuple[str, ...]
    first: date
    last: date
    duration: timedelta
    without: tuple[str, ...] = ()
    download: Fetch = download_now


class SearchedProgramme(Struct, frozen=True, kw_only=True):
    """The programme as a search needs it.

    `asked` are the series of the same cities and rule. `left_out` are the ids of series whose meetings may be
    at the same time: these, and those of `Wish.without`. `busy` is the time that other meetings and calendars
    of others take; `busy_as_of` is the time of the oldest copy of these calendars. `problems` are the
    calendars that could not be read.
    """

    meetings: tuple[Wanted, ...]
    asked: tuple[Series, ...]
    left_out: tuple[str, ...]
    cities: tuple[City, ...]
    workdays: Workdays
    busy: tuple[TimeSpan, ...]
    busy_as_of: datetime | None
    problems: tuple[Located, ...]


class FoundTimes(Struct, frozen=True, kw_only=True):
    """The times for a meeting, with what was searched for and in what."""

    programme: SearchedProgramme
    search: Search
    times: CommonTimes


class Rhythm(Struct, frozen=True, kw_only=True):
    """The dates of a series that does not exist yet: `every` as written, its first `from`, and its slots."""

    every: str
    begins: Bound
    slots: tuple[Slot, ...]


class PresentHours(Struct, frozen=True, kw_only=True):
    """The hours that a series (id) of the same cities and rule has today, on the dates of a search.

    `occurrences` are as its rule plans them, before days off and changes; `found` has the same at the length
    that is asked about.
    """

    series: str
    occurrences: tuple[Occurrence, ...]
    found: SeriesMeetings


class FoundHours(Struct, frozen=True, kw_only=True):
    """The best hour for a series by the clock of each city, with what was searched for and in what.

    `present` are the hours of the series of the same cities and rule.
    """

    programme: SearchedProgramme
    search: SeriesSearch
    present: tuple[PresentHours, ...]
    rhythm: Rhythm
    hours: tuple[SeriesHour, ...]


class FoundRotation(Struct, frozen=True, kw_only=True):
    """The hours of cities that take turns, in the order of their turns; beside it the best single hour.

    `rotation` is None if turns do not help. `present` is as in FoundHours.
    """

    programme: SearchedProgramme
    search: RotationSearch
    present: tuple[PresentHours, ...]
    rhythm: Rhythm
    rotation: Rotation | None
    fixed: SeriesHour


def times(directory: Path, wish: Wish, most: int) -> FoundTimes:
    """Finds the times for a meeting; at most `most` best ones.

    Raises Invalid if the configuration has errors, Refused if it has no such city or the days are too many.
    """
    programme = _read(directory, wish, None)
    search = Search(
        cities=programme.cities,
        first=wish.first,
        last=wish.last,
        duration=wish.duration,
        busy=programme.busy,
    )
    return FoundTimes(programme=programme, search=search, times=find_times(search, programme.workdays, most))


def hours(directory: Path, wish: Wish, every: str) -> FoundHours:
    """Finds the best hour for a series of meetings with the rule `every`, such as "third Wednesday".

    Raises the errors of `times`, and Refused if the rule is not clear or has no date on these days.
    """
    phrase = _phrase(every)
    programme = _read(directory, wish, phrase)
    rhythm = _rhythm(every, phrase, wish, programme)
    search = SeriesSearch(
        cities=programme.cities,
        dates=tuple(slot.day for slot in rhythm.slots),
        duration=wish.duration,
        busy=programme.busy,
    )
    return FoundHours(
        programme=programme,
        search=search,
        present=_present(search, programme),
        rhythm=rhythm,
        hours=find_hours(search, programme.workdays),
    )


def rotation(directory: Path, wish: Wish, every: str) -> FoundRotation:
    """Finds an hour for each city of a series whose cities take turns, so that they share the burden.

    Raises the errors of `hours`, and Refused for a single city, or for fewer dates than cities.
    """
    phrase = _phrase(every)
    programme = _read(directory, wish, phrase)
    cities, rhythm = programme.cities, _rhythm(every, phrase, wish, programme)
    if len(cities) < 2:
        raise Refused("one city has nobody to take turns with", "name the other cities, too")
    if len(rhythm.slots) < len(cities):
        raise Refused(f"{every} has fewer dates than there are cities", "name more days")
    turns = [
        tuple(slot.day for slot in rhythm.slots if slot.turn % len(cities) == turn)
        for turn in range(len(cities))
    ]
    search = RotationSearch(cities=cities, turns=tuple(turns), duration=wish.duration, busy=programme.busy)
    fixed, *_ = find_hours(search.without_turns, programme.workdays)
    present = _present(search.without_turns, programme)
    today = [each.found.burdens for each in present if len(each.found.meetings) == len(fixed.meetings)]
    return FoundRotation(
        programme=programme,
        search=search,
        present=present,
        rhythm=rhythm,
        rotation=find_rotation(search, [fixed.burdens, *today], programme.workdays),
        fixed=fixed,
    )


def _present(search: SeriesSearch, programme: SearchedProgramme) -> tuple[PresentHours, ...]:
    """Returns the hours of the series that are asked about, as far as they have any on these days."""
    found: list[PresentHours] = []
    for series in programme.asked:
        planned = tuple(
            wanted.occurrence
            for wanted in programme.meetings
            if wanted.occurrence.series == series.identity
            and wanted.occurrence.recurs
            and not wanted.occurrence.planned_days
            and wanted.occurrence.planned.date() in search.dates
        )
        begins = (nearest_instant(each.planned, each.timing.zone) for each in planned)
        if planned:
            meetings = weigh_meetings(begins, search, programme.workdays)
            found.append(PresentHours(series=series.id, occurrences=planned, found=meetings))
    return tuple(found)


def _rhythm(every: str, phrase: RulePhrase, wish: Wish, programme: SearchedProgramme) -> Rhythm:
    """Returns the dates from the first month or week that is whole; raises Refused if there are none."""
    works = partial(_all_work, programme.cities, programme.workdays)
    entry = _entry(phrase, wish.first)
    slots = _slots(entry, wish.last, works)
    if isinstance(entry.begins, Month) and any(slot.day < wish.first for slot in slots):
        entry = _entry(phrase, entry.begins.plus(1).first)
        slots = _slots(entry, wish.last, works)
    if not slots:
        raise Refused(f"{every} has no date from {wish.first} to {wish.last}", "name more days")
    return Rhythm(every=every, begins=entry.begins, slots=slots)


def _slots(entry: ScheduleEntry, last: date, works: WorksUnder) -> tuple[Slot, ...]:
    series = Series(id="proposal", section="meetings", group="proposal", details=Details(), schedule=(entry,))
    return make_slots(series, last, works)


def _phrase(every: str) -> RulePhrase:
    try:
        return read_rule(every)
    except ParseError as error:
        raise Refused(f"every: {error}") from None


def _entry(phrase: RulePhrase, first: date) -> ScheduleEntry:
    """Returns an entry that begins at `first`: a weekly rule on its first date, others in that month."""
    begins: Bound
    match phrase.rule:
        case WeeksPhrase(interval, weekdays):
            begins = min(first + timedelta(days=(weekday - first.weekday()) % 7) for weekday in weekdays)
            rule: Rule = Weekly(weekdays=weekdays, interval=interval, anchor=begins)
        case NumberedWeeks() as rule:
            begins = first
        case rule:
            begins = Month.of(first)
    return ScheduleEntry(
        begins=begins,
        rule=rule,
        months=phrase.named if phrase.interval == 1 else months_from(first.month, phrase.interval),
        at=time(),
        clock=Clock("alternate"),
    )


def _all_work(cities: Iterable[City], workdays: Workdays, _entry: ScheduleEntry, day: date) -> bool:
    return all(workdays.obstacle(city, day) is None for city in cities)


def _follows(series: Series, phrase: RulePhrase, last: date) -> bool:
    """Returns whether the rule of a series on the day `last` is this one; its first week may be another."""
    entries = [entry for entry in series.schedule if first_day(entry.begins) <= last]
    if not entries:
        return False
    rule, months = entries[-1].rule, entries[-1].months
    plain = WeeksPhrase(rule.interval, rule.weekdays) if isinstance(rule, Weekly) else rule
    asked = phrase.named if phrase.interval == 1 else months_from(months[0], phrase.interval)
    return plain == phrase.rule and months == asked


def _read(directory: Path, wish: Wish, phrase: RulePhrase | None) -> SearchedProgramme:
    if wish.last - wish.first > LONGEST_SEARCH:
        raise Refused("the search is longer than a year", "name fewer days")
    dated = date_text(directory, wish.first - 3 * _DAY, wish.last + 3 * _DAY)
    cities = tuple(dict.fromkeys(map(dated.city, wish.cities)))
    asked = tuple(
        series
        for series in dated.programme.series.values()
        if phrase is not None
        and _follows(series, phrase, wish.last)
        and {city.id for city in dated.programme.members(series)} == {city.id for city in cities}
    )
    left_out = dict.fromkeys([*asked, *map(dated.series, wish.without)])
    identities = {series.identity for series in left_out}
    others = (each for each in dated.occurrences if each.series not in identities)
    busy = find_busy_times(dated.programme, directory, wish.state_folder, wish.now, wish.download)
    return SearchedProgramme(
        meetings=dated.meetings,
        asked=asked,
        left_out=tuple(series.id for series in left_out),
        cities=cities,
        workdays=dated.workdays,
        busy=time_taken(dated.programme, others, {city.identity for city in cities}, busy),
        busy_as_of=busy.as_of,
        problems=dated.reading.locate(busy.problems),
    )


def time_taken(
    programme: Programme, occurrences: Iterable[Occurrence], cities: Set[str], busy: BusyTimes
) -> tuple[TimeSpan, ...]:
    """Returns the time in which one of `cities` (identities), or a host that attends everything, is taken."""
    attends = programme.host.attends == "everything"
    meetings = (
        TimeSpan(occurrence.timing.begin_utc, occurrence.timing.end_utc)
        for occurrence in occurrences
        if occurrence.content.busy and (attends or not cities.isdisjoint(occurrence.cities()))
    )
    attendees = {*cities, HOST} if attends else cities
    return merged([*meetings, *(span for each in attendees for span in busy.spans.get(each, ()))])
