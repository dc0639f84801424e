"""The contents of the page of one dated meeting: its local times, its content and its changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import DayOffReason, OfficeClosure
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.views.calendar_links import CalendarLink
from scheduler.publication.pages.views.change_history import (
    MeetingChange,
    changes,
)
from scheduler.publication.pages.views.names.ranges import Ranges
from scheduler.publication.pages.views.related import pair_of
from scheduler.publication.pages.views.sides import Side, at_planned_time, sides
from scheduler.state.feeds import FeedKey, FeedKind
from scheduler.state.revision import RevisionEntry
from scheduler.timetable.clocks.meeting_clock import ClockName, clock_name
from scheduler.timetable.occurrence import Occurrence

MOST_ON_SIDE = 6
"""The most cities that the page of a meeting with very many names on each side."""


class AdjacentMeeting(Struct, frozen=True, kw_only=True):
    """The meeting before or after this one in its series."""

    address: str
    starts: datetime
    all_day: bool


class MeetingView(Struct, frozen=True, kw_only=True, dict=True):
    """The contents of a meeting's page.

    `occurrence` is the meeting without private details; `has_private_join` is set if only private calendars
    show how to join it. `clock` is the name of its clock. If it was moved, `planned_sides` are its sides at
    the time that was published first, or `planned_day` is its day without an hour; `obstacles` are the cities
    and their days off that moved it, if the secretariat gave no other reason. `city_ranges` and `pair_ranges`
    are the pages of its cities and pairs, if they are too many for this one.
    """

    occurrence: Occurrence
    is_over: bool
    has_private_join: bool
    clock: ClockName
    sides: tuple[Side, ...]
    planned_sides: tuple[Side, ...] = ()
    planned_day: date | None = None
    obstacles: tuple[tuple[Text | None, DayOffReason], ...] = ()
    calendars: tuple[CalendarLink, ...] = ()
    changes: tuple[MeetingChange, ...] = ()
    previous: AdjacentMeeting | None = None
    next: AdjacentMeeting | None = None
    city_ranges: Ranges = {}
    pair_ranges: Ranges = {}

    @property
    def most_names(self) -> int | None:
        """The most cities that the page names on each side; None if it names all of them."""
        return MOST_ON_SIDE if self.city_ranges else None

    @property
    def cities(self) -> tuple[CalendarLink, ...]:
        """The calendars of cities."""
        return tuple(link for link in self.calendars if link.kind == "cities")

    @property
    def pairs(self) -> tuple[CalendarLink, ...]:
        """The calendars of pairs and groups."""
        return tuple(link for link in self.calendars if link.kind in ("pairs", "groups"))

    @property
    def title(self) -> Text:
        """The title of the meeting."""
        return self.occurrence.content.title

    @property
    def pair(self) -> Text | None:
        """The name of the one pair or group that meets; None for webinars and for several pairs."""
        return pair_of(self.occurrence, {link.identity: link.title for link in self.pairs})

    @property
    def duration(self) -> timedelta:
        """The length of the meeting."""
        return self.occurrence.timing.length

    @property
    def last_day(self) -> date:
        """The last of its whole days."""
        return (self.occurrence.timing.ends - timedelta(days=1)).date()

    @cached_property
    def _by_key(self) -> Mapping[FeedKey, CalendarLink]:
        return {(link.kind, link.identity): link for link in self.calendars}

    def calendar(self, kind: FeedKind, identity: str) -> CalendarLink | None:
        """Returns the calendar of a city or a theme, if it has a page."""
        return self._by_key.get((kind, identity))


def meeting_view(
    occurrence: Occurrence,
    is_over: bool,
    previous: AdjacentMeeting | None,
    following: AdjacentMeeting | None,
    calendars: tuple[CalendarLink, ...],
    history: tuple[tuple[datetime, RevisionEntry], ...],
    zone: str,
    city_ranges: Ranges,
    pair_ranges: Ranges,
) -> MeetingView:
    """Returns the contents of the page of `occurrence`.

    `history` are the entries of its revisions with their times in UTC, oldest first. `zone` is the IANA zone
    of the programme. See MeetingView for the others.
    """
    moved = occurrence.rescheduled
    planned = at_planned_time(occurrence) if moved else None
    return MeetingView(
        occurrence=_public(occurrence, is_over=is_over),
        is_over=is_over,
        has_private_join=_has_private_join(occurrence) and not is_over,
        clock=clock_name(occurrence),
        sides=sides(occurrence),
        planned_sides=sides(planned) if planned is not None else (),
        planned_day=occurrence.planned.date() if moved and planned is None else None,
        obstacles=_obstacles(occurrence, planned) if moved and occurrence.content.reason is None else (),
        calendars=calendars,
        changes=changes(occurrence, history, zone),
        previous=previous,
        next=following,
        city_ranges=city_ranges,
        pair_ranges=pair_ranges,
    )


def _has_private_join(occurrence: Occurrence) -> bool:
    """Returns whether only private calendars show how to join."""
    join = occurrence.content.join
    return join is not None and not join.public and not occurrence.cancelled


def _public(occurrence: Occurrence, *, is_over: bool) -> Occurrence:
    """Returns `occurrence` without private access data and without links that lead nowhere.

    Nobody can register for a meeting that is over or cancelled, or join it.
    """
    content, join = occurrence.content, occurrence.content.join
    is_open = not is_over and not occurrence.cancelled
    shows_join = join is not None and join.public and is_open and web_address(join.url)
    links = (replace(link, url=web_address(link.url) or "") for link in content.links)
    public_content = replace(
        content,
        join=join if shows_join else None,
        registration=web_address(content.registration) if is_open else None,
        links=tuple(link for link in links if link.url),
    )
    return replace(occurrence, content=public_content)


def _obstacles(
    occurrence: Occurrence, old: Occurrence | None
) -> tuple[tuple[Text | None, DayOffReason], ...]:
    """Returns each city and its day off, if the holiday policy chose the day of the meeting.

    A break of the whole programme is there once, without a city. A day off on another day than the `old` time
    is not there; `old` is None if whole days were planned.
    """
    trace = occurrence.trace
    if trace.policy_day != occurrence.timing.starts.date():
        return ()
    cities = {participant.city: participant for participant in (old or occurrence).participants}
    obstacles = (
        (None if obstacle.why is OfficeClosure.PROGRAMME_CLOSED else cities[obstacle.city].name, obstacle.why)
        for obstacle in trace.obstacles
        if obstacle.city in cities and (old is None or obstacle.day in old.local_days(cities[obstacle.city]))
    )
    return tuple(dict.fromkeys(obstacles))
