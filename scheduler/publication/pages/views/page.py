"""A page before it is rendered, and the source of all pages.

A view is a frozen value with the programme's texts and times, the same for every language; templates choose
the words. Pages with equal views have equal bytes, so the digest of the view tells whether a page changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.publication.pages.views.days_off import DayOffCalendar, days_off
from scheduler.publication.pages.views.directory import Directory, directory
from scheduler.publication.pages.views.ended import Ended, all_ended
from scheduler.publication.resource import HTML
from scheduler.state.feeds import Feed, FeedKey, feed_keys, group_keys
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.state.stored import SkippedMeeting, Stored, time_and_uid
from scheduler.timetable.occurrence import AS_WRITTEN, Occurrence


class Page(Struct, frozen=True, kw_only=True):
    """One page in all languages: its address, its template, and the view that the template shows.

    `status` is the HTTP status: 410 for retired calendars, 404 for the page at unknown addresses.
    """

    address: str
    template: str
    view: object = None
    status: int = 200
    type: str = HTML


Pages = Mapping[str, Callable[[], Page]]
"""By address, a function that makes the page: most pages of a revision are never asked for."""


class PageInputs(Struct, frozen=True, kw_only=True, dict=True):
    """The source of all pages: the state, and the months of shortened feeds by name.

    `history` has the changes of the meetings that calendars show, the newest revision first. `now` (UTC) is
    the time of the pages: they show which meetings are over by then.
    """

    state: State
    history: Sequence[Revision]
    now: datetime
    shortened: Mapping[str, tuple[Month, Month]]

    @cached_property
    def ended(self) -> Ended:
        """Which public meetings are over."""
        return all_ended(self.state.occurrences.values(), self.now)

    @cached_property
    def directory(self) -> Directory:
        """The cities, pairs, groups, themes and feeds, to look up."""
        return directory(self.state.profile.details, self.state.feeds)

    @cached_property
    def days_off(self) -> DayOffCalendar:
        """The days off of all cities."""
        return days_off(self.state)

    @cached_property
    def public(self) -> Mapping[str, Stored]:
        """Every meeting that has a page, by UID, in order of time."""
        visible = (stored for stored in self.state.occurrences.values() if self.state.has_page(stored))
        return {stored.occurrence.uid: stored for stored in sorted(visible, key=time_and_uid)}

    @cached_property
    def _by_feed(self) -> Mapping[FeedKey, Sequence[Occurrence]]:
        by_feed: dict[FeedKey, list[Occurrence]] = defaultdict(list)
        for stored in self.public.values():
            told = replace(stored.told, date_origin=AS_WRITTEN)
            for key in feed_keys(told):
                by_feed[key].append(told)
        return by_feed

    def meetings(self, feed: Feed) -> Sequence[Occurrence]:
        """Returns the public meetings of `feed` as readers know them, also past ones, in order of time."""
        return self._by_feed.get(feed.key, ())

    def coming(self, feed: Feed) -> list[Occurrence]:
        """Returns those of them that are not over."""
        return [each for each in self.meetings(feed) if not each.timing.is_over(self.now)]

    @cached_property
    def programme_feed(self) -> Feed:
        """The feed of the whole programme."""
        return next(feed for feed in self.state.feeds if feed.kind == "programme")

    @cached_property
    def _skips(self) -> Mapping[FeedKey, Sequence[SkippedMeeting]]:
        by_feed: dict[FeedKey, list[SkippedMeeting]] = defaultdict(list)
        for skip in self.state.skips:
            by_feed["programme", "programme"].append(skip)
            for city in dict.fromkeys(skip.cities):
                by_feed["cities", city].append(skip)
            for key in dict.fromkeys(group_keys(skip)):
                by_feed[key].append(skip)
        return by_feed

    def skips(self, feed: Feed) -> Sequence[SkippedMeeting]:
        """Returns the meetings of `feed` that a day off removed in advance; none for themes."""
        return self._skips.get(feed.key, ())
