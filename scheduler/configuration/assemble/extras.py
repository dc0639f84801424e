"""More meetings of a series, each dated on its own: the entries under `extra:`.

What an extra does not say, its clock and its length, it takes from the rule that is in force on its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.configuration.assemble.changes import SeriesScope, read_one_clock
from scheduler.configuration.assemble.details import details
from scheduler.configuration.assemble.fixed import fixed, is_timed
from scheduler.configuration.assemble.identifiers import wrong_id
from scheduler.configuration.assemble.schedule import first_day
from scheduler.configuration.blocks.documents import ExtraDocument, MeetingDocument
from scheduler.programme.problems import Path
from scheduler.programme.series import Clock, Extra, Fixed, ScheduleEntry


def extras(place: SeriesScope, schedule: tuple[ScheduleEntry, ...], once: Fixed | None) -> tuple[Extra, ...]:
    """The extra meetings that are clear; what is not is an error."""
    return tuple(_made(place, schedule, once))


def _made(place: SeriesScope, schedule: tuple[ScheduleEntry, ...], once: Fixed | None) -> Iterator[Extra]:
    written = place.draft.data.get("extra")
    for name, data in written.items() if isinstance(written, dict) else ():
        path = (*place.draft.path, "extra", name)
        wrong = wrong_id(name)
        if wrong is not None:
            place.findings.error(path, wrong, at="key")
        document = (place.draft.document.extra or {}).get(name)
        if document is not None and document.starts is not None:
            yield from _extra(place, name, document, data, path, _in_force(schedule, document.starts), once)


def _in_force(schedule: tuple[ScheduleEntry, ...], starts: date) -> ScheduleEntry | None:
    day = starts.date() if isinstance(starts, datetime) else starts
    begun = [entry for entry in schedule if first_day(entry.begins) <= day]
    return begun[-1] if begun else next(iter(schedule), None)


def _extra(
    place: SeriesScope,
    name: str,
    document: ExtraDocument,
    data: dict[str, Any],
    path: Path,
    entry: ScheduleEntry | None,
    once: Fixed | None,
) -> Iterator[Extra]:
    clock = _clock(place, document, path, entry.clock if entry else once.clock if once else None)
    dated = fixed(document, data, path, clock, place.findings)
    said = details(document, path, place.names, place.findings)
    length = _length(place, document, entry, once)
    if is_timed(document) and length is None and not {"duration", "ends"} & set(data):
        place.findings.error(
            (*path, "duration"), "`duration` is missing; write how long it takes, such as `duration: 60 min`"
        )
    if dated is not None:
        inherited = length if is_timed(document) and dated.ends is None else None
        yield Extra(id=name, fixed=dated, details=replace(said, duration=said.duration or inherited))


def _clock(place: SeriesScope, document: ExtraDocument, path: Path, inherited: Clock | None) -> Clock | None:
    if document.clock is not None:
        members = place.members if isinstance(place.draft.document, MeetingDocument) else ()
        return read_one_clock(document.clock, (*path, "clock"), members, place.names, place.findings)
    if inherited is not None and inherited.kind == "alternate":
        place.findings.error(
            (*path, "clock"),
            "`clock` is missing; an extra meeting has no turn, so name the city whose wall time it keeps",
        )
        return None
    return inherited


def _length(
    place: SeriesScope, document: ExtraDocument, entry: ScheduleEntry | None, once: Fixed | None
) -> timedelta | None:
    length = document.duration or (entry.duration if entry else None) or place.draft.document.duration
    if length is None and once is not None and once.ends is not None and isinstance(once.starts, datetime):
        return once.ends - once.starts
    return length
