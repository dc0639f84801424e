"""The contents of the page that shows which calendar programs have fetched the last change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.reach import (
    SILENT,
    CurrentVersion,
    FamilyFetches,
    Reach,
    current_versions,
    reach,
    rounded,
)
from scheduler.record.polls import Family, Poll
from scheduler.record.revision import Published

_MAX_TITLES = 3
"""If more meetings than these changed at once, none is named."""


class HostTime(Struct, frozen=True, kw_only=True):
    """An instant in UTC, and the same as a wall time of the host, `offset` minutes east of UTC."""

    instant: datetime
    local: datetime
    offset: int


class FamilyRow(Struct, frozen=True, kw_only=True):
    """One family of clients, its last request (or first fetch), and its usual interval between requests."""

    family: Family
    time: HostTime
    interval: timedelta | None


class LanguageReach(Struct, frozen=True, kw_only=True):
    """One calendar in one language: the families that fetched its version, that wait, that are silent.

    `since` is the time of the version; `changed` are the titles of the meetings that changed with it.
    """

    language: str
    since: HostTime
    changed: tuple[Text, ...]
    fetched: tuple[FamilyRow, ...]
    waiting: tuple[FamilyRow, ...]
    silent: tuple[FamilyRow, ...]


class CalendarReach(Struct, frozen=True, kw_only=True):
    """One calendar, in each language that clients request."""

    title: Text
    address: str
    languages: tuple[LanguageReach, ...]


class ReachView(Struct, frozen=True, kw_only=True):
    """The contents of the page; `unrequested` has title and address of calendars without any request."""

    calendars: tuple[CalendarReach, ...]
    unrequested: tuple[tuple[Text, str], ...]
    silent_days: int


class ReachInputs(Struct, frozen=True, kw_only=True):
    """The part of a publication that the page needs; the daemon keeps it between requests.

    `zone` is that of the host. `titles` are the titles of the changed meetings by UID.
    """

    zone: ZoneInfo
    versions: tuple[CurrentVersion, ...]
    titles: Mapping[str, Text]


def reach_inputs(published: Published) -> ReachInputs:
    """Returns the source of the page for `published`."""
    versions = current_versions(published, published.history)
    changed_uids = {entry.uid for version in versions for entry in version.changes}
    occurrences = (stored.occurrence for stored in published.occurrences.stored())
    return ReachInputs(
        zone=ZoneInfo(published.profile.zone),
        versions=versions,
        titles={
            occurrence.uid: occurrence.content.title
            for occurrence in occurrences
            if occurrence.uid in changed_uids
        },
    )


def reach_view(inputs: ReachInputs, polls: Iterable[Poll], now: datetime) -> ReachView:
    """Returns the contents of the page at `now` (in UTC)."""
    reaches = reach(inputs.versions, polls, now)
    feeds = {feed_reach.version.feed.name: feed_reach.version.feed for feed_reach in reaches}
    by_feed: dict[str, list[LanguageReach]] = {name: [] for name in feeds}
    for feed_reach in reaches:
        if feed_reach.families:
            by_feed[feed_reach.version.feed.name].append(_language(inputs, feed_reach))
    return ReachView(
        calendars=tuple(
            CalendarReach(title=feeds[name].title, address=name, languages=tuple(languages))
            for name, languages in by_feed.items()
            if languages
        ),
        unrequested=tuple((feeds[name].title, name) for name, languages in by_feed.items() if not languages),
        silent_days=SILENT.days,
    )


def _language(inputs: ReachInputs, feed_reach: Reach) -> LanguageReach:
    version, zone = feed_reach.version, inputs.zone
    titles = dict.fromkeys(inputs.titles[entry.uid] for entry in version.changes)
    return LanguageReach(
        language=version.language,
        since=_host_time(version.since, zone),
        changed=tuple(titles) if len(titles) <= _MAX_TITLES else (),
        fetched=tuple(
            _row(family, family.fetched or family.last, zone) for family in feed_reach.in_state("has")
        ),
        waiting=tuple(_row(family, family.last, zone) for family in feed_reach.in_state("waits")),
        silent=tuple(_row(family, family.last, zone) for family in feed_reach.in_state("silent")),
    )


def _row(fetches: FamilyFetches, time: datetime, zone: ZoneInfo) -> FamilyRow:
    interval = rounded(fetches.every) if fetches.every is not None and fetches.state != "silent" else None
    return FamilyRow(family=fetches.family, time=_host_time(time, zone), interval=interval)


def _host_time(instant: datetime, zone: ZoneInfo) -> HostTime:
    local = instant.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    return HostTime(instant=instant, local=local.replace(tzinfo=None), offset=offset // timedelta(minutes=1))
