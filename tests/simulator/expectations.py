"""The meetings that subscribers must see, worked out from the draft alone and not by the code under test. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.timetable.occurrence import uid
from simulator.drafts import (
    COUNTRIES,
    PAIRS,
    PROGRAMME,
    ZONES,
    Draft,
    DraftSeries,
    months_from,
    nth_weekday,
)
from simulator.holiday_data import DaysOff

InUtc = Callable[[datetime, str], datetime]


@dataclass(frozen=True)
class ExpectedMeeting:
    """One meeting as a calendar shows it: begin and end in UTC, None if it does not take place."""

    uid: str
    id: str
    cities: frozenset[str]
    title: str
    times: tuple[datetime, datetime] | None


def expected_meetings(
    draft: Draft, first_month: str, months: int, days_off: DaysOff, in_utc: InUtc
) -> Iterator[ExpectedMeeting]:
    for series in draft.series.values():
        for month in months_from(first_month, months):
            yield _monthly(series, month, days_off, in_utc)
    for webinar in draft.webinars.values():
        begin = in_utc(webinar.starts, "UTC")
        times = None if webinar.cancelled else (begin, begin + timedelta(minutes=webinar.minutes))
        yield ExpectedMeeting(
            uid=uid(PROGRAMME, webinar.id, "once"),
            id=webinar.id,
            cities=frozenset(webinar.audience),
            title=webinar.title,
            times=times,
        )


def _monthly(series: DraftSeries, month: str, days_off: DaysOff, in_utc: InUtc) -> ExpectedMeeting:
    cities, change = PAIRS[series.pair], series.changes.get(month)
    day = _day(nth_weekday(month, series.nth, series.weekday), series.policy, cities, days_off)
    wall = datetime.combine(day, series.at) if day is not None else None
    title = series.title
    if change is not None:
        wall = None if change.cancelled else change.moved_to or wall
        title = change.title or title
    begin = in_utc(wall, ZONES[series.clock]) if wall is not None else None
    return ExpectedMeeting(
        uid=uid(PROGRAMME, series.identity, month),
        id=series.id,
        cities=frozenset(cities),
        title=title,
        times=(begin, begin + timedelta(minutes=series.minutes)) if begin is not None else None,
    )


def _day(day: date, policy: str, cities: Collection[str], days_off: DaysOff) -> date | None:
    """Returns the day of a meeting after its holiday policy; None if it is skipped."""
    if policy == "keep" or not _is_off(day, cities, days_off):
        return day
    if policy == "skip":
        return None
    while _is_off(day, cities, days_off) or day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _is_off(day: date, cities: Collection[str], days_off: DaysOff) -> bool:
    is_new_year = (day.month, day.day) == (1, 1)
    return is_new_year or any((COUNTRIES[city], day) in days_off for city in cities)
