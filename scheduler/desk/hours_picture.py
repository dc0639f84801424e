"""A picture of the hours of a day in several cities, on one time line, and the best hours for a meeting.

The line is the day by the clock of the first city. A city has a strip with its office hours, nights and days
off; below them are the meetings that others have, and the meeting itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from scheduler.busy.busy_times import BusyTimes, copy_alone
from scheduler.commands.prepare import DatedProgramme
from scheduler.commands.refusals import Refused
from scheduler.commands.times import FoundTimes, Wish, time_taken, times
from scheduler.desk.forms import YEARS
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.visit import Visit
from scheduler.desk.words import problem_words
from scheduler.good_times.common_times import CommonTime
from scheduler.good_times.drawn_day import Bar, bars, day_bars
from scheduler.programme.english_days import in_short, in_words
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan
from scheduler.publication.feeds.city_hours import utc
from scheduler.reports.times_words import burden_words, hours_in, name_of
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import nearest_instant, offset_minutes, to_local
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
_TICKS = range(0, 24, 3)
_BEFORE, _AFTER, _MOST = 3, 10, 8
"""The days before and after the chosen one in which the best hours are looked for; the most of them."""


class CityStrip(Struct, frozen=True, kw_only=True):
    """The day of one city: its name with the offset, its bars, and its hour at every third hour."""

    name: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, str], ...]


class Picture(Struct, frozen=True, kw_only=True):
    """The strips of one `day`; `busy` are the meetings of others, `meeting` is the one that it is about."""

    day: str
    clock: str
    strips: tuple[CityStrip, ...]
    busy: tuple[Bar, ...]
    meeting: tuple[Bar, ...]


class BestHour(Struct, frozen=True, kw_only=True):
    """One of the best times: its day and hour by the first clock, its words, and what is wrong with it."""

    day: str
    time: str
    words: str
    hours: tuple[str, ...]
    burden: str


def hours_page(visit: Visit) -> DeskAnswer:
    """Returns the best hours around a day for a meeting, each a link to the form that moves it there."""
    occurrence = visit.meeting(visit.field("meeting")).occurrence
    if occurrence.timing.all_day or not occurrence.participants:
        raise Refused("this meeting has no hour", "move it with the form")
    day = _day(visit.field("day")) or occurrence.timing.starts.date()
    ids = visit.state.ids
    wish = Wish(
        now=visit.now,
        state_folder=visit.state_folder,
        cities=tuple(ids.of_city(each.city) for each in occurrence.participants),
        first=day - _BEFORE * _DAY,
        last=day + _AFTER * _DAY,
        duration=occurrence.timing.length,
        without=(ids.of_series(occurrence.series),),
        download=copy_alone,
    )
    found = times(visit.directory, wish, _MOST)
    programme = found.programme
    meeting = TimeSpan(occurrence.timing.begin_utc, occurrence.timing.end_utc)
    return visit.show(
        "hours",
        name=visit.name_of(occurrence),
        title=occurrence.content.title.say("en"),
        day=day.isoformat(),
        clock=programme.cities[0].id,
        proposals=[*_proposals(found)],
        busy_as_of=programme.busy_as_of,
        problems=[problem_words(visit, each) for each in programme.problems],
        picture=_picture(programme.cities, programme.workdays, day, programme.busy, meeting),
    )


def picture_of(dated: DatedProgramme, busy: BusyTimes, occurrence: Occurrence) -> Picture | None:
    """Returns the picture of the day of a meeting in a plan; None if it has no hour or no city."""
    programme, timing = dated.programme, occurrence.timing
    by_identity = {city.identity: city for city in programme.cities.values()}
    cities = [by_identity[each.city] for each in occurrence.participants if each.city in by_identity]
    if timing.all_day or not cities:
        return None
    planned = (wanted.occurrence for wanted in dated.timetable.wanted)
    others = (each for each in planned if each.uid != occurrence.uid and not each.cancelled)
    taken = time_taken(programme, others, {*occurrence.cities()}, busy)
    day = to_local(timing.begin_utc, cities[0].zone).date()
    meeting = TimeSpan(timing.begin_utc, timing.end_utc)
    return _picture(cities, Workdays(dated.holidays, programme.closed), day, taken, meeting)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written) if written else None
        if day is not None and day.year not in YEARS:
            raise ValueError(written)
        return day
    except ValueError:
        raise Refused(f"“{written}” is no day", "write it as 2026-12-17") from None


def _proposals(found: FoundTimes) -> Iterator[BestHour]:
    cities = found.search.cities
    for best in found.times.best:
        local = to_local(best.begin, cities[0].zone)
        yield BestHour(
            day=f"{local:%Y-%m-%d}",
            time=f"{local:%H:%M}",
            words=in_short(local),
            hours=hours_in(best, cities, cities[0]),
            burden=_remark(best, cities),
        )


def _remark(best: CommonTime, cities: Iterable[City]) -> str:
    return burden_words(best, cities).partition(": ")[2] if best.burden else "in everybody's office hours"


def _picture(
    cities: Sequence[City], workdays: Workdays, day: date, busy: Iterable[TimeSpan], meeting: TimeSpan
) -> Picture:
    begin = nearest_instant(datetime.combine(day, time()), cities[0].zone)
    line = TimeSpan(begin, begin + _DAY)
    return Picture(
        day=in_words(day),
        clock=name_of(cities[0]),
        strips=tuple(_strip(city, workdays, line) for city in cities),
        busy=tuple(bars(busy, line)),
        meeting=tuple(bars([meeting], line)),
    )


def _strip(city: City, workdays: Workdays, line: TimeSpan) -> CityStrip:
    local = (to_local(line.begin + timedelta(hours=hour), city.zone) for hour in _TICKS)
    return CityStrip(
        name=f"{name_of(city)} ({utc(offset_minutes(line.begin + _DAY / 2, city.zone))})",
        bars=tuple(day_bars(city, line, workdays)),
        ticks=tuple((60 * hour, f"{at:%H:%M}") for hour, at in zip(_TICKS, local, strict=True)),
    )
