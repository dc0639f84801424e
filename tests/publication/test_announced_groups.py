"""Times of a series that are told as one: by their hours, and by spans that other meetings end."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.publication.announcements.grouping import DaySpan, LocalTimes, alike, spans

DEC, JAN, FEB, MAR = date(2026, 12, 16), date(2027, 1, 20), date(2027, 2, 17), date(2027, 3, 17)


def test_meetings_with_the_same_old_and_new_hours_are_alike() -> None:
    """The same new hour in place of another one is another change."""
    times = [
        LocalTimes(day=day, hours="11:00", old_hours=old)
        for day, old in ((FEB, "10:00"), (DEC, "10:00"), (JAN, "09:00"))
    ]

    assert [(each.old_hours, each.days) for each in alike(times)] == [
        ("10:00", (DEC, FEB)),
        ("09:00", (JAN,)),
    ]


@pytest.mark.parametrize(
    ("days", "others", "expected"),
    [
        pytest.param([DEC, JAN, FEB], [], [(DEC, FEB, True)], id="nothing between"),
        pytest.param([DEC, FEB], [JAN], [(DEC, DEC, True), (FEB, FEB, True)], id="another meeting between"),
        pytest.param([DEC, JAN], [MAR], [(DEC, JAN, True)], id="another meeting behind"),
        pytest.param(
            [DEC, JAN, FEB], [date(2027, 2, 24)], [(DEC, FEB, False)], id="another meeting in the last month"
        ),
    ],
)  # fmt: skip
def test_another_meeting_ends_a_span(
    days: list[date], others: list[date], expected: list[tuple[date, date, bool]]
) -> None:
    found = [DaySpan(first=first, last=last, is_months=months) for first, last, months in expected]

    assert [*spans(days, others)] == found
