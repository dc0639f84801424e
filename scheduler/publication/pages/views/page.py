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

from scheduler.changes.change import cities_told, shared_facts
from scheduler.changes.fold import EntriesByUid, RevisedEntry, entries_by_uid, told_entries, without_slips
from scheduler.programme.spans import Month
from scheduler.publication.page_addresses import meeting_address, meeting_languages
from scheduler.publication.pages.views.days_off import DayOffCalendar, days_off
from scheduler.publication.pages.views.directory import Directory, directory
from scheduler.publication.resource import HTML
from scheduler.state.feeds import Feed, FeedKey, feed_keys
from scheduler.state.revision import Cause, Revision, Snapshot
from scheduler.state.state import State
from scheduler.state.stored import SkippedMeeting, Stored, time_and_uid
from scheduler.timetable.occurrence import AS_WRITTEN, Occurrence


class PageLink(Struct, frozen=True):
    """The address of a page, and the languages in which it exists; none if it exists in all."""

    address: str
    languages: tuple[str, ...] = ()


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


class Ended(Struct, frozen=True):
    """The last end among meetings that are over, and the first end among the others (both in UTC).

    Pages stay right until the next meeting ends.
    """

    latest: datetime | None = None
    following: datetime | None = None

    def is_still_right(self, now: datetime) -> bool:
        """Returns whether the same meetings are over at `now`."""
        is_late_enough = self.latest is None or self.latest <= now
        return is_late_enough and (self.following is None or now < self.following)


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
        """Which public meetings are over: no page tells when a private one ends."""
        meetings = (stored.occurrence for stored in self.state.occurrences.values())
        ends = [meeting.timing.end_utc for meeting in meetings if not meeting.content.is_private]
        return Ended(
            latest=max((end for end in ends if end <= self.now), default=None),
            following=min((end for end in ends if end > self.now), default=None),
        )

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
            known = replace(self.as_known(stored), date_origin=AS_WRITTEN)
            for key in feed_keys(known):
                by_feed[key].append(known)
        return by_feed

    def as_known(self, stored: Stored) -> Occurrence:
        """Returns a public meeting as readers know it: planned for the start that they knew before."""
        known = self.known_before(stored)
        return replace(stored, moved_from=known.start if known is not None else None).told

    def link(self, meeting: Occurrence) -> PageLink:
        """Returns the link to the page of a meeting."""
        return PageLink(meeting_address(meeting.uid), meeting_languages(self.state, meeting))

    def known_before(self, stored: Stored) -> Snapshot | None:
        """Returns what readers knew before a public meeting was last moved; None if it was not."""
        told = self.told(stored.occurrence.uid) if stored.moved_from is not None else ()
        return next((entry.before for _, entry in reversed(told) if entry.moves_start), None)

    @cached_property
    def _entries(self) -> EntriesByUid:
        return entries_by_uid(self.history)

    def told(self, uid: str) -> Sequence[RevisedEntry]:
        """Returns the history of a public meeting as readers could follow it, the oldest change first."""
        own = self._entries.get(uid, ())
        return without_slips(told_entries(self.public[uid].occurrence, own, self.state.window))

    @cached_property
    def news(self) -> Mapping[FeedKey, Sequence[RevisedEntry]]:
        """The changes that each calendar tells: the newest revision first, in it by the time of the meetings.

        What the first revision published is none. A city hears what concerns it, also if it leaves.
        """
        first = min((revision.number for revision in self.history), default=0)
        changed = {
            entry.uid
            for revision in self.history
            for entry in revision.entries
            if entry.before is not None or (revision.number != first and entry.cause is not Cause.WINDOW)
        }
        news: dict[FeedKey, list[RevisedEntry]] = defaultdict(list)
        for uid in (uid for uid in self.public if uid in changed):
            shared = [key for key in feed_keys(self.public[uid].occurrence) if key[0] != "cities"]
            for revision, entry in self.told(uid):
                if entry.before is not None or revision.number != first:
                    cities: list[FeedKey] = [("cities", city) for city in cities_told(entry)]
                    for key in (*cities, *(shared if shared_facts(entry) else ())):
                        news[key].append((revision, entry))
        for told in news.values():
            told.sort(key=lambda each: -each[0].number)
        return news

    def meetings(self, feed: Feed) -> Sequence[Occurrence]:
        """Returns the public meetings of `feed` as readers know them, also past ones, in order of time."""
        return self._by_feed.get(feed.key, ())

    def coming(self, feed: Feed) -> list[Occurrence]:
        """Returns those of them that are not over."""
        return [each for each in self.meetings(feed) if not each.timing.is_over(self.now)]

    @cached_property
    def _skips(self) -> Mapping[FeedKey, Sequence[SkippedMeeting]]:
        by_feed: dict[FeedKey, list[SkippedMeeting]] = defaultdict(list)
        for skip in (each for each in self.state.skips if not each.is_private):
            for key in dict.fromkeys(feed_keys(skip)):
                by_feed[key].append(skip)
        return by_feed

    def skips(self, feed: Feed) -> Sequence[SkippedMeeting]:
        """Returns the meetings of `feed` that a day off removed in advance."""
        return self._skips.get(feed.key, ())
