"""The card of the next meeting: its hours, its place in both working days, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import Join
from scheduler.programme.members import City
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import MeetingRow, RowMaker
from scheduler.state.revision import Reader
from scheduler.timetable.local_clocks import LocalClock
from scheduler.timetable.occurrence import Occurrence

DAY = 24 * 60
_MINUTE = timedelta(minutes=1)

StripSpan = tuple[int, int]
"""Two minutes of the day of a strip, which has 0 to 1440."""


class Strip(Struct, frozen=True, kw_only=True):
    """The 24 hours of a day in one place; all strips of a card show the same instants.

    `clock` stands above the strips and names the place. `begins` is the wall time there when the day of the
    first place begins. `office` are the office hours of a city there, `meeting` is the meeting. `is_inside`
    says whether the meeting is within office hours.
    """

    clock: LocalClock
    begins: datetime
    office: tuple[StripSpan, ...]
    meeting: StripSpan
    is_inside: bool


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
        strips=tuple(strips(row.hours.visible, coming, inputs.directory.cities)),
        access=access(coming, is_over=False),
    )


def strips(
    clocks: Sequence[LocalClock], occurrence: Occurrence, cities: Mapping[str, City]
) -> Iterator[Strip]:
    """Yields a strip for a city on each of `clocks` of a meeting; none unless there are two of them.

    `cities` are those of the programme, by identity.
    """
    shown = [(clock, city) for clock in clocks if (city := _city_on(clock, occurrence, cities)) is not None]
    if len(shown) < 2:
        return
    first = shown[0][0]
    midnight = datetime.combine(first.starts.date(), datetime.min.time())
    for clock, city in shown:
        begins = midnight + (clock.offset - first.offset) * _MINUTE
        office = tuple(_office_hours(city, begins))
        yield Strip(
            clock=clock,
            begins=begins,
            office=office,
            meeting=_span(clock.starts, clock.ends, begins),
            is_inside=any(begin <= clock.starts and clock.ends <= end for begin, end in _days(city, begins)),
        )


def _city_on(clock: LocalClock, occurrence: Occurrence, cities: Mapping[str, City]) -> City | None:
    """Returns the city that a clock stands for, else the first one that takes part and has its hour."""
    same_hour = (each.city for each in occurrence.participants if each.offset == clock.offset)
    return next((cities[city] for city in (*clock.identities, *same_hour) if city in cities), None)


def _office_hours(city: City, begins: datetime) -> Iterator[StripSpan]:
    for opens, closes in _days(city, begins):
        span = _span(opens, closes, begins)
        if span[0] < span[1]:
            yield span


def _days(city: City, begins: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yields the office hours of the local days that a strip may touch."""
    for number in (0, 1):
        day: date = (begins + timedelta(days=number)).date()
        if city.is_office_day(day):
            yield datetime.combine(day, city.hours.opens), datetime.combine(day, city.hours.closes)


def _span(first: datetime, last: datetime, begins: datetime) -> StripSpan:
    minutes = (int((moment - begins) / _MINUTE) for moment in (first, last))
    begin, end = (min(max(minute, 0), DAY) for minute in minutes)
    return begin, end


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
