"""`twincal fairness`: who carries the burden of the meetings of a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from scheduler.commands.dated_text import date_text
from scheduler.good_times.burden_shares import Fairness, weigh_fairness
from scheduler.timetable.workdays import FARTHEST


class YearFairness(Struct, frozen=True, kw_only=True):
    """The shares of a year; `ids` are the present ids of its series, by identity."""

    year: int
    ids: dict[str, str]
    fairness: Fairness


def fairness(directory: Path, year: int) -> YearFairness:
    """Weighs the meetings that start in `year` by their clock.

    Raises Invalid if the configuration has errors.
    """
    dated = date_text(directory, date(year, 1, 1) - FARTHEST, date(year, 12, 31) + FARTHEST)
    all_series = dated.programme.series.values()
    of_year = (each for each in dated.occurrences if each.timing.starts.year == year)
    return YearFairness(
        year=year,
        ids={series.identity: series.id for series in all_series},
        fairness=weigh_fairness(
            of_year,
            {series.identity: dated.programme.members(series) for series in all_series},
            dated.workdays,
        ),
    )
