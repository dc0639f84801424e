"""Whether a city works on a day, and if not, why: public holidays, days closed, office days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.programme.places import City
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.timetable.holidays import Holiday, Holidays
from scheduler.timetable.occurrence import Obstacle

# Part of the reason of a skipped meeting, beside names of holidays, which are texts of this layer too.
CLOSED = Text.of({"en": "closed", "bg": "затворено", "ko": "휴무", "nl": "gesloten"})
NO_OFFICE_DAY = Text.of(
    {"en": "no office day", "bg": "неработен ден", "ko": "근무일 아님", "nl": "geen kantoordag"}
)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The public holidays known, and the days on which the whole programme is closed."""

    holidays: Holidays
    closed: tuple[Days, ...] = ()

    def day_off(self, city: City, day: date) -> Obstacle | None:
        """Why `city` is off on `day`, weekends aside; None where it works or nothing is known."""
        if city.says_open(day):
            return None
        holiday = self.holidays.on(city.country, city.subdivision, day)
        if holiday is not None:
            return Obstacle(city=city.identity, day=day, why=_name(holiday))
        if city.says_closed(day, self.closed):
            return Obstacle(city=city.identity, day=day, why=CLOSED)
        return None

    def obstacle(self, city: City, day: date) -> Obstacle | None:
        """Why `day` is not a working day of `city`, weekends included."""
        off = self.day_off(city, day)
        if off is None and day.weekday() not in city.hours.days and not city.says_open(day):
            return Obstacle(city=city.identity, day=day, why=NO_OFFICE_DAY)
        return off


def _name(holiday: Holiday) -> Text:
    """The English name, and the country's own for those who read its language."""
    return Text.of({"en": holiday.name} | ({holiday.language: holiday.local} if holiday.is_foreign else {}))
