"""Notices about series that end, and about years whose holidays are not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from scheduler.advice.notices.notice import ComingNotice, CountryCode
from scheduler.programme.programme import Programme
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.workdays import Workdays


def ending_notices(
    programme: Programme, occurrences: Iterable[Occurrence], last: date
) -> Iterator[ComingNotice]:
    """Yields a notice for each series whose last meeting is among `occurrences`, which go on to `last`."""
    latest: dict[str, Occurrence] = {}
    for occurrence in occurrences:
        known = latest.get(occurrence.series)
        if known is None or known.timing.starts < occurrence.timing.starts:
            latest[occurrence.series] = occurrence
    for series in programme.series.values():
        found = latest.get(series.identity)
        if found is not None and series.ends is not None and series.ends <= last:
            day = found.timing.starts.date()
            yield ComingNotice(
                day=day,
                code="series-ends",
                values={"title": found.content.title, "day": day},
                cities=found.cities(),
                series=found.series,
                key=found.key,
            )


def holiday_notices(
    programme: Programme, occurrences: Iterable[Occurrence], workdays: Workdays
) -> Iterator[ComingNotice]:
    """Yields a notice for each country and year with meetings whose holidays are not known.

    Its day is that of the first meeting; `occurrences` are in order.
    """
    cities = {city.identity: city for city in programme.cities.values()}
    first_days: dict[tuple[str, int], date] = {}
    concerned: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for occurrence in occurrences:
        day = occurrence.timing.starts.date()
        for identity in occurrence.cities():
            city = cities[identity]
            if not workdays.holidays.knows(city.country, city.subdivision, day.year):
                first_days.setdefault((city.country, day.year), day)
                concerned[city.country, day.year][identity] = None
    for (country, year), day in first_days.items():
        yield ComingNotice(
            day=day,
            code="holidays-unknown",
            values={"country": CountryCode(country), "year": f"{year}"},
            cities=tuple(concerned[country, year]),
        )
