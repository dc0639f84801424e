"""One meeting as lists show it: the hours of every side, the days off that it falls on, the date it had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.views.days_off import DayOff, DaysOff
from scheduler.publication.pages.views.sides import Side, sides
from scheduler.timetable.clocks import nearest_instant, to_local
from scheduler.timetable.occurrence import Occurrence

FEW = 3
"""Other sides of one meeting in a list: more of them bury the next meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The hour of `title` changes in `city` with this meeting, because clocks change in `causes`.

    `ends` is when it is over (in UTC), and the change no news any more.
    """

    title: Text
    city: Text
    ends: datetime
    day: date
    old: datetime
    new: datetime
    causes: tuple[Text, ...]
    clock: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One occurrence for the public. The first of `sides` is the one that the page speaks to; days have none.

    `begin` and `end` are in UTC, `first` and `last` its days there, both included; `was` is the planned
    start there of a meeting that moved, `was_days` where whole days were planned.
    """

    uid: str
    series: str
    title: Text
    kind: Text | None
    status: Status
    is_webinar: bool
    all_day: bool
    begin: datetime
    end: datetime
    first: date
    last: date
    sides: tuple[Side, ...]
    place: Text | None
    registration: str | None
    themes: tuple[ThemeName, ...]
    was: datetime | None
    was_days: bool
    reason: Text | None
    off: tuple[DayOff, ...] = ()
    shifts: tuple[Shift, ...] = ()

    @property
    def beside(self) -> tuple[Side, ...]:
        """The other sides that are told at once: all while they are few, else the clock's."""
        others = self.sides[1:]
        return others if len(others) <= FEW else tuple(side for side in others if side.is_clock)

    @property
    def folded(self) -> tuple[Side, ...]:
        """The sides that are told to who asks for them."""
        return tuple(side for side in self.sides[1:] if side not in self.beside)


def meeting(
    occurrence: Occurrence, days_off: DaysOff, city: str | None = None, shifts: tuple[Shift, ...] = ()
) -> Meeting:
    """`occurrence` as `city` (its identity) sees it, or as its own clock does."""
    timing = occurrence.timing
    found = tuple(seen_from(sides(occurrence), city))
    starts, ends = (timing.starts, timing.ends) if timing.all_day else (found[0].starts, found[0].ends)
    return Meeting(
        uid=occurrence.uid,
        series=occurrence.series,
        title=occurrence.content.title,
        kind=occurrence.content.kind,
        status=occurrence.status,
        is_webinar=occurrence.origin == "webinar",
        all_day=timing.all_day,
        begin=timing.begin,
        end=timing.end,
        first=starts.date(),
        last=(ends - timedelta(microseconds=1)).date(),
        sides=found,
        place=occurrence.content.place,
        registration=web_address(occurrence.content.registration)
        if occurrence.content.registration
        else None,
        themes=occurrence.content.themes,
        was=_planned(occurrence, city) if occurrence.moved and not occurrence.cancelled else None,
        was_days=occurrence.planned_days,
        reason=occurrence.content.reason,
        off=() if occurrence.cancelled else tuple(days_off.of(occurrence)),
        shifts=() if occurrence.cancelled else shifts,
    )


def seen_from(found: Sequence[Side], city: str | None) -> Iterator[Side]:
    """The same sides, beginning with `city` by itself where it takes part."""
    for side in found:
        if city in side.identities:
            yield _only(side, [one for one in side.identities if one == city])
    for side in found:
        others = [one for one in side.identities if one != city]
        if others or not side.identities:
            yield _only(side, others)


def _only(side: Side, identities: Sequence[str]) -> Side:
    if len(identities) == len(side.identities):
        return side
    names = (name for one, name in zip(side.identities, side.names, strict=True) if one in identities)
    return replace(side, names=tuple(names), identities=tuple(identities))


def _planned(occurrence: Occurrence, city: str | None) -> datetime:
    """The planned start on the clock of `city`, or of the meeting."""
    timing = occurrence.timing
    zone = next(
        (participant.zone for participant in occurrence.participants if participant.city == city), None
    )
    if zone in (None, timing.zone) or timing.all_day or occurrence.planned_days:
        return occurrence.planned
    return to_local(nearest_instant(occurrence.planned, timing.zone), zone)
