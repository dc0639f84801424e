"""Time inputs are a storage format: the strings below stand in databases, and no edit may change one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest

from scheduler.programme.rules import (
    LastDay,
    MonthDay,
    NthWeekday,
    NumberedWeeks,
    Rule,
    WeekdayAfter,
    Weekly,
    WorkingDay,
)
from scheduler.programme.series import Series
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.time_inputs import are_accepted, encode_rule
from support.programmes import MON, SAT, THU, TUE, WED, change, extra, monthly, programme, visit, webinar

STORED = {
    NthWeekday((3,), WED): "third Wednesday",
    NthWeekday((1, -1), MON): "first and last Monday",
    NthWeekday((2, 4), TUE): "second and fourth Tuesday",
    WeekdayAfter(THU, 2, TUE): "Thursday after the second Tuesday",
    WeekdayAfter(SAT, -1, 6): "Saturday after the last Sunday",
    MonthDay(15): "day 15",
    LastDay(): "last day",
    WorkingDay(1): "first working day",
    WorkingDay(-1): "last working day",
    Weekly((4,), 1, date(2026, 1, 9)): "every 1 weeks on Friday from 2026-01-09",
    Weekly((THU,), 2, date(2026, 1, 8)): "every 2 weeks on Thursday from 2026-01-08",
    Weekly((MON, THU), 1, date(2026, 1, 5)): "every 1 weeks on Monday and Thursday from 2026-01-05",
    NumberedWeeks((THU,), odd=True): "odd weeks on Thursday",
    NumberedWeeks((MON, THU), odd=False): "even weeks on Monday and Thursday",
}


def inputs(series: Series) -> tuple[str, ...]:
    """The time inputs of `series`, in a programme of its own."""
    return (
        date_programme(programme(series), NO_HOLIDAYS, date(2026, 12, 31)).series[series.identity].time_inputs
    )


class TestARule:
    @pytest.mark.parametrize(("rule", "stored"), STORED.items(), ids=STORED.values())
    def test_is_encoded_as_stores_hold_it(self, rule: Rule, stored: str) -> None:
        assert encode_rule(rule) == stored

    def test_of_every_form_has_an_example_above(self) -> None:
        assert {type(rule) for rule in STORED} == set(get_args(Rule))


class TestASeries:
    @pytest.mark.parametrize(
        ("series", "stored"),
        [
            pytest.param(monthly(), ("third Wednesday 10:00 Europe/Sofia 60 min",), id="recurs"),
            pytest.param(
                monthly(at={"sofia": "10:00", "sejong": "16:00"}, clock_of="alternate"),
                ("third Wednesday 10:00, 16:00 Europe/Sofia, Asia/Seoul 60 min",),
                id="alternates",
            ),
            pytest.param(
                webinar("talk", "2026-10-05 09:00", "Europe/Brussels"),
                ("once: 2026-10-05 09:00:00 Europe/Brussels 90 min",),
                id="happens once",
            ),
            pytest.param(
                webinar("talk", "2026-10-05 09:00", "sofia", ends="2026-10-05 11:15"),
                ("once: 2026-10-05 09:00:00 Europe/Sofia to 2026-10-05 11:15:00",),
                id="happens once and has an end",
            ),
            pytest.param(visit("visit", "2026-05-10", days=3), ("once: 2026-05-10 Asia/Seoul 3 days",), id="lasts days"),
            pytest.param(
                monthly(extras=(extra("trams", "2026-11-10 10:00"),)),
                (
                    "third Wednesday 10:00 Europe/Sofia 60 min",
                    "extra.trams: 2026-11-10 10:00:00 Europe/Sofia 60 min",
                ),
                id="has an extra",
            ),
        ],
    )  # fmt: skip
    def test_has_the_inputs_that_stores_hold(self, series: Series, stored: tuple[str, ...]) -> None:
        assert inputs(series) == stored

    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            pytest.param(change("2026-12", title="Trams"), (), id="a title is none"),
            pytest.param(change("2026-12", cancel="Snow"), (), id="a cancellation is none"),
            pytest.param(change("2026-12", "2026-12-09 11:00"), ("2026-12: 2026-12-09 11:00:00 same clock same length",), id="date and hour"),
            pytest.param(change("2026-12-16", "11:30"), ("2026-12: 11:30:00 same clock same length",), id="an hour"),
            pytest.param(
                change("2026-12", clock_of="sejong", duration=timedelta(hours=2)),
                ("2026-12: same time Asia/Seoul 120 min",),
                id="clock and duration",
            ),
        ],
    )  # fmt: skip
    def test_adds_those_of_its_changes(self, written: object, stored: tuple[str, ...]) -> None:
        series = monthly(changes=(written,))  # type: ignore[arg-type]

        assert inputs(series)[1:] == stored


class TestAcceptance:
    STORED = ("third Wednesday 10:00 Europe/Sofia 60 min", "2026-12: 11:30:00 same clock same length")

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            pytest.param(STORED, True, id="all are stored"),
            pytest.param(STORED[:1], False, id="its change was taken back"),
            pytest.param((*STORED, "2026-12: 2026-12-09 same clock same length"), False, id="one is new"),
        ],
    )
    def test_needs_exactly_what_is_stored(self, asked: tuple[str, ...], expected: bool) -> None:
        assert are_accepted(asked, self.STORED, "2026-12") is expected

    def test_takes_no_notice_of_other_meetings(self) -> None:
        assert are_accepted(self.STORED[:1], self.STORED, "2026-11")
