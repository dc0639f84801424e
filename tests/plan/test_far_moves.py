"""A plan that moves a published meeting by half a year or more is refused: the year may be wrong (rule 8)."""

from __future__ import annotations

import pytest

from scheduler.programme.details import Status
from support.edits import FIRST, LATER, reasons, reasons_of
from support.programmes import monthly, programme, webinar
from support.world import published

OTHERS = [webinar(f"other-{n}", f"2027-02-{n + 10} 10:00") for n in range(5)]


@pytest.mark.parametrize(
    ("starts", "is_asked"),
    [
        pytest.param("2027-06-30 10:00", False, id="by a day less"),
        pytest.param("2027-07-01 10:00", True, id="by the shortest half-year, into summer time"),
        pytest.param("2028-01-01 10:00", True, id="a year too late"),
        pytest.param("2026-12-01 10:00", False, id="a month earlier"),
        pytest.param("2072-01-01 10:00", True, id="in another decade"),
    ],
)
@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.CANCELLED])
def test_a_single_meeting(starts: str, is_asked: bool, status: Status) -> None:
    before = programme(webinar("talk", "2027-01-01 10:00", "sofia", status=status), *OTHERS)
    found = reasons(before, programme(webinar("talk", starts, "sofia"), *OTHERS))

    assert len(found) == is_asked
    assert all("1 meeting of talk would move far, from 1 January 2027 to " in reason for reason in found)


def test_a_single_meeting_that_comes_half_a_year_earlier() -> None:
    before = programme(webinar("talk", "2027-11-03 10:00"), *OTHERS)
    [reason] = reasons(before, programme(webinar("talk", "2027-03-03 10:00"), *OTHERS))

    assert "1 meeting of talk would move far, from 3 November 2027 to 3 March 2027" in reason


@pytest.mark.parametrize(
    ("begins", "cancelled"),
    [
        pytest.param("2027-06", None, id="half a year, but for some days"),
        pytest.param("2027-12", 12, id="a year too late"),
        pytest.param("2035-12", 18, id="so late that no meeting is left"),
    ],
)
def test_a_series_that_begins_later(begins: str, cancelled: int | None) -> None:
    found = reasons(programme(monthly(), *OTHERS), programme(monthly(begins=begins), *OTHERS))

    day = f"1 December {begins[:4]}"
    assert list(found) == (
        [
            f"monthly would begin on {day}, and {cancelled} meetings from 16 December 2026 would be cancelled "
            "(is the year of `from` right?)"
        ]
        if cancelled
        else []
    )


def test_of_a_meeting_that_is_over_is_not_asked() -> None:
    world = published(programme(webinar("talk", "2026-11-25 08:30"), *OTHERS), FIRST)

    plan = world.plan(programme(webinar("talk", "2027-11-03 10:00"), *OTHERS), LATER)

    assert reasons_of(plan) == ()
