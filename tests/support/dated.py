"""Dates a programme in one line, for tests of the timetable."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from typing import Any

from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Timetable, Wanted
from support.programmes import holidays, programme

LAST = date(2027, 12, 31)


def dated(written: Programme, known: Holidays = NO_HOLIDAYS, last: date = LAST) -> Timetable:
    """The timetable of `written`, which must be without errors."""
    timetable = date_programme(written, known, last)
    assert problems_of(timetable) == []
    assert timetable.blocked == ()
    return timetable


def problems_of(timetable: Timetable) -> list[Problem]:
    """The errors of the text in all series."""
    return [problem for each in timetable.series.values() for problem in each.problems]


def wanted(series: Series, key: str, *known: str, **parts: Any) -> Wanted:
    """What a programme of this one series wants at `key`, with the holidays that are given."""
    timetable = dated(programme(series, **parts), holidays(*known))
    return next(item for item in timetable.wanted if item.occurrence.key == key)


def starts(occurrence: Occurrence) -> str:
    """`2026-03-18 10:00 Europe/Sofia`."""
    return f"{occurrence.timing.starts:%Y-%m-%d %H:%M} {occurrence.timing.zone}"


def hours(occurrence: Occurrence) -> dict[str, str]:
    """The local time in every city: `03-18 17:00`."""
    return {
        participant.city: f"{occurrence.timing.begin_utc.astimezone(_zone(participant.offset)):%m-%d %H:%M}"
        for participant in occurrence.participants
    }


def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))
