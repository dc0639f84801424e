"""Notices about meetings at a time when a city or the host is busy, as its own calendar says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.advice.notices.notice import ComingNotice
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.programme.time_spans import TimeSpan, common
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.warnings.clashes import HOST, attendees_of


def busy_notices(
    programme: Programme, occurrences: Iterable[Occurrence], busy: Mapping[str, Sequence[TimeSpan]]
) -> Iterator[ComingNotice]:
    """Yields a notice for each meeting and attendee; `busy` are the times by attendee, in order."""
    if not busy:
        return
    names: dict[str, Text] = {city.identity: city.name for city in programme.cities.values()}
    names[HOST] = programme.host.name
    series_by_identity = {series.identity: series for series in programme.series.values()}
    for occurrence in occurrences:
        timing, series = occurrence.timing, series_by_identity[occurrence.series]
        meeting, day = [TimeSpan(timing.begin_utc, timing.end_utc)], timing.starts.date()
        for attendee in attendees_of(occurrence, series, programme.host):
            if not common(meeting, busy.get(attendee, ())):
                continue
            yield ComingNotice(
                day=day,
                code="busy",
                values={"title": occurrence.content.title, "day": day, "place": names[attendee]},
                cities=(attendee,) if attendee != HOST else (),
                series=occurrence.series,
                key=occurrence.key,
            )
