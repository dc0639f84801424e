"""The page of one dated meeting: its hours in all cities, its content, and its changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cached_property, partial

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.known import as_known
from scheduler.programme.details import DayOffReason, OfficeClosure
from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.card import Access, Strip, access, strips
from scheduler.publication.pages.views.change_views import ChangeView, Times, Versions, history_of
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.page import Page, PageInputs, PageLink, Pages
from scheduler.publication.pages.views.row_hours import hours
from scheduler.publication.pages.views.rows import MeetingRow, RowMaker, public_links, spoken
from scheduler.state.feeds import FeedKey, group_keys
from scheduler.state.stored import Stored
from scheduler.timetable.clocks import ClockName, clock_name
from scheduler.timetable.local_clocks import LocalClock, all_hours, own_clock
from scheduler.timetable.occurrence import Occurrence

MOST_CALENDARS = 8
"""The most calendars of cities, and of pairs, that the page links to; the hours link to every city."""


class AdjacentMeeting(Struct, frozen=True, kw_only=True):
    """The meeting before or after this one in its series."""

    page: PageLink
    day: date


class MeetingView(Struct, frozen=True, kw_only=True):
    """The page of a meeting.

    `occurrence` is the meeting without private details, `pair` the one group that meets. `cities` are
    its hours in all cities, from west to east; `city_pages` are the addresses of cities by identity. `clock`
    is the name of its clock. If it was moved, `planned` is the time before by its clock; `obstacles` are the
    cities and their days off that moved it, if the secretariat gave no other reason.
    """

    occurrence: Occurrence
    row: MeetingRow
    pair: CalendarLink | None
    access: Access
    cities: tuple[LocalClock, ...]
    city_pages: tuple[tuple[str, str], ...]
    strips: tuple[Strip, ...]
    clock: ClockName
    planned: Times | None
    obstacles: tuple[tuple[Text | None, DayOffReason], ...]
    calendars: tuple[CalendarLink, ...]
    themes: tuple[CalendarLink, ...]
    languages: tuple[str, ...]
    changes: Versions[tuple[ChangeView, ...]]
    previous: AdjacentMeeting | None
    following: AdjacentMeeting | None

    @property
    def last_day(self) -> date:
        """The last of its whole days."""
        return (self.occurrence.timing.ends - timedelta(days=1)).date()


def pages(inputs: PageInputs) -> Pages:
    """Returns a page for each public meeting."""
    return dict(_pages(inputs))


def _pages(inputs: PageInputs) -> Iterator[tuple[str, Callable[[], Page]]]:
    makers = MeetingPages(inputs)
    for meetings in inputs.state.by_series.values():
        shown = [stored for uid, stored in meetings.items() if uid in inputs.public]
        before: Occurrence | None = None
        for number, stored in enumerate(shown):
            coming = (other.occurrence for other in shown[number + 1 :] if not other.occurrence.cancelled)
            uid = stored.occurrence.uid
            yield meeting_address(uid), partial(makers.page, stored, before, next(coming, None))
            before = before if stored.occurrence.cancelled else stored.occurrence


class MeetingPages(Struct, frozen=True, dict=True):
    """Makes the pages of meetings."""

    inputs: PageInputs

    @cached_property
    def _maker(self) -> RowMaker:
        return RowMaker(self.inputs, self.inputs.state.programme_feed)

    def page(self, stored: Stored, previous: Occurrence | None, following: Occurrence | None) -> Page:
        """Returns the page of a meeting; `previous` and `following` of its series take place."""
        view = self._view(stored, previous, following)
        return Page(address=meeting_address(stored.occurrence.uid), template="occurrence.html", view=view)

    def _view(self, stored: Stored, previous: Occurrence | None, following: Occurrence | None) -> MeetingView:
        inputs, occurrence = self.inputs, self.inputs.as_known(stored)
        is_over = occurrence.timing.is_over(inputs.now)
        known = inputs.known_before(stored) if occurrence.rescheduled else None
        planned = as_known(occurrence, known) if known is not None else None
        row = self._maker.row(occurrence)
        cities = [participant.city for participant in occurrence.participants]
        pages = ((city, inputs.directory.link(("cities", city))) for city in cities)
        return MeetingView(
            occurrence=_public(occurrence),
            row=row,
            pair=next(iter(inputs.directory.links(group_keys(occurrence))), None)
            if row.name.pair is not None
            else None,
            access=access(occurrence, is_over=is_over),
            cities=all_hours(occurrence),
            city_pages=tuple((city, link.address) for city, link in pages if link is not None),
            strips=() if is_over else tuple(strips(inputs, row.hours.visible, occurrence)),
            clock=clock_name(occurrence),
            planned=_old_time(planned, occurrence) if planned is not None else None,
            obstacles=_obstacles(occurrence, planned)
            if planned is not None and occurrence.content.reason is None
            else (),
            calendars=inputs.directory.links(_calendars(occurrence)),
            themes=inputs.directory.links(("themes", theme.id) for theme in occurrence.content.themes),
            languages=spoken(occurrence),
            changes=history_of(self._maker, occurrence.uid),
            previous=self._adjacent(previous),
            following=self._adjacent(following),
        )

    def _adjacent(self, occurrence: Occurrence | None) -> AdjacentMeeting | None:
        if occurrence is None:
            return None
        return AdjacentMeeting(page=self.inputs.link(occurrence), day=self._maker.day(occurrence))


def _calendars(occurrence: Occurrence) -> Iterator[FeedKey]:
    """Yields the calendars to subscribe to: people look for their own city first."""
    if len(occurrence.participants) <= MOST_CALENDARS:
        yield from (("cities", participant.city) for participant in occurrence.participants)
    if len(occurrence.pairs) <= MOST_CALENDARS:
        yield from group_keys(occurrence)
    yield from (("themes", theme.id) for theme in occurrence.content.themes)
    yield "programme", "programme"


def _public(occurrence: Occurrence) -> Occurrence:
    """Returns `occurrence` without any way to join, and without links that lead nowhere."""
    content = occurrence.content
    public = replace(content, join=None, registration=None, links=public_links(content.links))
    return replace(occurrence, content=public)


def _old_time(planned: Occurrence, meeting: Occurrence) -> Times:
    """Returns the time before by the clock of the meeting as it is now, if a city of that clock took part."""
    clock = own_clock(planned)
    if planned.timing.zone != meeting.timing.zone and not planned.timing.all_day:
        found = hours(planned, own_clock(meeting).identities, planned.timing.starts.date())
        clock = replace(found.visible[0], shift=0)  # the day is that of this clock
    day = clock.starts.date()
    return Times(first=day, last=day, clocks=() if planned.timing.all_day else (clock,))


def _obstacles(occurrence: Occurrence, old: Occurrence) -> tuple[tuple[Text | None, DayOffReason], ...]:
    """Returns each city and its day off, if the holiday policy chose the day of the meeting.

    A break of the whole programme is there once, without a city. A day off on another day than the `old` time
    is not there.
    """
    cities = {participant.city: participant for participant in old.participants}
    obstacles = (
        (None if obstacle.why is OfficeClosure.PROGRAMME_CLOSED else cities[obstacle.city].name, obstacle.why)
        for obstacle in occurrence.days_off
        if obstacle.city in cities and obstacle.day in old.local_days(cities[obstacle.city])
    )
    return tuple(dict.fromkeys(obstacles))
