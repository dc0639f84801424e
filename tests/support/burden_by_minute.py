"""The burden of a single minute for a city, from its wall time alone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.programme.members import City, OfficeHours


def burden_of_minute(moment: datetime, city: City) -> int:
    """The burden of the minute that begins at `moment`; 0 in office hours. No day is a holiday."""
    local = moment.astimezone(ZoneInfo(city.zone))
    wall = 60 * local.hour + local.minute
    is_night = wall < 7 * 60 or wall >= 22 * 60
    if local.weekday() not in city.hours.days:
        return 5 if is_night else 3
    distance = _minutes_away(wall, city.hours)
    if distance == 0:
        return 0
    if is_night:
        return 5
    return 1 if distance <= 60 else 2 if distance <= 120 else 3


def _minutes_away(wall: int, hours: OfficeHours) -> int:
    """How far away office hours are from a minute: 1 for the last one before and the first one after them."""
    opens = 60 * hours.opens.hour + hours.opens.minute
    closes = 60 * hours.closes.hour + hours.closes.minute
    return max(opens - wall, wall - closes + 1, 0)
