"""The contents of the pages that show which calendar programs have fetched the last change.

There is one page if it can name all calendars. A large programme has a page with those that changed last, and
pages of all of them in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.fetched_versions import (
    SILENT,
    CurrentVersion,
    FamilyFetches,
    Reach,
    current_versions,
    reach,
    rounded,
)
from scheduler.publication.pages.views.directory import Directory, directory
from scheduler.publication.pages.views.row_hours import HostTime, host_time
from scheduler.publication.pages.views.rows import MeetingName
from scheduler.state.feeds import Family, Feed, Poll, poll_name
from scheduler.state.revision import Revision
from scheduler.state.state import State

MOST_CALENDARS = 60
"""The most calendars on the page: those that changed last. `twincal reach` has all."""

_MAX_CHANGED = 3
"""If more meetings than these changed at once, none is named."""


class FamilyRow(Struct, frozen=True, kw_only=True):
    """One family of clients, its last request (or first fetch), and its usual interval between requests."""

    family: Family
    time: HostTime
    interval: timedelta | None


class LanguageReach(Struct, frozen=True, kw_only=True):
    """One calendar in one language: the families that fetched its version, that wait, that are silent.

    `since` is the time of the version; `changed` are the meetings that changed with it, each name once.
    """

    language: str
    since: HostTime
    changed: tuple[MeetingName, ...]
    fetched: tuple[FamilyRow, ...]
    waiting: tuple[FamilyRow, ...]
    silent: tuple[FamilyRow, ...]


class CalendarReach(Struct, frozen=True, kw_only=True):
    """One calendar, in each language that clients request."""

    title: Text
    address: str
    languages: tuple[LanguageReach, ...]


class ReachView(Struct, frozen=True, kw_only=True):
    """The contents of the page; `unrequested` has title and address of calendars without any request.

    `is_whole` is not set if there are too many calendars: then it has those that changed last.
    """

    calendars: tuple[CalendarReach, ...]
    unrequested: tuple[tuple[Text, str], ...]
    silent_days: int
    is_whole: bool


def reach_view(state: State, history: Iterable[Revision], polls: Sequence[Poll], now: datetime) -> ReachView:
    """Returns the page at `now` (in UTC) of `state`, whose meetings have this `history`."""
    all_versions, feeds = current_versions(state, history), state.open_feeds
    is_whole = len(feeds) <= MOST_CALENDARS
    by_feed: dict[str, list[Reach]] = {
        feed.name: [] for feed in (feeds if is_whole else _latest(all_versions, polls))
    }
    versions = [version for version in all_versions if version.feed.name in by_feed]
    for feed_reach in reach(versions, polls, now):
        by_feed[feed_reach.version.feed.name].append(feed_reach)
    names = directory(state.profile.details, state.feeds)
    calendars = [_calendar(state, names, reaches) for reaches in by_feed.values() if reaches]
    return ReachView(
        calendars=tuple(calendar for calendar in calendars if calendar.languages),
        unrequested=tuple(
            (calendar.title, calendar.address) for calendar in calendars if not calendar.languages
        ),
        silent_days=SILENT.days,
        is_whole=is_whole,
    )


def _latest(versions: Iterable[CurrentVersion], polls: Iterable[Poll]) -> Sequence[Feed]:
    """Returns the feeds that changed last, the latest first, among those that somebody requests."""
    requested = {(poll.feed, poll.language) for poll in polls}
    latest = sorted(
        (version for version in versions if (poll_name(version.feed), version.language) in requested),
        key=lambda version: version.since,
        reverse=True,
    )
    by_name = {version.feed.name: version.feed for version in latest}
    return tuple(by_name.values())[:MOST_CALENDARS]


def _calendar(state: State, names: Directory, reaches: Sequence[Reach]) -> CalendarReach:
    feed = reaches[0].version.feed
    return CalendarReach(
        title=feed.title,
        address=feed.name,
        languages=tuple(_language(state, names, feed_reach) for feed_reach in reaches if feed_reach.families),
    )


def _language(state: State, names: Directory, feed_reach: Reach) -> LanguageReach:
    version, zone = feed_reach.version, state.profile.zone
    meetings = (state.occurrences[entry.uid].occurrence for entry in version.changes)
    changed = dict.fromkeys(
        MeetingName(
            title=meeting.content.title, pair=None if version.feed.is_of_group else names.pair_name(meeting)
        )
        for meeting in meetings
    )
    return LanguageReach(
        language=version.language,
        since=host_time(version.since, zone),
        changed=tuple(changed) if len(changed) <= _MAX_CHANGED else (),
        fetched=tuple(
            _row(family, family.fetched or family.last, zone) for family in feed_reach.in_state("has")
        ),
        waiting=tuple(_row(family, family.last, zone) for family in feed_reach.in_state("waits")),
        silent=tuple(_row(family, family.last, zone) for family in feed_reach.in_state("silent")),
    )


def _row(fetches: FamilyFetches, time: datetime, zone: str) -> FamilyRow:
    interval = rounded(fetches.every) if fetches.every is not None and fetches.state != "silent" else None
    return FamilyRow(family=fetches.family, time=host_time(time, zone), interval=interval)
