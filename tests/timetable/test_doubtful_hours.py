"""The times that a message offers instead of a doubtful hour are good ones, to begin and to end at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.timetable import Blocked
from support.programmes import programme, webinar


def blocked(starts: str, zone: str, minutes: int) -> tuple[Blocked, ...]:
    talk = webinar("talk", starts, zone, duration=timedelta(minutes=minutes))
    return date_programme(programme(talk), NO_HOLIDAYS, date(2027, 12, 31)).blocked


BRUSSELS, LORD_HOWE = "Europe/Brussels", "Australia/Lord_Howe"
CASES = {
    "a repeated start": ("2026-10-25 02:30", BRUSSELS, 60, "times are 00:45 or 03:00"),
    "its end": ("2026-10-25 01:30", BRUSSELS, 60, "times to start are 00:45 or 03:00"),
    "a skipped start": ("2027-03-28 02:15", BRUSSELS, 90, "times are 01:45 or 03:00"),
    "half an hour": ("2027-04-04 01:15", LORD_HOWE, 30, "times to start are 00:45 or 02:00"),
}


@pytest.mark.parametrize(("starts", "zone", "minutes", "offer"), CASES.values(), ids=CASES)
def test_each_time_that_is_offered_is_good(starts: str, zone: str, minutes: int, offer: str) -> None:
    (meeting,) = blocked(starts, zone, minutes)

    assert meeting.problem.message.endswith(f"the nearest good {offer}")
    for hour in offer.partition(" are ")[2].split(" or "):
        assert blocked(f"{starts[:10]} {hour}", zone, minutes) == ()


def test_a_start_on_another_day_than_the_written_one_is_named_with_its_day() -> None:
    (meeting,) = blocked("2026-10-24 23:30", BRUSSELS, 180)

    assert meeting.problem.message.endswith("times to start are 22:45 or 2026-10-25 01:00")
    assert blocked("2026-10-24 22:45", BRUSSELS, 180) == blocked("2026-10-25 01:00", BRUSSELS, 180) == ()
