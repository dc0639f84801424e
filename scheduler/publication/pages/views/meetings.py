"""One meeting as lists show it: its hours on every side, its days off, the time it was moved from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.programme.details import Reason, Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.views.days_off import DayOff, DayOffCalendar
from scheduler.publication.pages.views.names.crowds import ShownCrowd
from scheduler.publication.pages.views.sides import Side, offsets_of, sides
from scheduler.timetable.clocks.hour_changes import HourChange
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import nearest_instant, to_local

MAX_OPEN_SIDES = 3
"""The most other sides that a list shows openly: more of them would push the next meeting away."""


class ListedMeeting(Struct, frozen=True, kw_only=True):
    """One public occurrence in a list.

    `pair` is the name of the pair that meets, if the page is not its own. The page is made for the readers of
    the first of `sides`; whole days have no sides. `begin` and `end` are in UTC; `first` and `last` are its
    first and last day on the first side. `planned` is the start there that was published first, if the
    meeting was moved since; `was_all_day` is set if it was whole days. A meeting that is over or cancelled
    has no `registration`.
    """

    uid: str
    series: str
    title: Text
    pair: Text | None
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
    planned: datetime | None
    was_all_day: bool
    reason: Reason | None
    days_off: tuple[DayOff, ...] = ()
    hour_changes: tuple[HourChange, ...] = ()
    is_over: bool = False

    @property
    def offsets(self) -> str:
        """The offsets of its sides, in minutes east of UTC."""
        return offsets_of(self.sides)

    @property
    def open_sides(self) -> tuple[Side, ...]:
        """The other sides that are always visible: all of them, or only the clock's if they are many."""
        others = self.sides[1:]
        return others if len(others) <= MAX_OPEN_SIDES else tuple(side for side in others if side.is_clock)

    @property
    def collapsed_sides(self) -> tuple[Side, ...]:
        """The other sides that a reader has to open."""
        return tuple(side for side in self.sides[1:] if side not in self.open_sides)


def listed_meeting(
    occurrence: Occurrence,
    days_off: DayOffCalendar,
    city: str | None = None,
    hour_changes: tuple[HourChange, ...] = (),
    crowd: ShownCrowd | None = None,
    *,
    pair: Text | None = None,
    is_over: bool = False,
) -> ListedMeeting:
    """Returns `occurrence` for the readers of `city` (an identity), or of its clock if that is None.

    The sides and days off of a large meeting are those of its `crowd`.
    """
    timing, content = occurrence.timing, occurrence.content
    city_sides = crowd.sides if crowd else tuple(_with_city_first(sides(occurrence), city))
    off = crowd.days_off if crowd else tuple(days_off.during(occurrence))
    local_times = timing if timing.all_day else city_sides[0]
    return ListedMeeting(
        uid=occurrence.uid,
        series=occurrence.series,
        title=content.title,
        pair=pair,
        kind=content.kind,
        status=occurrence.status,
        is_webinar=occurrence.origin == "webinar",
        all_day=timing.all_day,
        begin=timing.begin_utc,
        end=timing.end_utc,
        first=local_times.starts.date(),
        last=(local_times.ends - timedelta(microseconds=1)).date(),
        sides=city_sides,
        place=content.place,
        registration=None if is_over or occurrence.cancelled else web_address(content.registration),
        themes=content.themes,
        planned=_planned_start(occurrence, city) if occurrence.rescheduled else None,
        was_all_day=occurrence.planned_days,
        reason=content.reason,
        days_off=() if occurrence.cancelled else off,
        hour_changes=() if occurrence.cancelled else hour_changes,
        is_over=is_over,
    )


def _with_city_first(sides: Sequence[Side], city: str | None) -> Iterator[Side]:
    """Yields the sides with `city` alone on the first one, if it takes part, then the others west to east."""
    own = next((side for side in sides if city in side.identities), None)
    if own is not None:
        yield own.only([identity for identity in own.identities if identity == city])
        sides = sorted(sides, key=lambda side: side.offset)
    for side in sides:
        others = [identity for identity in side.identities if identity != city]
        if others or not side.identities:
            yield side.only(others)


def _planned_start(occurrence: Occurrence, city: str | None) -> datetime:
    """Returns the planned start as a wall time of `city`, or of the meeting's clock."""
    timing = occurrence.timing
    zone = next(
        (participant.zone for participant in occurrence.participants if participant.city == city), None
    )
    if zone in (None, timing.zone) or occurrence.planned_days:
        return occurrence.planned
    return to_local(nearest_instant(occurrence.planned, timing.zone), zone)
