"""Recorded hours: the values by which a store knows that an hour was accepted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from msgspec.structs import replace

from calendars.zone_changes import changes_in
from scheduler.programme.rules import NthWeekday
from scheduler.programme.series import Change, Series
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.recorded_hours import (
    ChangeHours,
    DateHours,
    RecordedHours,
    RuleHours,
)
from support.programmes import WED, change, extra, monthly, programme, visit, webinar

HOUR = timedelta(hours=1)
RULE = RuleHours(rule=NthWeekday((3,), WED), turns=(("Europe/Sofia", time(10)),), duration=HOUR)


@pytest.mark.parametrize("year", [2024, 2026, 2028])
def test_no_zone_changes_its_clocks_by_day(year: int) -> None:
    """Otherwise an hour that does not exist would not be found before its meeting is in the window."""
    changes = (each for name in available_timezones() for each in changes_in(ZoneInfo(name), year))
    doubtful = [wall for each in changes for wall in (each.local, each.local + each.after - each.before)]

    by_day = [
        wall
        for wall in doubtful
        if not replace(RULE, turns=(("UTC", wall.time()),), duration=None).may_be_doubtful
    ]

    assert by_day == []


def hours(series: Series) -> tuple[RecordedHours, ...]:
    """The recorded hours of `series`, in a programme of its own."""
    return date_programme(programme(series), NO_HOLIDAYS, date(2026, 12, 31)).series[series.identity].hours


class TestASeries:
    @pytest.mark.parametrize(
        ("series", "recorded"),
        [
            pytest.param(monthly(), (RULE,), id="recurs"),
            pytest.param(
                monthly(at={"sofia": "10:00", "sejong": "16:00"}, clock_of="alternate"),
                (replace(RULE, turns=(("Europe/Sofia", time(10)), ("Asia/Seoul", time(16)))),),
                id="alternates",
            ),
            pytest.param(
                webinar("talk", "2026-10-05 09:00", "Europe/Brussels"),
                (
                    DateHours(
                        key="once",
                        starts=datetime(2026, 10, 5, 9),
                        zone="Europe/Brussels",
                        duration=timedelta(minutes=90),
                    ),
                ),
                id="happens once",
            ),
            pytest.param(
                webinar("talk", "2026-10-05 09:00", "sofia", ends="2026-10-05 11:15"),
                (
                    DateHours(
                        key="once",
                        starts=datetime(2026, 10, 5, 9),
                        zone="Europe/Sofia",
                        ends=datetime(2026, 10, 5, 11, 15),
                    ),
                ),
                id="happens once and has an end",
            ),
            pytest.param(
                visit("visit", "2026-05-10", days=3),
                (DateHours(key="once", starts=datetime(2026, 5, 10), zone="Asia/Seoul", days=3),),
                id="lasts days",
            ),
            pytest.param(
                monthly(extras=(extra("trams", "2026-11-10 10:00"),)),
                (
                    RULE,
                    DateHours(
                        key="extra.trams",
                        starts=datetime(2026, 11, 10, 10),
                        zone="Europe/Sofia",
                        duration=HOUR,
                    ),
                ),
                id="has an extra",
            ),
        ],
    )
    def test_has_the_hours_of_its_rules_and_dates(
        self, series: Series, recorded: tuple[RecordedHours, ...]
    ) -> None:
        assert hours(series) == recorded

    @pytest.mark.parametrize(
        ("written", "recorded"),
        [
            pytest.param(change("2026-12", title="Trams"), (), id="a title is none"),
            pytest.param(change("2026-12", cancel="Snow"), (), id="a cancellation is none"),
            pytest.param(
                change("2026-12", "2026-12-09 11:00"),
                (ChangeHours(key="2026-12", day=date(2026, 12, 9), hour=time(11)),),
                id="date and hour",
            ),
            pytest.param(
                change("2026-12", "2026-12-09"),
                (ChangeHours(key="2026-12", day=date(2026, 12, 9)),),
                id="a date",
            ),
            pytest.param(
                change("2026-12-16", "11:30"),
                (ChangeHours(key="2026-12", hour=time(11, 30)),),
                id="an hour",
            ),
            pytest.param(
                change("2026-12", clock_of="sejong", duration=timedelta(hours=2)),
                (ChangeHours(key="2026-12", zone="Asia/Seoul", duration=timedelta(hours=2)),),
                id="clock and duration",
            ),
        ],
    )
    def test_adds_those_of_its_changes(self, written: Change, recorded: tuple[RecordedHours, ...]) -> None:
        assert hours(monthly(changes=(written,)))[1:] == recorded
