"""Warnings about meetings at the same time: of a city, or of the host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from datetime import date, datetime
from heapq import heappop, heappush, nsmallest

from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.warnings.wording import (
    MOST_NAMES,
    and_more,
    first_names,
    name_of,
    on_days,
    path_of,
    warning,
)

_HOST = ""
"""The host among the attendees, where a city has its identity."""

_GoingOn = tuple[datetime, int, str]
"""The end of a meeting, its number, and the identity of its series."""


def clashes(programme: Programme, coming: Iterable[Wanted], uids: Set[str]) -> Iterator[Problem]:
    """Yields a warning for each series with meetings that begin while others of the same city go on.

    Each city that takes part counts, and the host if it attends; those with the same clash share a warning.
    One of the meetings must be among `uids`.
    """
    by_attendee: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in (meeting.occurrence for meeting in coming if meeting.occurrence.content.busy):
        for participant in occurrence.participants:
            by_attendee[participant.city].append(occurrence)
        if occurrence.origin == "webinar" or programme.host.attends == "everything":
            by_attendee[_HOST].append(occurrence)
    names = {city.identity: name_of(city) for city in programme.cities.values()}
    names[_HOST] = name_of(programme.host)
    series_by_identity = {series.identity: series for series in programme.series.values()}
    attendees: dict[tuple[str, str], list[str]] = defaultdict(list)
    for attendee, occurrences in by_attendee.items():
        if uids.isdisjoint(occurrence.uid for occurrence in occurrences):
            continue
        for later, found in _found(occurrences, uids).items():
            ids = [series_by_identity[identity].id for identity in found.others]
            others = ", ".join(ids) + and_more(found.most - len(ids), "meeting")
            attendees[later, f"{others}, {on_days(found.days)}"].append(names[attendee])
    for (later, what), places in attendees.items():
        has = "has" if len(places) == 1 else "have"
        message = f"{first_names(places, 'city')} {has} another meeting at the same time: {what}"
        yield warning(path_of(series_by_identity[later]), message)


class _Clashes:
    """The days on which meetings of a series clash.

    `others` are the first series that they clash with, `most` is the largest number at one time.
    """

    def __init__(self) -> None:
        self.days: list[date] = []
        self.others: dict[str, None] = {}
        self.most = 0

    def add(self, day: date, going_on: list[_GoingOn]) -> None:
        """Adds a meeting that begins on `day`, while others are `going_on`."""
        self.days.append(day)
        for _, _, series in nsmallest(MOST_NAMES, going_on):
            if len(self.others) < MOST_NAMES:
                self.others[series] = None
        self.most = max(self.most, len(going_on))


def _found(occurrences: Iterable[Occurrence], uids: Set[str]) -> dict[str, _Clashes]:
    """Returns the clashes of one attendee by the series of the later meeting."""
    found: defaultdict[str, _Clashes] = defaultdict(_Clashes)
    going_on: list[_GoingOn] = []
    in_order = sorted(occurrences, key=lambda occurrence: occurrence.timing.begin_utc)
    for number, later in enumerate(in_order):
        while going_on and going_on[0][0] <= later.timing.begin_utc:
            heappop(going_on)
        if going_on and not uids.isdisjoint((later.uid, *(in_order[other].uid for _, other, _ in going_on))):
            found[later.series].add(later.timing.starts.date(), going_on)
        heappush(going_on, (later.timing.end_utc, number, later.series))
    return found
