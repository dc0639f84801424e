"""The best hours for a meeting around a day, each a link to the form that moves it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from scheduler.busy.busy_times import copy_alone
from scheduler.commands.refusals import Refused
from scheduler.commands.times import FoundTimes, Wish, times
from scheduler.desk.forms import YEARS
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.visit import Visit
from scheduler.desk.words import problem_words
from scheduler.good_times.common_times import CommonTime
from scheduler.programme.english_days import in_short
from scheduler.programme.members import City
from scheduler.publication.pages.views.card import strips
from scheduler.reports.times_words import burden_words, hours_in
from scheduler.timetable.wall_times import to_local

_DAY = timedelta(days=1)
_BEFORE, _AFTER, _MOST = 3, 10, 8
"""The days before and after the chosen one in which the best hours are looked for; the most of them."""


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
    clocks = visit.maker.clocks(occurrence)
    return visit.show(
        "hours",
        name=visit.name_of(occurrence),
        row=visit.maker.row(occurrence),
        around=day.isoformat(),
        clock_id=programme.cities[0].id,
        proposals=[*_proposals(found)],
        busy_as_of=programme.busy_as_of,
        problems=[problem_words(visit, each) for each in programme.problems],
        all_strips=[*strips(visit.inputs, clocks, occurrence, programme.busy, day)],
    )


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
