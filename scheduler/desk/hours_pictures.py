"""The pictures of hours: what it is for each city when its clocks have changed, with its office hours.

A series has one picture for each set of local hours: summer beside winter, and the weeks between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from msgspec import Struct

from scheduler.good_times.burden import city_days
from scheduler.good_times.drawn_day import day_bars
from scheduler.programme.alike import together
from scheduler.programme.english_days import in_short
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan
from scheduler.publication.pages.views.card import Strip, strips
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import RowMaker
from scheduler.reports.local_times import when_for_many
from scheduler.reports.plans.plan_rows import title_of
from scheduler.timetable.local_clocks import LocalClock
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import at_offset, offset_minutes
from scheduler.timetable.workdays import Workdays

MOST_PICTURES = 4
"""Two cities that change their clocks in different weeks have four sets of local hours in a year."""
Taken = Callable[[Occurrence], Sequence[TimeSpan]]
"""The times of others, on which the cities of a meeting have none."""
_DAY = timedelta(days=1)
_WEEKS = 52
_WEDNESDAY = 2


class HoursPicture(Struct, frozen=True, kw_only=True):
    """A day of several cities, and what it shows in words."""

    words: str
    strips: Sequence[Strip]


def pictures(
    maker: RowMaker, meetings: Iterable[Occurrence], taken: Taken = lambda _: ()
) -> list[HoursPicture]:
    """Returns a picture of the first meeting of each series, and again where its local hours change."""
    return [*islice(_of_series(maker, meetings, taken), MOST_PICTURES)]


def _of_series(maker: RowMaker, meetings: Iterable[Occurrence], taken: Taken) -> Iterator[HoursPicture]:
    timed = [each for each in meetings if not (each.timing.all_day or each.cancelled)]
    for _, alike in together(timed, lambda each: each.series):
        known = set[tuple[time, ...]]()
        for each in alike:
            clocks = maker.clocks(each)
            hours = tuple(clock.starts.time() for clock in clocks)
            drawn = [*strips(maker.inputs, clocks, each, taken(each))] if hours not in known else []
            known.add(hours)
            if drawn:
                since = ", from " if alike[1:] else ": "
                yield HoursPicture(words=f"{title_of(each)}{since}{when_for_many(each)}", strips=drawn)


def office_pictures(inputs: PageInputs, cities: Sequence[City], today: date) -> list[HoursPicture]:
    """Returns the working day of several cities, once for each set of offsets that their clocks will have."""
    workdays = Workdays(inputs.state.holidays, inputs.state.profile.details.closed)
    first = today + _DAY * ((_WEDNESDAY - today.weekday()) % 7)
    found: dict[tuple[int, ...], HoursPicture] = {}
    for day in (first + timedelta(weeks=week) for week in range(_WEEKS)) if cities[1:] else ():
        noon, around = datetime.combine(day, time(12), UTC), (day - 2 * _DAY, day + 2 * _DAY)
        offsets = [offset_minutes(noon, city.zone) for city in cities]
        begin = datetime.combine(day, time(), UTC) - timedelta(minutes=offsets[0])
        drawn = [
            Strip(
                clock=LocalClock(names=(city.name,), offset=offset, starts=noon, ends=noon),
                begins=at_offset(begin, offset),
                bars=tuple(day_bars(city_days(city, *around, workdays), TimeSpan(begin, begin + _DAY))),
                meeting=None,
                is_inside=False,
            )
            for city, offset in zip(cities, offsets, strict=True)
        ]
        found.setdefault(tuple(offsets), HoursPicture(words=f"On {in_short(day)}", strips=drawn))
    return [*islice(found.values(), MOST_PICTURES)]
