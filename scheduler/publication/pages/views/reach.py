"""The page that shows which calendar programs have fetched the last change.

Only the daemon has it, because only the daemon counts requests. It is not part of the site, which depends
on the publication only: the daemon adds it to the site, and renews it as requests come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.programme.texts import Text
from scheduler.publication.addresses import REACH
from scheduler.publication.languages.language import language
from scheduler.publication.pages.page import SiteInfo, site_info
from scheduler.publication.pages.paths import PageLocation, page_locations
from scheduler.publication.pages.render import render
from scheduler.publication.reach import (
    SILENT,
    CurrentVersion,
    FamilyFetches,
    Reach,
    current_versions,
    reach,
    rounded,
)
from scheduler.publication.resource import HTML, Resource
from scheduler.record.polls import Family, Poll
from scheduler.record.revision import Published

_MAX_TITLES = 3
"""If more meetings than these changed at once, none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTime:
    """An instant in UTC, and the same as a wall time of the host, `offset` minutes east of UTC."""

    instant: datetime
    local: datetime
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """One family of clients, its last request (or first fetch), and its usual interval between requests."""

    family: Family
    time: HostTime
    interval: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReach:
    """One calendar in one language: the families that fetched its version, that wait, that are silent.

    `since` is the time of the version; `changed` are the titles of the meetings that changed with it.
    """

    language: str
    since: HostTime
    changed: tuple[Text, ...]
    fetched: tuple[FamilyRow, ...]
    waiting: tuple[FamilyRow, ...]
    silent: tuple[FamilyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReach:
    """One calendar, in each language that clients request."""

    title: Text
    address: str
    languages: tuple[LanguageReach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachView:
    """The contents of the page; `unrequested` has title and address of calendars without any request."""

    calendars: tuple[CalendarReach, ...]
    unrequested: tuple[tuple[Text, str], ...]
    silent_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachPages:
    """The part of a publication that the reach pages need; the daemon keeps it between requests.

    `titles` are the titles of the changed meetings by UID.
    """

    site: SiteInfo
    zone: ZoneInfo
    versions: tuple[CurrentVersion, ...]
    titles: Mapping[str, Text]

    @classmethod
    def of(cls, published: Published) -> ReachPages:
        """Returns the pages for `published`."""
        versions = current_versions(published)
        changed_uids = {entry.uid for version in versions for entry in version.changes}
        occurrences = (stored.occurrence for stored in published.occurrences)
        return cls(
            site=site_info(published),
            zone=ZoneInfo(published.profile.zone),
            versions=versions,
            titles={
                occurrence.uid: occurrence.content.title
                for occurrence in occurrences
                if occurrence.uid in changed_uids
            },
        )

    def resources(self, polls: Iterable[Poll], now: datetime) -> dict[str, Resource]:
        """Returns the page at `now` in every language, by path."""
        view = self._view(reach(self.versions, polls, now))
        modified = now.replace(microsecond=0)
        return {
            location.path: Resource(
                status=200, type=HTML, body=_render(view, location, self.site), modified=modified
            )
            for location in page_locations(REACH, self.site.languages)
        }

    def _view(self, reaches: tuple[Reach, ...]) -> ReachView:
        feeds = {feed_reach.version.feed.name: feed_reach.version.feed for feed_reach in reaches}
        by_feed: dict[str, list[LanguageReach]] = {name: [] for name in feeds}
        for feed_reach in reaches:
            if feed_reach.families:
                by_feed[feed_reach.version.feed.name].append(self._language(feed_reach))
        return ReachView(
            calendars=tuple(
                CalendarReach(title=feeds[name].title, address=name, languages=tuple(languages))
                for name, languages in by_feed.items()
                if languages
            ),
            unrequested=tuple(
                (feeds[name].title, name) for name, languages in by_feed.items() if not languages
            ),
            silent_days=SILENT.days,
        )

    def _language(self, feed_reach: Reach) -> LanguageReach:
        version = feed_reach.version
        titles = dict.fromkeys(self.titles[entry.uid] for entry in version.changes)
        return LanguageReach(
            language=version.language,
            since=self._host_time(version.since),
            changed=tuple(titles) if len(titles) <= _MAX_TITLES else (),
            fetched=tuple(
                self._row(family, family.fetched or family.last) for family in feed_reach.in_state("has")
            ),
            waiting=tuple(self._row(family, family.last) for family in feed_reach.in_state("waits")),
            silent=tuple(self._row(family, family.last) for family in feed_reach.in_state("silent")),
        )

    def _row(self, fetches: FamilyFetches, time: datetime) -> FamilyRow:
        interval = rounded(fetches.every) if fetches.every is not None and fetches.state != "silent" else None
        return FamilyRow(family=fetches.family, time=self._host_time(time), interval=interval)

    def _host_time(self, instant: datetime) -> HostTime:
        local = instant.astimezone(self.zone)
        offset = local.utcoffset() or timedelta(0)
        return HostTime(
            instant=instant, local=local.replace(tzinfo=None), offset=offset // timedelta(minutes=1)
        )


def _render(view: ReachView, location: PageLocation, site: SiteInfo) -> bytes:
    # Both names are in the readers' own language, even if there is no catalogue for it.
    text = render(
        "reach.html",
        view,
        location,
        site,
        autonym=lambda code: language(code).autonym,
        duration=language(location.language).length,
    )
    return text.at(location, site)
