"""Days on which cities do not work, as far as they are known: public holidays, and what is closed.

By the holidays that the last revision was made with, so that pages say what the timetable knew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.programme.places import City
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.record.revision import Published
from scheduler.timetable.holidays import Holiday
from scheduler.timetable.occurrence import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """Days in a row, both ends included: a holiday, or (None) closed.

    `country` (ISO 3166-1) where it is a holiday of the whole country, else the `cities` that are off.
    """

    first: date
    last: date
    holiday: Holiday | None
    country: str | None
    cities: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days off of cities by identity: their holidays, and the days on which they are closed."""

    cities: Mapping[str, City]
    holidays: Mapping[str, Mapping[date, Holiday]]
    closed: Mapping[str, frozenset[date]]

    def of(self, occurrence: Occurrence) -> Iterator[DayOff]:
        """The days off that `occurrence` falls on, each on the local date of its city."""
        timing = occurrence.timing
        begin = timing.begin.replace(tzinfo=None)
        found: list[DayOff] = []
        for participant in occurrence.participants:
            start = timing.starts if timing.all_day else begin + timedelta(minutes=participant.offset)
            found.extend([*self._on(participant.city, start.date())][:1])
        return _together(found)

    def between(self, cities: Iterable[str], first: date, last: date) -> tuple[DayOff, ...]:
        """The days off of `cities` from `first` to `last`, in order."""
        span = [*_each(Days(first, last))]
        found = [off for city in cities for day in span for off in self._on(city, day)]
        return tuple(_in_rows(sorted(_together(found), key=lambda off: (off.first, str(off.country)))))

    def _on(self, identity: str, day: date) -> Iterator[DayOff]:
        holiday = self.holidays.get(identity, {}).get(day)
        if holiday is not None:
            yield self._day_off(identity, day, holiday)
        if day in self.closed.get(identity, ()):
            yield self._day_off(identity, day, None)

    def _day_off(self, identity: str, day: date, holiday: Holiday | None) -> DayOff:
        city = self.cities[identity]
        country = city.country if holiday and city.subdivision is None else None
        cities = () if country else (city.name,)
        return DayOff(first=day, last=day, holiday=holiday, country=country, cities=cities)


def by_reason(found: Iterable[DayOff]) -> tuple[tuple[DayOff, ...], ...]:
    """Those that go by one name on the same days: a holiday of several countries is told once."""
    groups: dict[object, list[DayOff]] = {}
    for off in found:
        groups.setdefault((off.first, off.last, off.holiday and off.holiday.name), []).append(off)
    return tuple(map(tuple, groups.values()))


def days_off(published: Published) -> DaysOff:
    """What is known of the days off of every city, in the months of the window."""
    window, details = published.window, published.profile.details
    cities = {city.identity: city for city in details.cities}
    span = Days(window.first, window.edge - timedelta(days=1))
    return DaysOff(
        cities=cities,
        holidays={identity: _holidays(published, city, span) for identity, city in cities.items()},
        closed={identity: _closed(city, details.closed, span) for identity, city in cities.items()},
    )


def unknown_years(published: Published, cities: Iterable[City]) -> tuple[tuple[str, int], ...]:
    """Countries and years of the window whose holidays are not known: that is not the same as none."""
    window, known = published.window, published.holidays
    years = range(window.month.year, (window.edge - timedelta(days=1)).year + 1)
    places = dict.fromkeys((city.country, city.subdivision) for city in cities)
    unknown = [(place[0], year) for place in places for year in years if not known.knows(*place, year)]
    return tuple(dict.fromkeys(unknown))


def _holidays(published: Published, city: City, span: Days) -> Mapping[date, Holiday]:
    years = range(span.first.year, span.last.year + 1)
    known = (published.holidays.years.get((city.country, city.subdivision, year), ()) for year in years)
    found = (holiday for holidays in known for holiday in holidays)
    return {one.day: one for one in found if one.day in span and not city.is_open(one.day)}


def _closed(city: City, common: Sequence[Days], span: Days) -> frozenset[date]:
    ranges = (
        Days(max(days.first, span.first), min(days.last, span.last))
        for days in (*city.closed, *common)
        if days.first <= span.last and days.last >= span.first
    )
    return frozenset(day for days in ranges for day in _each(days) if not city.is_open(day))


def _each(days: Days) -> Iterator[date]:
    return (days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1))


def _together(found: Sequence[DayOff]) -> Iterator[DayOff]:
    """One for all the cities that are off on the same days for the same reason."""
    groups: dict[DayOff, list[Text]] = {}
    for off in found:
        groups.setdefault(replace(off, cities=()), []).extend(off.cities)
    return (replace(off, cities=tuple(dict.fromkeys(names))) for off, names in groups.items())


def _in_rows(found: Iterable[DayOff]) -> Iterator[DayOff]:
    """Days in a row that are off for one reason become one."""
    rows: dict[object, DayOff] = {}
    done: list[DayOff] = []
    for off in found:
        reason = (off.holiday and (off.holiday.name, off.holiday.local), off.country, off.cities)
        row = rows.get(reason)
        if row is not None and row.last + timedelta(days=1) == off.first:
            rows[reason] = replace(row, last=off.last)
        else:
            done.extend([row] if row else [])
            rows[reason] = off
    return iter(sorted([*done, *rows.values()], key=lambda off: off.first))
