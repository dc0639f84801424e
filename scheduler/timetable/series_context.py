"""The values that all occurrences of a series share, and the making of one occurrence from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import Content, Details, Status, ThemeName, resolve
from scheduler.programme.members import City, joined_names
from scheduler.programme.problems import FieldPath
from scheduler.programme.programme import Programme
from scheduler.programme.series import Change, Clock, ScheduleEntry, Series
from scheduler.programme.texts import Text
from scheduler.timetable import wall_times
from scheduler.timetable.occurrence import DateOrigin, Occurrence, Timing, uid
from scheduler.timetable.workdays import Attendance, ClockInForce, Workdays

NO_NAMES: frozenset[str] = frozenset()
"""One value for the many meetings without a change, because each new empty set takes 216 bytes."""


class SeriesContext(Struct, frozen=True, kw_only=True):
    """A series with its programme, its cities (`members`) and their working days.

    `path` is its path in the text. `identity`, `origin` and `pairs` are as in Occurrence.
    """

    programme: Programme
    series: Series
    members: tuple[City, ...]
    workdays: Workdays
    path: FieldPath
    identity: str
    origin: Literal["meeting", "webinar"]
    pairs: tuple[str, ...]
    groups: tuple[str, ...]

    def uid(self, key: str) -> str:
        """Returns the UID of the occurrence at `key`."""
        return uid(self.programme.id, self.identity, key)

    def absent(self, change: Change | None) -> frozenset[str]:
        """Returns the identities of the cities that a change leaves out."""
        if change is None or not change.without:
            return NO_NAMES
        return frozenset(city.identity for city in self.members if city.id in change.without)

    def present(self, change: Change | None) -> tuple[City, ...]:
        """Returns the cities that take part."""
        absent = self.absent(change)
        return tuple(city for city in self.members if city.identity not in absent) if absent else self.members

    def clock_in_force(self, clock: Clock, turn: int = 0) -> ClockInForce:
        """Returns what `clock` means for the occurrence number `turn` (0 is the first of the series)."""
        match clock.kind:
            case "city":
                city = self.programme.cities[clock.name]
                return ClockInForce(zone=city.zone, city=city)
            case "alternate":
                city = self.members[turn % len(self.members)]
                return ClockInForce(zone=city.zone, city=city)
            case "host":
                return ClockInForce(zone=self.programme.host.zone, name=self.programme.host.name)
            case "utc":
                return _clock_of_zone("UTC")
            case "zone":
                return _clock_of_zone(clock.name)

    def clocks_in_turn(self, clock: Clock) -> tuple[ClockInForce, ...]:
        """Returns what `clock` means for each occurrence until it means the same again."""
        turns = len(self.members) if clock.kind == "alternate" else 1
        return tuple(self.clock_in_force(clock, turn) for turn in range(turns))

    def content(self, details: Details, *, all_day: bool) -> Content:
        """Returns the content that `details` describe, with every default filled in."""
        meets = self.programme.who_meets(self.series)
        ids = details.themes if details.themes is not None else meets.themes if meets else ()
        themes = (self.programme.themes[id] for id in dict.fromkeys(ids))
        return resolve(
            details,
            title=details.title or self._default_title(),
            themes=tuple(ThemeName(id=theme.identity, name=theme.name) for theme in themes),
            busy=not all_day,
        )

    def _default_title(self) -> Text:
        meets = self.programme.who_meets(self.series)
        if meets is not None and meets.name is not None:
            return meets.name
        return joined_names(self.members, self.programme.languages)


def series_context(programme: Programme, series: Series, workdays: Workdays) -> SeriesContext:
    """Returns the context of `series`; all series of a programme share `workdays`."""
    return SeriesContext(
        programme=programme,
        series=series,
        members=programme.members(series),
        workdays=workdays,
        path=(series.section, series.id),
        identity=series.identity,
        origin="meeting" if series.section == "meetings" else "webinar",
        pairs=_named_in(series, programme, "pairs"),
        groups=_named_in(series, programme, "groups"),
    )


def _named_in(series: Series, programme: Programme, kind: Literal["pairs", "groups"]) -> tuple[str, ...]:
    """Returns the groups of a kind (identities) whose feeds show the series."""
    names = series.audience.names if series.audience else filter(None, [series.group])
    named = [programme.groups[name] for name in names if name in programme.groups]
    return tuple(dict.fromkeys(each.identity for each in named if each.kind == kind and each.has_feed))


def _clock_of_zone(zone: str) -> ClockInForce:
    """Returns a clock without a city, named after the place in the name of its zone."""
    return ClockInForce(zone=zone, name=Text.plain(wall_times.place_of(zone)))


def all_cities_work(context: SeriesContext, entry: ScheduleEntry, day: date) -> bool:
    """Returns whether all cities work on their local date when a meeting on `day` begins.

    Where the cities take turns, this must hold whichever city's turn it is.
    """
    return not any(
        context.workdays.obstacles(
            Attendance(context.members, clock, entry.days),
            datetime.combine(day, entry.hour_of(clock.city)),
        )
        for clock in context.clocks_in_turn(entry.clock)
    )


def make_occurrence(
    context: SeriesContext,
    *,
    key: str,
    timing: Timing,
    planned: datetime,
    attendance: Attendance,
    content: Content,
    details: Details,
    date_origin: DateOrigin,
    planned_days: bool = False,
    skipped: bool = False,
) -> Occurrence:
    """Returns the occurrence at `key`, with the status that `details` give unless it is `skipped`."""
    return Occurrence(
        uid=context.uid(key),
        series=context.identity,
        key=key,
        origin=context.origin,
        timing=timing,
        planned=planned,
        planned_days=planned_days,
        participants=attendance.at(timing.begin_utc),
        clock_name=attendance.clock_name,
        status=Status.CANCELLED if skipped or details.is_cancelled else details.status or Status.CONFIRMED,
        content=content,
        pairs=context.pairs,
        groups=context.groups,
        date_origin=date_origin,
        outcome=details.outcome,
    )
