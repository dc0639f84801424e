"""Notices about hours that move in a city because clocks change, there or where the meeting has its clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.advice.notices.notice import ComingNotice, Value
from scheduler.timetable.clocks.hour_changes import HourChange, hour_changes
from scheduler.timetable.occurrence import Occurrence


def clock_notices(occurrences: Sequence[Occurrence]) -> Iterator[ComingNotice]:
    """Yields a notice for each first meeting at another hour in a city; `occurrences` are in order."""
    by_uid = {occurrence.uid: occurrence for occurrence in occurrences}
    by_city: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        for city in occurrence.cities():
            by_city.setdefault(city, []).append(occurrence)
    for city, of_city in by_city.items():  # those of all other cities would take their square of time
        for uid, changes in hour_changes(of_city, [city]).items():
            for change in changes:
                yield _notice(by_uid[uid], city, change)


def _notice(occurrence: Occurrence, city: str, change: HourChange) -> ComingNotice:
    values: dict[str, Value] = {
        "title": change.title,
        "day": change.day,
        "old": change.old,
        "new": change.new,
        "city": change.city,
        "place": change.causes,
    }
    if change.clock is not None:
        values["clock"] = change.clock
    return ComingNotice(
        day=change.day,
        code="hour-moves",
        values=values,
        cities=(city,),
        series=occurrence.series,
        key=occurrence.key,
    )
