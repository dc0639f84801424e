"""The page of one dated meeting: its local times, its content and its changes.

Every public meeting that a feed shows has a page, and so has every webinar ever published. Private meetings
and cancelled meetings that the programme hides have none.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import DayOffReason
from scheduler.programme.texts import Text
from scheduler.publication.feeds.city_hours import clock_name
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.calendar_links import CalendarLink, CalendarLinks
from scheduler.publication.pages.views.change_history import (
    EntriesByUid,
    MeetingChange,
    changes,
    entries_by_uid,
)
from scheduler.publication.pages.views.names.meeting_names import (
    MeetingNames,
    MeetingNamesSource,
    names_sources,
)
from scheduler.publication.pages.views.names.ranges import Ranges
from scheduler.publication.pages.views.page import Page, PageGroup, PageGroups, PageInputs, PageKind
from scheduler.publication.pages.views.sides import Side, at_planned_time, sides
from scheduler.record.feeds import FeedKey, FeedKind, feed_keys
from scheduler.record.occurrences import SeriesOccurrences
from scheduler.record.revision import Published, RevisionEntry
from scheduler.record.stored import Stored
from scheduler.timetable.occurrence import Occurrence

MOST_ON_SIDE = 6
"""The most cities that the page of a meeting with very many names on each side."""

FEED_KIND_ORDER: tuple[FeedKind, ...] = ("cities", "pairs", "themes", "programme")
"""The order of the calendars on a meeting's page: people look for their own city first."""


class AdjacentMeeting(Struct, frozen=True, kw_only=True):
    """The meeting before or after this one in its series."""

    address: str
    starts: datetime
    all_day: bool


class MeetingView(Struct, frozen=True, kw_only=True, dict=True):
    """The contents of a meeting's page.

    `occurrence` is the meeting without private details. `clock` is the name of its clock. If it was moved,
    `planned_sides` are its sides at the planned time, or `planned_day` is its day if no hour was planned;
    `obstacles` are the cities and their days off that moved it, if the secretariat gave no other reason.
    `city_ranges` and `pair_ranges` are the pages of its cities and pairs, if they are too many for this one.
    """

    occurrence: Occurrence
    clock: Text
    sides: tuple[Side, ...]
    planned_sides: tuple[Side, ...] = ()
    planned_day: date | None = None
    obstacles: tuple[tuple[Text, DayOffReason], ...] = ()
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
        """The calendars of pairs."""
        return tuple(link for link in self.calendars if link.kind == "pairs")

    @property
    def duration(self) -> timedelta:
        """The length of the meeting."""
        return self.occurrence.timing.length

    @property
    def is_or_was_all_day(self) -> bool:
        """Whether the meeting takes whole days, or was planned to."""
        return self.occurrence.timing.all_day or self.occurrence.planned_days

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


def has_page(stored: Stored, published: Published) -> bool:
    """Returns whether this meeting has a public page."""
    occurrence = stored.occurrence
    if not stored.shown or occurrence.content.is_private:
        return False
    return occurrence.origin == "webinar" or published.shows(stored)


class MeetingSource(Struct, frozen=True):
    """The source of the page of `occurrence` besides the frame.

    `previous` and `following` are its neighbours in its series, `history` the entries of its revisions with
    their times in UTC, oldest first.
    """

    occurrence: Occurrence
    previous: Occurrence | None
    following: Occurrence | None
    history: tuple[tuple[datetime, RevisionEntry], ...]


def pages(inputs: PageInputs, before: PageGroups) -> PageKind:
    """Returns a page for each meeting that has one; those of one series are a group.

    A revision that writes a meeting, or its history, makes its series anew. So the series tells whether the
    group of the revision `before` is still right.
    """
    published = inputs.published
    by_series = published.occurrences.by_series
    new = {
        identity: series
        for identity, series in by_series.items()
        if identity not in before
        or before[identity].basis is not series
        or _has_early_meeting(series, published)
    }
    uids = {uid for series in new.values() for uid in series.by_uid}
    history = entries_by_uid(published.history, uids)
    groups: dict[Hashable, PageGroup] = {
        identity: _series_pages(series, history, published) if identity in new else before[identity]
        for identity, series in by_series.items()
    }
    return PageKind(groups, MeetingPages(inputs).page)


def _series_pages(series: SeriesOccurrences, history: EntriesByUid, published: Published) -> PageGroup:
    """Returns the pages of one series, whose meetings are in order of time."""
    shown = [stored.occurrence for stored in series.by_uid.values() if has_page(stored, published)]
    sources: dict[str, MeetingSource | MeetingNamesSource] = {
        meeting_address(occurrence.uid): MeetingSource(
            occurrence, previous, following, tuple(history.get(occurrence.uid, ()))
        )
        for occurrence, previous, following in zip(shown, [None, *shown], [*shown[1:], None], strict=False)
    }
    for occurrence in shown:
        sources.update(names_sources(occurrence))
    return PageGroup(sources, None if _has_early_meeting(series, published) else series)


def _has_early_meeting(series: SeriesOccurrences, published: Published) -> bool:
    """Returns whether a fast clock published a meeting: when feeds show it depends on the time as well."""
    return series.summary.newest > published.time


class MeetingPages(Struct, frozen=True, dict=True):
    """Makes the pages of meetings."""

    inputs: PageInputs

    @cached_property
    def _calendars(self) -> CalendarLinks:
        return CalendarLinks(self.inputs)

    @cached_property
    def _names(self) -> MeetingNames:
        return MeetingNames(self.inputs)

    def page(self, source: MeetingSource | MeetingNamesSource) -> Page:
        """Returns the page of a meeting, or one with the names of its cities or pairs."""
        if isinstance(source, MeetingNamesSource):
            return self._names.page(source)
        occurrence, by_key = source.occurrence, self._calendars.by_key
        keys = sorted(feed_keys(occurrence), key=lambda key: FEED_KIND_ORDER.index(key[0]))
        return Page(
            address=meeting_address(occurrence.uid),
            template="occurrence.html",
            make_view=meeting_view,
            arguments=(
                occurrence,
                _adjacent(source.previous),
                _adjacent(source.following),
                tuple(by_key[key] for key in keys if key in by_key),
                source.history,
                self.inputs.published.profile.zone,
                self._names.ranges(occurrence, "cities"),
                self._names.ranges(occurrence, "pairs"),
            ),
        )


def _adjacent(occurrence: Occurrence | None) -> AdjacentMeeting | None:
    if occurrence is None:
        return None
    timing = occurrence.timing
    return AdjacentMeeting(
        address=meeting_address(occurrence.uid), starts=timing.starts, all_day=timing.all_day
    )


def meeting_view(
    occurrence: Occurrence,
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
        occurrence=_public(occurrence),
        clock=clock_name(occurrence),
        sides=sides(occurrence),
        planned_sides=sides(planned) if planned is not None else (),
        planned_day=occurrence.planned.date() if moved and planned is None else None,
        obstacles=_obstacles(occurrence) if moved and occurrence.content.reason is None else (),
        calendars=calendars,
        changes=changes(occurrence, history, zone),
        previous=previous,
        next=following,
        city_ranges=city_ranges,
        pair_ranges=pair_ranges,
    )


def _public(occurrence: Occurrence) -> Occurrence:
    """Returns `occurrence` without private access data and without links that lead nowhere."""
    content, join = occurrence.content, occurrence.content.join
    shows_join = join is not None and join.public and not occurrence.cancelled and web_address(join.url)
    links = (replace(link, url=web_address(link.url) or "") for link in content.links)
    public_content = replace(
        content,
        join=join if shows_join else None,
        registration=web_address(content.registration),
        links=tuple(link for link in links if link.url),
    )
    return replace(occurrence, content=public_content)


def _obstacles(occurrence: Occurrence) -> tuple[tuple[Text, DayOffReason], ...]:
    """Returns each city and its day off, if the holiday policy chose the day of the meeting."""
    trace = occurrence.trace
    if trace.policy_day != occurrence.timing.starts.date():
        return ()
    names = {participant.city: participant.name for participant in occurrence.participants}
    return tuple(
        (names[obstacle.city], obstacle.why) for obstacle in trace.obstacles if obstacle.city in names
    )
