"""An edit may plan only so many new meetings, whatever is published already."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.programme.rules import MonthDay, NthWeekday, Rule, Weekly
from scheduler.reports.advice_words import with_advice
from scheduler.timetable.slots import (
    MOST_MEETINGS,
    MOST_OF_SERIES,
    count_slots,
    make_slots,
    too_many_meetings,
)
from support.programmes import monthly

LAST = date(2029, 12, 31)
WEEKLY = Weekly((0,), 1, date(1970, 1, 5))


@pytest.mark.parametrize(
    "rule",
    [WEEKLY, Weekly((3,), 3, date(2007, 1, 4)), NthWeekday((3,), 2), NthWeekday((1, 3), 2), MonthDay(5)],
    ids=["weekly", "every three weeks", "third", "first and third", "day"],
)
def test_meetings_are_counted_nearly_right_without_working_them_out(rule: Rule) -> None:
    series = monthly(every=rule, begins="2007-01", until="2026-06")
    count = len(make_slots(series, LAST, lambda _: True))

    assert abs(count_slots(series, LAST) - count) <= count // 50 + 2


def test_a_year_of_another_century_is_asked_about() -> None:
    (problem,) = too_many_meetings([monthly(every=WEEKLY, begins="1970-01")], LAST, lambda _: 0)

    assert problem.path == ("meetings", "monthly", "from")
    assert with_advice(problem.message, problem.advice) == (
        "it has about 3,130 new meetings, the first in January 1970: is the year right? "
        "More than 1,000 at once need `twincal apply` with --allow large"
    )


def test_what_is_published_counts_no_more() -> None:
    """So waiting makes no error of what was accepted."""
    old = monthly(every=WEEKLY, begins="1970-01")

    assert [*too_many_meetings([old], LAST, lambda _: 3_000)] == []


def test_all_series_together_may_be_too_many() -> None:
    weekly = monthly(every=WEEKLY, begins="2012-01")
    number = MOST_MEETINGS // count_slots(weekly, LAST)
    assert count_slots(weekly, LAST) < MOST_OF_SERIES

    assert [*too_many_meetings([weekly] * number, LAST, lambda _: 0)] == []
    (problem,) = too_many_meetings([weekly] * (number + 1), LAST, lambda _: 0)

    assert problem.path == ("programme",)
