"""Warnings about meetings at the same time: of a city, or of the host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime, timedelta
from heapq import heappop, heappush, nsmallest

from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.places import Host
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import Days
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.warnings.wording import (
    MOST_NAMES,
    and_more,
    first_names,
    in_words,
    name_of,
    path_of,
    warning,
)

HOST = ""
"""The host among the attendees, where a city has its identity."""

_GoingOn = tuple[datetime, int, str]
"""The end of a meeting, its number, and the identity of its series."""


def clashes(programme: Programme, coming: Iterable[Wanted], uids: Set[str]) -> Iterator[Problem]:
    """Yields a warning for each series with meetings that begin while others of the same city go on.

    Each city that takes part counts, and the host if it attends; those with the same clash share a warning.
    One of the meetings must be among `uids`. Meetings do not count if the text says that they block no time;
    visits block none by default, and count.
    """
    by_attendee: dict[str, list[Occurrence]] = defaultdict(list)
    series_by_identity = {series.identity: series for series in programme.series.values()}
    for occurrence in (meeting.occurrence for meeting in coming):
        for attendee in attendees_of(occurrence, series_by_identity[occurrence.series], programme.host):
            by_attendee[attendee].append(occurrence)
    names = {city.identity: name_of(city) for city in programme.cities.values()}
    names[HOST] = name_of(programme.host)
    attendees: dict[tuple[str, str], list[str]] = defaultdict(list)
    for attendee, occurrences in by_attendee.items():
        if uids.isdisjoint(occurrence.uid for occurrence in occurrences):
            continue
        for later, found in _found(occurrences, uids).items():
            ids = [series_by_identity[identity].id for identity in found.others]
            others = ", ".join(ids) + and_more(found.most - len(ids), "meeting")
            attendees[later, f"{others}, {_when(found.days)}{_advice(found.own)}"].append(names[attendee])
    for (later, what), places in attendees.items():
        has = "has" if len(places) == 1 else "have"
        message = f"{first_names(places, 'city')} {has} another meeting at the same time: {what}"
        yield warning(path_of(series_by_identity[later]), message)


def attendees_of(occurrence: Occurrence, series: Series, host: Host) -> tuple[str, ...]:
    """Returns the identities of the cities that a meeting keeps busy, and HOST if it attends.

    There are none if the text says that the meeting blocks no time.
    """
    is_free = series.details.busy is False
    if not occurrence.content.busy and (is_free or not occurrence.timing.all_day):
        return ()
    attends = occurrence.origin == "webinar" or host.attends == "everything"
    return (*occurrence.cities(), *((HOST,) if attends else ()))


class _Clashes:
    """The days on which meetings of a series clash.

    `others` are the first series that they clash with, `most` is the largest number at one time. `own` are
    the keys of the first two meetings of the series that clash with each other.
    """

    def __init__(self) -> None:
        self.days: list[Days] = []
        self.others: dict[str, None] = {}
        self.most = 0
        self.own: tuple[str, str] | None = None

    def add(self, days: Days, going_on: list[_GoingOn], own: tuple[str, str] | None) -> None:
        """Adds a meeting that others, which are `going_on`, share these days with."""
        self.own = self.own or own
        self.days.append(days)
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
            same = (in_order[other].key for _, other, series in going_on if series == later.series)
            own = next(((key, later.key) for key in same), None)
            found[later.series].add(_shared_days(later, going_on), going_on, own)
        heappush(going_on, (later.timing.end_utc, number, later.series))
    return found


def _advice(own: tuple[str, str] | None) -> str:
    if own is None:
        return ""
    holidays = "; if a holiday moved it, `on_holiday: skip` helps" if any(map(is_dated_by_rule, own)) else ""
    return f" ({own[0]} and {own[1]} of this series: move or cancel one{holidays})"


def _shared_days(later: Occurrence, going_on: Iterable[_GoingOn]) -> Days:
    """Returns the days of a meeting, by its clock, on which one of those `going_on` is not over yet."""
    timing = later.timing
    end = min(timing.end_utc, max(end for end, _, _ in going_on))
    last = timing.starts + (end - timing.begin_utc) - timedelta(microseconds=1)
    return Days(timing.starts.date(), last.date())


def _when(clashes: Sequence[Days]) -> str:
    """Returns `on 9 December 2026 and 3 more meetings`, with both ends if the first shares several days."""
    first = clashes[0]
    if first.first == first.last:
        when = f"on {in_words(first.first)}"
    else:
        when = f"from {in_words(first.first)} to {in_words(first.last)}"
    return when + and_more(len(clashes) - 1, "meeting")
