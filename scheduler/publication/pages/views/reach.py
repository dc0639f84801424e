"""The page that shows how far changes have come. Only a daemon has it: it alone knows who asked.

It is no part of the site, which is a function of what is published: it is laid beside it, and made again when
more is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.programme.texts import Text
from scheduler.publication.languages.language import language
from scheduler.publication.pages import HTML
from scheduler.publication.pages.page import PageFrame, page_frame
from scheduler.publication.pages.paths import PageLocation, places
from scheduler.publication.pages.render import environment
from scheduler.publication.pages.words import vocabulary
from scheduler.publication.reach import SILENT, CurrentVersion, FamilyFetches, Reach, reach, rounded, versions
from scheduler.publication.resource import Resource
from scheduler.record.polls import Family, Poll
from scheduler.record.revision import Published

ADDRESS = "reach"
_MOST = 3
"""Changed meetings that are named; more of them tell a reader nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTime:
    """An instant, and what the host's clock showed, `offset` minutes east of UTC."""

    instant: datetime
    local: datetime
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """One family: when it did what its list says, and how long it usually waits between two requests."""

    family: Family
    when: HostTime
    every: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReach:
    """One calendar in one language that somebody asks for."""

    language: str
    since: HostTime
    changed: tuple[Text, ...]
    has: tuple[FamilyRow, ...]
    waits: tuple[FamilyRow, ...]
    silent: tuple[FamilyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReach:
    """One calendar, in each language in which somebody asks for it."""

    title: Text
    address: str
    editions: tuple[LanguageReach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachView:
    """What the page shows; `unasked` are the calendars that nobody has asked for yet."""

    calendars: tuple[CalendarReach, ...]
    unasked: tuple[tuple[Text, str], ...]
    silent_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachPages:
    """What these pages need of what is published, and nothing more: it is kept while the site is shown."""

    around: PageFrame
    zone: ZoneInfo
    present: tuple[CurrentVersion, ...]
    titles: Mapping[str, Text]

    @classmethod
    def of(cls, published: Published) -> ReachPages:
        """The pages for what is published now."""
        present = versions(published)
        changed = {entry.uid for version in present for entry in version.changes}
        occurrences = (stored.occurrence for stored in published.occurrences)
        return cls(
            around=page_frame(published),
            zone=ZoneInfo(published.profile.zone),
            present=present,
            titles={each.uid: each.content.title for each in occurrences if each.uid in changed},
        )

    def resources(self, polls: Iterable[Poll], now: datetime) -> dict[str, Resource]:
        """The page in every language, by path, as it is by `now`."""
        view = self._view(reach(self.present, polls, now))
        made = now.replace(microsecond=0)
        return {
            place.path: Resource(status=200, type=HTML, body=self._written(view, place), modified=made)
            for place in places(ADDRESS, self.around.languages)
        }

    def _written(self, view: ReachView, place: PageLocation) -> bytes:
        template, length = environment().get_template("reach.html"), language(place.code).length
        words = {**vocabulary(place, self.around), "length": length, "autonym": _autonym}
        return template.render(view=view, **words).encode()

    def _view(self, reaches: tuple[Reach, ...]) -> ReachView:
        feeds = {item.version.feed.name: item.version.feed for item in reaches}
        editions: dict[str, list[LanguageReach]] = {name: [] for name in feeds}
        for item in reaches:
            if item.heard:
                editions[item.version.feed.name].append(self._edition(item))
        return ReachView(
            calendars=tuple(
                CalendarReach(title=feeds[name].title, address=name, editions=tuple(found))
                for name, found in editions.items()
                if found
            ),
            unasked=tuple((feeds[name].title, name) for name, found in editions.items() if not found),
            silent_days=SILENT.days,
        )

    def _edition(self, item: Reach) -> LanguageReach:
        version = item.version
        changed = dict.fromkeys(self.titles[entry.uid] for entry in version.changes)
        return LanguageReach(
            language=version.language,
            since=self._moment(version.since),
            changed=tuple(changed) if len(changed) <= _MOST else (),
            has=tuple(self._row(heard, heard.fetched or heard.last) for heard in item.in_state("has")),
            waits=tuple(self._row(heard, heard.last) for heard in item.in_state("waits")),
            silent=tuple(self._row(heard, heard.last) for heard in item.in_state("silent")),
        )

    def _row(self, heard: FamilyFetches, when: datetime) -> FamilyRow:
        every = rounded(heard.every) if heard.every is not None and heard.state != "silent" else None
        return FamilyRow(family=heard.family, when=self._moment(when), every=every)

    def _moment(self, instant: datetime) -> HostTime:
        local = instant.astimezone(self.zone)
        offset = local.utcoffset() or timedelta(0)
        return HostTime(
            instant=instant, local=local.replace(tzinfo=None), offset=offset // timedelta(minutes=1)
        )


def _autonym(code: str) -> str:
    return language(code).autonym
