"""The pages of dated meetings: which meetings have one, and what each page is made from.

Every public meeting that a feed shows has a page, and so has every webinar ever published. Private meetings
and cancelled meetings that the programme hides have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct

from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.calendar_links import CalendarLinks
from scheduler.publication.pages.views.change_history import EntriesByUid, entries_by_uid, told_entries
from scheduler.publication.pages.views.names.meeting_names import MeetingNames
from scheduler.publication.pages.views.occurrences import AdjacentMeeting, meeting_view
from scheduler.publication.pages.views.page import Page, PageInputs, Pages
from scheduler.state.feeds import FeedKind, feed_keys
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence

FEED_KIND_ORDER: tuple[FeedKind, ...] = ("cities", "pairs", "groups", "themes", "programme")
"""The order of the calendars on a meeting's page: people look for their own city first."""


def has_page(stored: Stored, state: State) -> bool:
    """Returns whether this meeting has a public page."""
    occurrence = stored.occurrence
    if not stored.shown or occurrence.content.is_private:
        return False
    return occurrence.origin == "webinar" or state.shows(stored)


def pages(inputs: PageInputs) -> Pages:
    """Returns a page for each meeting that has one, and those with its names if it has too many."""
    return dict(_pages(inputs))


def _pages(inputs: PageInputs) -> Iterator[tuple[str, Callable[[], Page]]]:
    state, made = inputs.state, MeetingPages(inputs)
    for meetings in state.by_series.values():
        shown = [stored.told for stored in meetings.values() if has_page(stored, state)]
        for occurrence, previous, following in _with_neighbours(shown):
            yield meeting_address(occurrence.uid), partial(made.page, occurrence, previous, following)
            yield from made.names.pages(occurrence)


def _with_neighbours(
    meetings: Sequence[Occurrence],
) -> Iterator[tuple[Occurrence, Occurrence | None, Occurrence | None]]:
    """Yields each meeting with the one before and the one after it that take place."""
    before: Occurrence | None = None
    for number, meeting in enumerate(meetings):
        coming = (other for other in meetings[number + 1 :] if not other.cancelled)
        yield meeting, before, next(coming, None)
        before = before if meeting.cancelled else meeting


class MeetingPages(Struct, frozen=True, dict=True):
    """Makes the pages of meetings."""

    inputs: PageInputs

    @cached_property
    def _calendars(self) -> CalendarLinks:
        return CalendarLinks(self.inputs)

    @cached_property
    def names(self) -> MeetingNames:
        """The pages with the names of their cities and pairs."""
        return MeetingNames(self.inputs)

    @cached_property
    def _history(self) -> EntriesByUid:
        return entries_by_uid(self.inputs.history)

    def page(self, occurrence: Occurrence, previous: Occurrence | None, following: Occurrence | None) -> Page:
        """Returns the page of a meeting; `previous` and `following` of its series take place."""
        state, by_key = self.inputs.state, self._calendars.by_key
        history = self._history.get(occurrence.uid, ())
        keys = sorted(feed_keys(occurrence), key=lambda key: FEED_KIND_ORDER.index(key[0]))
        return Page(
            address=meeting_address(occurrence.uid),
            template="occurrence.html",
            make_view=meeting_view,
            arguments=(
                occurrence,
                occurrence.timing.is_over(self.inputs.now),
                _adjacent(previous),
                _adjacent(following),
                tuple(by_key[key] for key in keys if key in by_key),
                tuple(told_entries(occurrence, history, state.window)),
                state.profile.zone,
                self.names.ranges(occurrence, "cities"),
                self.names.ranges(occurrence, "pairs"),
            ),
        )


def _adjacent(occurrence: Occurrence | None) -> AdjacentMeeting | None:
    if occurrence is None:
        return None
    timing = occurrence.timing
    return AdjacentMeeting(
        address=meeting_address(occurrence.uid), starts=timing.starts, all_day=timing.all_day
    )
