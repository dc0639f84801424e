"""The sample programme says what was announced, and keeps its pairs within office hours where that can be."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import scheduler
from scheduler.commands.prepare import date_reading
from scheduler.configuration import read
from scheduler.timetable.occurrence import Occurrence

SAMPLE = Path(scheduler.__file__).parents[1] / "config"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@cache
def occurrences() -> tuple[Occurrence, ...]:
    return tuple(item.occurrence for item in date_reading(read(SAMPLE), NOW).timetable.wanted)


def series(name: str) -> list[Occurrence]:
    return [occurrence for occurrence in occurrences() if occurrence.series == name]


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("kick-off", "2021-09-30 08:00", "09:00"),
        ("climate-change-effects", "2021-10-05 07:00", "08:30"),
        ("carbon-neutrality-in-cities", "2021-10-19 07:30", "09:00"),
        ("post-covid-19-mobility", "2021-11-11 08:30", "09:30"),
        ("circular-city-hubs", "2021-12-14 08:00", "09:30"),
        ("circular-food-waste-hubs", "2022-06-21 07:00", "09:00"),
    ],
)
def test_what_was_announced_takes_place_at_the_announced_instant(name: str, begin: str, end: str) -> None:
    """The announced hours, in UTC."""
    (meeting,) = series(name)

    assert f"{meeting.timing.begin_utc:%Y-%m-%d %H:%M}" == begin
    assert f"{meeting.timing.end_utc:%H:%M}" == end
    assert len(meeting.participants) == 6


@pytest.mark.parametrize(
    ("name", "key", "day"),
    [("sofia-sejong-monthly", "2021-12", "2021-12-15"), ("dublin-seoul-monthly", "2022-01", "2022-01-27")],
)
def test_the_days_on_record_are_days_of_the_rule(name: str, key: str, day: str) -> None:
    (meeting,) = [meeting for meeting in series(name) if meeting.key == key]

    assert str(meeting.timing.starts.date()) == day
    assert not meeting.moved


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("sofia-sejong-monthly", ("Europe/Sofia", "Asia/Seoul")),
        ("rotterdam-busan-monthly", ("Europe/Amsterdam", "Asia/Seoul")),
    ],
)
def test_pairs_that_share_office_hours_meet_within_them_all_year(name: str, zones: tuple[str, str]) -> None:
    meetings = series(name)
    hours = [
        (at.astimezone(ZoneInfo(zone)).strftime("%H:%M"))
        for meeting in meetings
        for zone in zones
        for at in (meeting.timing.begin_utc, meeting.timing.end_utc)
    ]

    assert len(meetings) > 60
    assert min(hours) >= "09:00"
    assert max(hours) <= "18:00"
