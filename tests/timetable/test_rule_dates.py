"""The dates of a rule, compared with dateutil's recurrence rules and with counting on a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from scheduler.programme.rules import (
    LastDay,
    MonthDay,
    Monthly,
    NthWeekday,
    NumberedWeeks,
    WeekdayAfter,
    Weekly,
    WorkingDay,
)
from scheduler.programme.spans import Month
from scheduler.timetable.rule_dates import Week, month_dates, week_dates

WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
ORDINALS = (1, 2, 3, 4, -1)

months = st.builds(Month, st.integers(2015, 2040), st.integers(1, 12))
weekdays = st.integers(0, 6)
ordinals = st.sampled_from(ORDINALS)
two_ordinals = st.sampled_from(
    [(a, b) for i, a in enumerate(ORDINALS) for b in ORDINALS[i + 1 :] if (a, b) != (4, -1)]
)
days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def always(_: date) -> bool:
    return True


def calendar_page(month: Month) -> list[date]:
    """The days of a month, counted one by one."""
    page, day = [], date(month.year, month.month, 1)
    while day.month == month.month:
        page.append(day)
        day += timedelta(days=1)
    return page


def by_rrule(month: Month, weekday: int, ordinal: int) -> date:
    start = datetime.combine(month.first, time())
    return rrule(MONTHLY, dtstart=start, byweekday=WEEKDAYS[weekday](ordinal), count=1)[0].date()


class TestMonthDates:
    @given(months, weekdays, two_ordinals | ordinals.map(lambda ordinal: (ordinal,)))
    def test_weekdays_are_those_of_rrule(self, month: Month, weekday: int, ordinals: tuple[int, ...]) -> None:
        expected = tuple(by_rrule(month, weekday, ordinal) for ordinal in ordinals)

        assert expected == month_dates(NthWeekday(ordinals, weekday), month, always)

    @given(months, weekdays, ordinals, weekdays)
    def test_a_weekday_after_is_the_first_one_that_follows(
        self, month: Month, weekday: int, ordinal: int, anchor: int
    ) -> None:
        day = by_rrule(month, anchor, ordinal) + timedelta(days=1)
        while day.weekday() != weekday:
            day += timedelta(days=1)

        assert (day,) == month_dates(WeekdayAfter(weekday, ordinal, anchor), month, always)

    @given(months, st.integers(1, 28))
    def test_a_day_of_the_month_is_that_day(self, month: Month, number: int) -> None:
        assert (calendar_page(month)[number - 1],) == month_dates(MonthDay(number), month, always)

    @given(months)
    def test_the_last_day_is_followed_by_another_month(self, month: Month) -> None:
        assert (calendar_page(month)[-1],) == month_dates(LastDay(), month, always)

    @given(months, st.frozensets(st.integers(1, 31)), st.sampled_from([1, -1]))
    def test_a_working_day_is_the_first_or_last_on_which_all_work(
        self, month: Month, working: frozenset[int], position: int
    ) -> None:
        shared = [day for day in calendar_page(month) if day.day in working]
        expected = () if not shared else (shared[0] if position == 1 else shared[-1],)

        assert expected == month_dates(WorkingDay(position), month, lambda day: day.day in working)

    @pytest.mark.parametrize(
        ("rule", "month", "expected"),
        [
            pytest.param(NthWeekday((1, -1), 0), Month(2027, 2), [date(2027, 2, 1), date(2027, 2, 22)], id="first and last Monday of a February with four"),
            pytest.param(WeekdayAfter(3, -1, 1), Month(2027, 11), [date(2027, 12, 2)], id="it may fall into December"),
            pytest.param(WeekdayAfter(1, 2, 1), Month(2026, 12), [date(2026, 12, 15)], id="Tuesday after Tuesday: a week"),
            pytest.param(LastDay(), Month(2028, 2), [date(2028, 2, 29)], id="last day of a leap February"),
        ],
    )  # fmt: skip
    def test_examples(self, rule: Monthly, month: Month, expected: list[date]) -> None:
        assert tuple(expected) == month_dates(rule, month, always)


class TestWeekDates:
    @given(st.sets(weekdays, min_size=1), st.integers(1, 52), days, st.integers(0, 200))
    def test_weeks_on_and_off_are_those_of_rrule(
        self, chosen: set[int], interval: int, anchor: date, weeks: int
    ) -> None:
        first = anchor - timedelta(days=anchor.weekday())
        monday = first + timedelta(weeks=weeks)
        start = datetime.combine(first, time())
        weeks_of_rrule = rrule(WEEKLY, interval=interval, dtstart=start, byweekday=sorted(chosen))
        dates = weeks_of_rrule.between(
            datetime.combine(monday, time()),
            datetime.combine(monday + timedelta(days=6), time()),
            inc=True,
        )
        expected = tuple(moment.date() for moment in dates)

        assert expected == week_dates(Weekly(tuple(sorted(chosen)), interval, anchor), Week(monday))

    @given(weekdays, st.integers(1, 52), days, st.integers(1, 200))
    def test_no_week_comes_before_that_of_the_anchor(
        self, weekday: int, interval: int, anchor: date, weeks: int
    ) -> None:
        monday = anchor - timedelta(days=anchor.weekday(), weeks=weeks)

        assert week_dates(Weekly((weekday,), interval, anchor), Week(monday)) == ()

    @pytest.mark.parametrize("anchor", [date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 3)])
    def test_any_day_of_the_first_week_anchors_it_across_the_year_of_53_weeks(self, anchor: date) -> None:
        rule = Weekly((3,), 2, anchor)
        mondays = [date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]

        assert [(date(2026, 12, 31),), (), (date(2027, 1, 14),)] == [
            week_dates(rule, Week(day)) for day in mondays
        ]

    def test_odd_weeks_meet_at_the_end_of_a_year_with_53(self) -> None:
        rule = NumberedWeeks((0,), odd=True)
        mondays = [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]

        assert [(), (mondays[1],), (mondays[2],), ()] == [week_dates(rule, Week(day)) for day in mondays]


def test_works_is_asked_for_working_days_only() -> None:
    def refuse(_: date) -> bool:
        raise AssertionError("not asked")

    rules: list[Monthly] = [NthWeekday((1,), 0), WeekdayAfter(1, 1, 0), MonthDay(15), LastDay()]
    ask: Callable[[date], bool] = refuse

    assert [len(month_dates(rule, Month(2026, 12), ask)) for rule in rules] == [1, 1, 1, 1]
