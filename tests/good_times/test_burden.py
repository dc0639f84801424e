"""Each further hour outside office hours weighs more."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from scheduler.good_times.burden import CityHours
from scheduler.programme.members import City, OfficeHours
from scheduler.timetable.workdays import Workdays
from support.programmes import SEOUL, holidays

SHORT = replace(SEOUL, hours=OfficeHours(opens=time(10), closes=time(16)))


@pytest.mark.parametrize(
    ("city", "begins", "burden"),
    [
        pytest.param(SEOUL, "03-03 17:00", 0, id="in office hours"),
        pytest.param(SEOUL, "03-03 18:00", 60, id="first hour"),
        pytest.param(SEOUL, "03-03 18:30", 30 + 60, id="half and half"),
        pytest.param(SEOUL, "03-03 19:00", 120, id="second hour"),
        pytest.param(SEOUL, "03-03 20:00", 180, id="third hour"),
        pytest.param(SEOUL, "03-03 21:00", 180, id="fourth hour"),
        pytest.param(SEOUL, "03-03 21:30", 90 + 150, id="into the night"),
        pytest.param(SEOUL, "03-03 22:00", 300, id="night"),
        pytest.param(SEOUL, "03-03 06:30", 150 + 60, id="out of the night"),
        pytest.param(SEOUL, "03-03 07:00", 120, id="second hour before"),
        pytest.param(SEOUL, "03-03 08:00", 60, id="first hour before"),
        pytest.param(SHORT, "03-03 07:00", 180, id="third hour before"),
        pytest.param(SEOUL, "03-06 10:00", 180, id="Saturday"),
        pytest.param(SEOUL, "03-06 22:00", 300, id="Saturday night"),
        pytest.param(SEOUL, "03-05 19:00", 180, id="holiday"),
    ],
)
def test_the_burden_of_an_hour(city: City, begins: str, burden: int) -> None:
    begin = datetime.fromisoformat(f"2027-{begins}").replace(tzinfo=ZoneInfo(city.zone))
    workdays = Workdays(holidays("KR 2027-03-05 A day"), ())
    hours = CityHours(city, date(2027, 3, 1), date(2027, 3, 9), workdays)

    assert hours.burden(begin, begin + timedelta(hours=1)).burden == burden
