"""The contents of the pages that show which calendar programs have fetched the last change.

There is one page if it can name all calendars. A large programme has a page with those that changed last, and
pages of all of them in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.pages.views.clocks import HostTime, host_time
from scheduler.publication.pages.views.directory import directory
from scheduler.publication.pages.views.rows import MeetingName
from scheduler.publication.reach import (
    SILENT,
    CurrentVersion,
    FamilyFetches,
    Reach,
    current_versions,
    reach,
    rounded,
)
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


class ReachInputs(Struct, frozen=True, kw_only=True):
    """The part of a publication that the page needs; the daemon keeps it between requests.

    `zone` is that of the host. `changed` are the changed meetings by UID.
    """

    zone: str
    versions: tuple[CurrentVersion, ...]
    changed: Mapping[str, MeetingName]


def reach_inputs(state: State, history: Iterable[Revision]) -> ReachInputs:
    """Returns the source of the page for `state`."""
    versions = current_versions(state, history)
    changed_uids = {entry.uid for version in versions for entry in version.changes}
    changed = [state.occurrences[uid].occurrence for uid in sorted(changed_uids)]
    names = directory(state.profile.details, state.feeds)
    return ReachInputs(
        zone=state.profile.zone,
        versions=versions,
        changed={
            occurrence.uid: MeetingName(title=occurrence.content.title, pair=names.pair_name(occurrence))
            for occurrence in changed
        },
    )


def reach_view(inputs: ReachInputs, feeds: Sequence[Feed], polls: Sequence[Poll], now: datetime) -> ReachView:
    """Returns the page of `feeds` at `now` (in UTC), in their order."""
    is_whole = len(feeds) <= MOST_CALENDARS
    by_feed: dict[str, list[Reach]] = {
        feed.name: [] for feed in (feeds if is_whole else _latest(inputs, polls))
    }
    versions = [version for version in inputs.versions if version.feed.name in by_feed]
    for feed_reach in reach(versions, polls, now):
        by_feed[feed_reach.version.feed.name].append(feed_reach)
    calendars = [_calendar(inputs, reaches) for reaches in by_feed.values() if reaches]
    return ReachView(
        calendars=tuple(calendar for calendar in calendars if calendar.languages),
        unrequested=tuple(
            (calendar.title, calendar.address) for calendar in calendars if not calendar.languages
        ),
        silent_days=SILENT.days,
        is_whole=is_whole,
    )


def _latest(inputs: ReachInputs, polls: Iterable[Poll]) -> Sequence[Feed]:
    """Returns the feeds that changed last, the latest first, among those that somebody requests."""
    requested = {(poll.feed, poll.language) for poll in polls}
    latest = sorted(
        (version for version in inputs.versions if (poll_name(version.feed), version.language) in requested),
        key=lambda version: version.since,
        reverse=True,
    )
    by_name = {version.feed.name: version.feed for version in latest}
    return tuple(by_name.values())[:MOST_CALENDARS]


def _calendar(inputs: ReachInputs, reaches: Sequence[Reach]) -> CalendarReach:
    feed = reaches[0].version.feed
    return CalendarReach(
        title=feed.title,
        address=feed.name,
        languages=tuple(_language(inputs, feed_reach) for feed_reach in reaches if feed_reach.families),
    )


def _language(inputs: ReachInputs, feed_reach: Reach) -> LanguageReach:
    version, zone = feed_reach.version, inputs.zone
    changed = dict.fromkeys(inputs.changed[entry.uid] for entry in version.changes)
    if version.feed.is_of_group:
        changed = dict.fromkeys(MeetingName(title=meeting.title) for meeting in changed)
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
