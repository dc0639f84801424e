"""The words for common times: hours in each city, days, and burdens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from scheduler.good_times.burden import HourKind
from scheduler.good_times.common_times import CommonTime, Search
from scheduler.programme.alike import together
from scheduler.programme.english_days import in_words
from scheduler.programme.english_lists import joined, number_of
from scheduler.programme.members import City
from scheduler.timetable.wall_times import offset_minutes, to_local, utc

MOST_GROUPS = 3
"""The most different hours that a report proposes."""
_WHEN = {
    HourKind.EARLY: "early",
    HourKind.LATE: "late",
    HourKind.NIGHT: "at night",
    HourKind.DAY_OFF: "on a day off",
}
LocalHours = tuple[str, ...]
"""The local hours of a time, with one text for each city."""


def name_of(city: City) -> str:
    """Returns the English name of a city."""
    return city.name.say("en")


def days_between(first: date, last: date) -> str:
    """Returns `18 January 2027 to 22 January 2027`, or one day."""
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"


def days_words(days: Iterable[date]) -> str:
    """Returns `15 December 2026; 4–8 January and 1 February 2027`: days in a row are one range."""
    return "; ".join(
        f"{joined([*_months(in_year)])} {year}"
        for year, in_year in groupby(sorted(days), key=lambda day: day.year)
    )


def local_day(found: CommonTime, clock: City) -> date:
    """Returns the date in the city `clock` on which a meeting begins."""
    return to_local(found.begin, clock.zone).date()


def inside_by_hours(
    ranges: Iterable[tuple[datetime, datetime]], search: Search
) -> Mapping[LocalHours, Sequence[date]]:
    """Returns the days of each range of starts, by its hours: `from 09:00 to 10:00 Sofia (UTC+2)`."""
    by_hours: dict[LocalHours, list[date]] = {}
    for first, last in ranges:
        hours = tuple(_range_in(city, first, last, search.cities[0]) for city in search.cities)
        by_hours.setdefault(hours, []).append(to_local(first, search.cities[0].zone).date())
    return by_hours


def best_by_hours(
    best: Sequence[CommonTime], search: Search
) -> Sequence[tuple[LocalHours, Sequence[CommonTime]]]:
    """Returns the best times by their hours in all cities, without those that are twice as bad."""
    good = (found for found in best if found.burden <= 2 * best[0].burden)
    return [*together(good, lambda found: hours_in(found, search.cities, search.cities[0]))][:MOST_GROUPS]


def hours_in(found: CommonTime, cities: Iterable[City], clock: City) -> LocalHours:
    """Returns `09:00–10:00 Sofia (UTC+2)` for each city, with a remark if the date is not that of `clock`."""
    return tuple(
        f"{to_local(found.begin, city.zone):%H:%M}–{to_local(found.end, city.zone):%H:%M} "
        f"{_place(city, found.begin)}{_other_day(city, found.begin, clock)}"
        for city in cities
    )


def burden_words(found: CommonTime, cities: Iterable[City]) -> str:
    """Returns `inconvenience 60: Dublin 30 minutes early; Sejong 30 minutes late`."""
    sides = [
        f"{name_of(city)} {kinds_words(side.minutes)}"
        for city, side in zip(cities, found.sides, strict=True)
        if side.minutes
    ]
    return f"inconvenience {found.burden}: {'; '.join(sides)}" if sides else "no inconvenience"


def left_out_words(left_out: Sequence[str]) -> list[str]:
    """Returns a sentence that names the series whose meetings are left out, if there are any."""
    return [f"The meetings of {joined(left_out)} are left out."] if left_out else []


def shares_words(burdens: Iterable[int], cities: Iterable[City]) -> str:
    """Returns `Dublin 360, Seoul 345`: the burden of each city."""
    return ", ".join(f"{name_of(city)} {burden}" for city, burden in zip(cities, burdens, strict=True))


def kinds_words(minutes: Mapping[HourKind, int]) -> str:
    """Returns `30 minutes at night and 60 minutes early`."""
    return joined([_minutes(kind, count) for kind, count in minutes.items()])


def _range_in(city: City, first: datetime, last: datetime, clock: City) -> str:
    begin, end = to_local(first, city.zone), to_local(last, city.zone)
    hours = f"{begin:%H:%M}" if first == last else f"from {begin:%H:%M} to {end:%H:%M}"
    return f"{hours} {_place(city, first)}{_other_day(city, first, clock)}"


def _place(city: City, moment: datetime) -> str:
    return f"{name_of(city)} ({utc(offset_minutes(moment, city.zone))})"


def _other_day(city: City, moment: datetime, clock: City) -> str:
    """Returns a remark if the date in `city` is not that of `clock`."""
    days = (to_local(moment, city.zone).date() - to_local(moment, clock.zone).date()).days
    return {0: "", 1: " on the next day", -1: " on the day before"}[days]


def _minutes(kind: HourKind, count: int) -> str:
    return f"{number_of(count, 'minute')} {_WHEN[kind]}"


def _months(days: Iterable[date]) -> Iterator[str]:
    for month, in_month in groupby(days, key=lambda day: f"{day:%B}"):
        yield f"{', '.join(_runs([day.day for day in in_month]))} {month}"


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield f"{found[0]}" if len(found) == 1 else f"{found[0]}–{found[-1]}"
