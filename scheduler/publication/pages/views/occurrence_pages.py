"""The pages of dated meetings: which meetings have one, and what each page is made from.

Every public meeting that a feed shows has a page, and so has every webinar ever published. Private meetings
and cancelled meetings that the programme hides have none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.calendar_links import CalendarLinks
from scheduler.publication.pages.views.change_history import EntriesByUid, entries_by_uid, told_entries
from scheduler.publication.pages.views.ended import Ended, ended_at
from scheduler.publication.pages.views.names.meeting_names import (
    MeetingNames,
    MeetingNamesSource,
    names_sources,
)
from scheduler.publication.pages.views.occurrences import AdjacentMeeting, meeting_view
from scheduler.publication.pages.views.page import Page, PageGroup, PageGroups, PageInputs, PageKind
from scheduler.record.feeds import FeedKind, feed_keys
from scheduler.record.occurrences import SeriesOccurrences
from scheduler.record.revision import Published, RevisionEntry
from scheduler.record.stored import Stored
from scheduler.timetable.occurrence import Occurrence

FEED_KIND_ORDER: tuple[FeedKind, ...] = ("cities", "pairs", "groups", "themes", "programme")
"""The order of the calendars on a meeting's page: people look for their own city first."""


def has_page(stored: Stored, published: Published) -> bool:
    """Returns whether this meeting has a public page."""
    occurrence = stored.occurrence
    if not stored.shown or occurrence.content.is_private:
        return False
    return occurrence.origin == "webinar" or published.shows(stored)


class MeetingSource(Struct, frozen=True):
    """The source of the page of `occurrence` besides the frame.

    `previous` and `following` are its neighbours in its series that take place, `history` the entries of its
    revisions with their times in UTC, oldest first.
    """

    occurrence: Occurrence
    is_over: bool
    previous: Occurrence | None
    following: Occurrence | None
    history: tuple[tuple[datetime, RevisionEntry], ...]


def pages(inputs: PageInputs, before: PageGroups) -> PageKind:
    """Returns a page for each meeting that has one; those of one series are a group.

    A revision that writes a meeting, or its history, makes its series anew. So the series tells whether the
    group of the revision `before` is still right, until one of its meetings ends.
    """
    published = inputs.published
    by_series = published.occurrences.by_series
    new = {
        identity: series
        for identity, series in by_series.items()
        if identity not in before
        or not _is_still_right(before[identity].basis, series, inputs.now)
        or _has_early_meeting(series, published)
    }
    uids = {uid for series in new.values() for uid in series.by_uid}
    history = entries_by_uid(published.history, uids)
    groups: dict[Hashable, PageGroup] = {
        identity: _series_pages(series, history, inputs) if identity in new else before[identity]
        for identity, series in by_series.items()
    }
    return PageKind(groups, MeetingPages(inputs).page)


class SeriesBasis(Struct, frozen=True):
    """The values that the pages of a series are made from: its meetings, and which of them are over."""

    series: SeriesOccurrences
    ended: Ended


def _is_still_right(basis: SeriesBasis | None, series: SeriesOccurrences, now: datetime) -> bool:
    return basis is not None and basis.series is series and basis.ended.is_still_right(now)


def _series_pages(series: SeriesOccurrences, history: EntriesByUid, inputs: PageInputs) -> PageGroup:
    """Returns the pages of one series, whose meetings are in order of time."""
    published = inputs.published
    shown = [stored.told for stored in series.by_uid.values() if has_page(stored, published)]
    sources: dict[str, MeetingSource | MeetingNamesSource] = {
        meeting_address(occurrence.uid): MeetingSource(
            occurrence,
            occurrence.timing.is_over(inputs.now),
            previous,
            following,
            tuple(told_entries(occurrence, history.get(occurrence.uid, ()), published.window)),
        )
        for occurrence, previous, following in _with_neighbours(shown)
    }
    for occurrence in shown:
        sources.update(names_sources(occurrence))
    basis = SeriesBasis(series, ended_at(inputs.now, shown))
    return PageGroup(sources, None if _has_early_meeting(series, published) else basis)


def _with_neighbours(
    meetings: Sequence[Occurrence],
) -> Iterator[tuple[Occurrence, Occurrence | None, Occurrence | None]]:
    """Yields each meeting with the one before and the one after it that take place."""
    before: Occurrence | None = None
    for number, meeting in enumerate(meetings):
        coming = (other for other in meetings[number + 1 :] if not other.cancelled)
        yield meeting, before, next(coming, None)
        before = before if meeting.cancelled else meeting


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
                source.is_over,
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
