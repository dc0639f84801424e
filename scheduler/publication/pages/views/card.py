"""The card of the next meeting: its hours, its place in both working days, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from scheduler.good_times.burden import CityHours
from scheduler.good_times.drawn_day import Bar, bars, day_bars
from scheduler.programme.details import Join
from scheduler.programme.members import City
from scheduler.programme.spans import TimeSpan
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import MeetingRow, RowMaker
from scheduler.state.revision import Reader
from scheduler.timetable.local_clocks import LocalClock
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import at_offset, to_local
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)


class Strip(Struct, frozen=True, kw_only=True):
    """The 24 hours of a day in one place; all strips of a card show the same instants.

    `clock` stands above the strips and names the place. `begins` is the wall time there when the day of the
    first place begins. `bars` are the hours of a city there, `meeting` is the meeting, if it is on this day.
    `is_inside` says whether it is within office hours. `busy` are meetings of others; only the desk has them.
    """

    clock: LocalClock
    begins: datetime
    bars: tuple[Bar, ...]
    meeting: Bar | None
    is_inside: bool
    busy: tuple[Bar, ...] = ()

    @property
    def ends(self) -> datetime:
        """The wall time there when the day of the first place ends."""
        return self.begins + _DAY


class Access(Struct, frozen=True, kw_only=True):
    """The way into a meeting that is not over: an address to register, or how people join.

    `how`: "private" if only private calendars have the link, "ask" if nobody wrote it, None if `place` or one
    of the addresses says it.
    """

    registration: str | None = None
    join: Join | None = None
    place: Text | None = None
    how: Literal["private", "ask"] | None = None


class Card(Struct, frozen=True, kw_only=True):
    """The next meeting that takes place."""

    row: MeetingRow
    strips: tuple[Strip, ...]
    access: Access


def next_card(inputs: PageInputs, maker: RowMaker, meetings: Iterable[Occurrence]) -> Card | None:
    """Returns the card of the first of `meetings` that takes place; None if there is none."""
    coming = next((each for each in meetings if not each.cancelled), None)
    if coming is None:
        return None
    row = maker.row(coming)
    return Card(
        row=row,
        strips=tuple(strips(inputs, row.hours.visible, coming)),
        access=access(coming, is_over=False),
    )


def strips(
    inputs: PageInputs,
    clocks: Sequence[LocalClock],
    occurrence: Occurrence,
    busy: Sequence[TimeSpan] = (),
    day: date | None = None,
) -> Iterator[Strip]:
    """Yields a strip for a city on each of `clocks` of a meeting; none unless there are two of them.

    They show its day by the first clock, or another `day`.
    """
    cities = inputs.directory.cities
    shown = [(clock, city) for clock in clocks if (city := _city_on(clock, occurrence, cities)) is not None]
    if len(shown) < 2:
        return
    first, timing = shown[0][0], occurrence.timing
    begin = datetime.combine(day or first.starts.date(), time(), UTC) - timedelta(minutes=first.offset)
    line = TimeSpan(begin, begin + _DAY)
    workdays = Workdays(inputs.state.holidays, inputs.state.profile.details.closed)
    for clock, city in shown:
        own, there = clock.starts.date(), to_local(begin, city.zone).date()
        hours = CityHours(city, min(own, there) - _DAY, max(own, there + _DAY) + _DAY, workdays)
        yield Strip(
            clock=clock,
            begins=at_offset(begin, clock.offset),
            bars=tuple(day_bars(hours.stretches, line)),
            meeting=next(bars([TimeSpan(timing.begin_utc, timing.end_utc)], line), None),
            is_inside=not hours.burden(timing.begin_utc, timing.end_utc).minutes,
            busy=tuple(bars(busy, line)),
        )


def _city_on(clock: LocalClock, occurrence: Occurrence, cities: Mapping[str, City]) -> City | None:
    """Returns the city that a clock stands for, else the first one that takes part and has its hour."""
    same_hour = (each.city for each in occurrence.participants if each.offset == clock.offset)
    return next((cities[city] for city in (*clock.identities, *same_hour) if city in cities), None)


def access(occurrence: Occurrence, *, is_over: bool, reader: Reader = "public") -> Access:
    """Returns the way into a meeting: nobody can register for one that is over or cancelled, or join it."""
    content = occurrence.content
    if is_over or occurrence.cancelled:
        return Access(place=content.place)
    join, registration = content.join, web_address(content.registration)
    shown = join if join is not None and (join.public or reader == "private") else None
    room = shown if shown is not None and web_address(shown.url) else None
    how: Literal["private", "ask"] | None = None
    if join is not shown:
        how = "private"
    elif not (room or registration or content.place or occurrence.timing.all_day):
        how = "ask"
    return Access(registration=registration, join=room, place=content.place, how=how)
