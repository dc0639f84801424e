"""Notices about meetings of a city, or of the host, at the same time, each pair of meetings by itself.

So a clash is found that exists only between the clock changes of two places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from scheduler.advice.notices.notice import ComingNotice
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, overlapping
from scheduler.timetable.warnings.clashes import HOST, attendees_of


def clash_notices(programme: Programme, occurrences: Iterable[Occurrence]) -> Iterator[ComingNotice]:
    """Yields a notice for each two meetings of a city, or of the host, that share time.

    As in `check`, meetings do not count if the text says that they block no time.
    """
    names: dict[str, Text] = {city.identity: city.name for city in programme.cities.values()}
    names[HOST] = programme.host.name
    attendees: dict[tuple[Occurrence, Occurrence], list[str]] = defaultdict(list)
    for attendee, attended in _by_attendee(programme, occurrences).items():
        for both in overlapping(attended):
            attendees[both].append(attendee)
    for (first, second), attending in attendees.items():
        places = [place for place in names if place in attending]
        day = second.timing.starts.date()
        yield ComingNotice(
            day=day,
            code="clash",
            values={
                "title": second.content.title,
                "other": first.content.title,
                "day": day,
                "place": tuple(names[place] for place in places),
            },
            cities=tuple(place for place in places if place != HOST),
            series=second.series,
            key=second.key,
        )


def _by_attendee(programme: Programme, occurrences: Iterable[Occurrence]) -> Mapping[str, list[Occurrence]]:
    series = {each.identity: each for each in programme.series.values()}
    by_attendee: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences:
        for attendee in attendees_of(occurrence, series[occurrence.series], programme.host):
            by_attendee[attendee].append(occurrence)
    return by_attendee
