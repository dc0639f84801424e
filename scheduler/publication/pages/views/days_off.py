"""Days on which cities do not work: public holidays, and days on which they are closed.

The holidays are those of the last revision, so pages agree with the timetable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.members import City
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.state.state import State
from scheduler.timetable.holidays import Holiday

_DAY = timedelta(days=1)


class DayOff(Struct, frozen=True, kw_only=True):
    """Consecutive days off, from `first` to `last` inclusive: a holiday, or closed days if `holiday` is None.

    `country` is set (ISO 3166-1) for a holiday of a whole country; otherwise `cities` are those that are off.
    A break of the programme (`of_programme`) has neither.
    """

    first: date
    last: date
    holiday: Holiday | None
    country: str | None
    cities: tuple[Text, ...]
    of_programme: bool = False


class DayOffCalendar(Struct, frozen=True):
    """The days off of all cities in the window: cities, holidays and closed days by the city's identity.

    `breaks` are the days on which the whole programme is closed. Those on which a city does not work are
    among its closed days.
    """

    cities: Mapping[str, City]
    holidays: Mapping[str, Mapping[date, Holiday]]
    closed: Mapping[str, tuple[date, ...]]
    breaks: tuple[date, ...]

    def between(self, cities: Iterable[str], first: date, last: date) -> tuple[DayOff, ...]:
        """Returns the days off of `cities` (identities) from `first` to `last`, in order."""
        by_city = [day_off for city in cities for day_off in self._of(city, first, last)]
        merged = sorted(_merge_cities(by_city), key=lambda day_off: (day_off.first, str(day_off.country)))
        return tuple(_merge_consecutive(merged))

    def _of(self, identity: str, first: date, last: date) -> Iterator[DayOff]:
        """Yields the days off of one city in order."""
        days = {*self.holidays.get(identity, ()), *self.closed.get(identity, ())}
        for day in sorted(day for day in days if first <= day <= last):
            yield from self._on(identity, day)

    def _on(self, identity: str, day: date) -> Iterator[DayOff]:
        holiday = self.holidays.get(identity, {}).get(day)
        if holiday is not None:
            yield self._day_off(identity, day, holiday)
        if day not in self.closed.get(identity, ()):
            return
        if day in self.breaks:
            yield DayOff(first=day, last=day, holiday=None, country=None, cities=(), of_programme=True)
        else:
            yield self._day_off(identity, day, None)

    def _day_off(self, identity: str, day: date, holiday: Holiday | None) -> DayOff:
        city = self.cities[identity]
        country = city.country if holiday and city.subdivision is None else None
        cities = () if country else (city.name,)
        return DayOff(first=day, last=day, holiday=holiday, country=country, cities=cities)


def group_by_reason(days_off: Iterable[DayOff]) -> tuple[tuple[DayOff, ...], ...]:
    """Groups days off with the same dates and the same English name: one line for several countries."""
    groups: dict[object, list[DayOff]] = {}
    for day_off in days_off:
        name = day_off.holiday and day_off.holiday.name
        key = (day_off.first, day_off.last, name, day_off.of_programme)
        groups.setdefault(key, []).append(day_off)
    return tuple(map(tuple, groups.values()))


def days_off(state: State) -> DayOffCalendar:
    """Returns the known days off of every city in the months of the window."""
    window, details = state.window, state.profile.details
    cities = {city.identity: city for city in details.cities}
    span = Days(window.first, window.edge - timedelta(days=1))
    return DayOffCalendar(
        cities=cities,
        holidays={identity: _holidays(state, city, span) for identity, city in cities.items()},
        closed={identity: _closed(city, details.closed, span) for identity, city in cities.items()},
        breaks=_days_in(details.closed, span),
    )


def _holidays(state: State, city: City, span: Days) -> Mapping[date, Holiday]:
    years = range(span.first.year, span.last.year + 1)
    by_year = state.holidays.years
    return {
        holiday.day: holiday
        for year in years
        for holiday in by_year.get((city.country, city.subdivision, year), ())
        if holiday.day in span and not city.is_open(holiday.day)
    }


def _closed(city: City, programme_closed: Sequence[Days], span: Days) -> tuple[date, ...]:
    days = _days_in((*city.closed, *programme_closed), span)
    return tuple(day for day in days if not city.is_open(day))


def _days_in(ranges: Iterable[Days], span: Days) -> tuple[date, ...]:
    """Returns the days of `ranges` that lie in `span`, in order."""
    in_span = (
        Days(max(days.first, span.first), min(days.last, span.last))
        for days in ranges
        if days.first <= span.last and days.last >= span.first
    )
    return tuple(sorted({day for days in in_span for day in _dates(days)}))


def _dates(days: Days) -> Iterator[date]:
    return (days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1))


def _merge_cities(days_off: Sequence[DayOff]) -> Iterator[DayOff]:
    """Merges the cities that are off on the same days for the same reason."""
    groups: dict[DayOff, list[Text]] = {}
    for day_off in days_off:
        groups.setdefault(replace(day_off, cities=()), []).extend(day_off.cities)
    return (replace(day_off, cities=tuple(dict.fromkeys(names))) for day_off, names in groups.items())


def _merge_consecutive(days_off: Iterable[DayOff]) -> Iterator[DayOff]:
    """Merges consecutive days off that have the same reason; `days_off` are in order."""
    open_ranges: dict[object, DayOff] = {}
    finished: list[DayOff] = []
    for day_off in days_off:
        holiday = day_off.holiday
        name = holiday and (holiday.name, holiday.local)
        reason = (name, day_off.country, day_off.cities, day_off.of_programme)
        current = open_ranges.get(reason)
        if current is not None and current.last + timedelta(days=1) == day_off.first:
            open_ranges[reason] = replace(current, last=day_off.last)
        else:
            finished.extend([current] if current else [])
            open_ranges[reason] = day_off
    return iter(sorted([*finished, *open_ranges.values()], key=lambda day_off: day_off.first))
