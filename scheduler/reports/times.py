"""Common times as text and JSON: the good ones, or the least inconvenient, and each city's day as a strip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from scheduler.commands.times import FoundTimes
from scheduler.good_times.burden import HourKind, city_days
from scheduler.good_times.common_times import CommonTime
from scheduler.programme.english_days import in_words
from scheduler.programme.english_lists import joined
from scheduler.programme.members import City
from scheduler.reports.formats import as_text, instant, json_document
from scheduler.reports.times_words import (
    best_by_hours,
    burden_words,
    days_between,
    days_words,
    inside_by_hours,
    left_out_words,
    local_day,
    name_of,
)
from scheduler.timetable.wall_times import nearest_instant, to_local
from scheduler.timetable.workdays import Workdays

_HALF_HOUR = timedelta(minutes=30)
_SIGNS = {
    HourKind.OFFICE: "#",
    HourKind.EARLY: "+",
    HourKind.LATE: "+",
    HourKind.NIGHT: ".",
    HourKind.DAY_OFF: "-",
}
LEGEND = "# office hours, + early or late, - day off, . night, ^ the meeting"
"""The signs of a strip."""


def times_text(found: FoundTimes) -> str:
    """Returns the ranges of good starts, or the least inconvenient times, each with its days."""
    return as_text(_lines(found))


def _lines(found: FoundTimes) -> Iterator[str]:
    search, times = found.search, found.times
    names = joined([name_of(city) for city in search.cities])
    minutes = search.duration // timedelta(minutes=1)
    yield f"{names}: a meeting of {minutes} minutes, {days_between(search.first, search.last)}"
    yield from left_out_words(found.programme.left_out)
    yield ""
    if times.inside:
        yield "Inside everyone's office hours. It may start:"
        for hours, days in inside_by_hours(times.inside, search).items():
            yield f"  {', '.join(hours)}"
            yield f"    on {days_words(days)}"
    else:
        yield "There is no time inside everyone's office hours."
        if not times.best:
            yield "All the time is taken by other meetings."
            return
        yield "The least inconvenient times:"
        for number, (hours, group) in enumerate(best_by_hours(times.best, search), 1):
            yield f"{number:>3}. {', '.join(hours)}"
            yield f"     {burden_words(group[0], search.cities)}"
            yield f"     on {days_words([local_day(each, search.cities[0]) for each in group])}"
    yield ""
    heading, *strips = day_strips(times.best[0], search.cities, search.cities[0], found.programme.workdays)
    yield f"{heading}; the best start is marked"
    yield from strips
    yield LEGEND


def day_strips(found: CommonTime, cities: Sequence[City], clock: City, workdays: Workdays) -> Iterator[str]:
    """Yields the day of a meeting by `clock` as a strip for each city, half an hour for each sign."""
    day = local_day(found, clock)
    midnight = nearest_instant(datetime.combine(day, time()), clock.zone)
    width = max(len(name_of(city)) for city in cities)
    yield f"{day:%A} {in_words(day)}, by the clock of {name_of(clock)}"
    yield f"{'':{width}}  {''.join(f'{hour:<4}' for hour in range(0, 24, 2))}"
    for city in cities:
        yield f"{name_of(city):{width}}  {_strip(city, midnight, workdays)}"
    yield f"{'':{width}}  {_marks(found, midnight)}".rstrip()


def _strip(city: City, midnight: datetime, workdays: Workdays) -> str:
    begin, end = to_local(midnight, city.zone).date(), to_local(midnight + 48 * _HALF_HOUR, city.zone).date()
    stretches = [*city_days(city, begin, end, workdays)]
    moments = (midnight + count * _HALF_HOUR for count in range(48))
    return "".join(
        next(_SIGNS[each.kind] for each in stretches if each.begin <= moment < each.end) for moment in moments
    )


def _marks(found: CommonTime, midnight: datetime) -> str:
    return "".join(
        "^"
        if found.begin < midnight + (count + 1) * _HALF_HOUR and midnight + count * _HALF_HOUR < found.end
        else " "
        for count in range(48)
    )


def times_json(found: FoundTimes) -> str:
    """Returns the ranges of starts that suit everyone, and the best times; instants are in UTC."""
    return json_document(
        {
            "left_out": found.programme.left_out,
            "inside": [[instant(first), instant(last)] for first, last in found.times.inside],
            "best": [time_object(each, found.search.cities) for each in found.times.best],
        }
    )


def burdens_by_city(burdens: Iterable[int], cities: Iterable[City]) -> dict[str, int]:
    """Returns the burden of each city by its id."""
    return {city.id: burden for city, burden in zip(cities, burdens, strict=True)}


def time_object(found: CommonTime, cities: Iterable[City]) -> dict[str, Any]:
    """Returns a time with its burden in each city."""
    return {
        "begin": instant(found.begin),
        "end": instant(found.end),
        "burden": found.burden,
        "sides": [
            {
                "city": city.id,
                "local": to_local(found.begin, city.zone).isoformat(timespec="minutes"),
                "outside_minutes": side.outside_minutes,
            }
            for city, side in zip(cities, found.sides, strict=True)
        ],
    }
