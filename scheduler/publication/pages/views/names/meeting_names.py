"""The cities and pairs of a meeting that has too many for its own page: `occurrences/UID/all-cities/2`.

The names are in the order of the alphabet. Each city has its local hour. The page of the meeting links to
each of these pages by its first and last name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache, partial
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import Status
from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.names.ranges import (
    NamePages,
    Ranges,
    name_pages,
    page_addresses,
    page_count,
    ranges_of,
)
from scheduler.publication.pages.views.page import Page, PageInputs, given_view
from scheduler.publication.pages.views.sides import Side, sides
from scheduler.state.feeds import Feed
from scheduler.timetable.occurrence import Occurrence

NamesKind = Literal["cities", "pairs"]


class MeetingName(Struct, frozen=True, kw_only=True):
    """A city or a pair, with the address of its calendar if that has a page.

    `side` has the local times of a city, without any name; a pair and a whole day have none.
    """

    title: Text
    address: str | None
    side: Side | None = None


class MeetingNamesView(Struct, frozen=True, kw_only=True):
    """The contents of a page of names: `number` is its place in `ranges`, `names` are by language.

    `address`, `title`, `series` and `status` are those of the meeting, `first` and `last` its days by its
    clock.
    """

    kind: NamesKind
    address: str
    title: Text
    series: str
    status: Status
    first: date
    last: date
    number: int
    ranges: Ranges
    names: Mapping[str, tuple[MeetingName, ...]]


class MeetingNames(Struct, frozen=True, dict=True):
    """The names of meetings on pages, in the order of each language."""

    inputs: PageInputs

    @cached_property
    def _pages_of(self) -> Callable[[Occurrence, NamesKind], NamePages[MeetingName]]:
        """The names on the pages of a list; those of one meeting are asked for in a row."""
        return lru_cache(maxsize=2)(self._sorted)

    def _sorted(self, occurrence: Occurrence, kind: NamesKind) -> NamePages[MeetingName]:
        names = self._cities(occurrence) if kind == "cities" else self._pairs(occurrence)
        return name_pages(tuple(names), self.inputs.state.profile.languages)

    def _cities(self, occurrence: Occurrence) -> Iterator[MeetingName]:
        by_offset = {side.offset: replace(side, names=(), identities=()) for side in sides(occurrence)}
        for participant in occurrence.participants:
            feed = self.inputs.directory.feeds.get(("cities", participant.city))
            side = by_offset.get(participant.offset)
            yield MeetingName(title=participant.name, address=_address(feed), side=side)

    def _pairs(self, occurrence: Occurrence) -> Iterator[MeetingName]:
        for identity in occurrence.pairs:
            feed = self.inputs.directory.feeds.get(("pairs", identity))
            title = feed.title if feed is not None else Text.plain(identity)
            yield MeetingName(title=title, address=_address(feed))

    def ranges(self, occurrence: Occurrence, kind: NamesKind) -> Ranges:
        """Returns the pages of a list; none if the page of the meeting has room for it."""
        names: Sequence[object] = occurrence.participants if kind == "cities" else occurrence.pairs
        if not page_count(len(names)):
            return {}
        return ranges_of(self._pages_of(occurrence, kind), meeting_address(occurrence.uid), kind)

    def pages(self, occurrence: Occurrence) -> Iterator[tuple[str, Callable[[], Page]]]:
        """Yields each page of names that the page of a meeting needs, with its address."""
        owner = meeting_address(occurrence.uid)
        counts: dict[NamesKind, int] = {
            "cities": len(occurrence.participants),
            "pairs": len(occurrence.pairs),
        }
        for kind, count in counts.items():
            for number, address in enumerate(page_addresses(owner, kind, count)):
                yield address, partial(self._page, occurrence, kind, number)

    def _page(self, occurrence: Occurrence, kind: NamesKind, number: int) -> Page:
        ranges = self.ranges(occurrence, kind)
        view = MeetingNamesView(
            kind=kind,
            address=meeting_address(occurrence.uid),
            title=occurrence.content.title,
            series=occurrence.series,
            status=occurrence.status,
            first=occurrence.timing.starts.date(),
            last=(occurrence.timing.ends - timedelta(microseconds=1)).date(),
            number=number,
            ranges=ranges,
            names={code: tuple(groups[number]) for code, groups in self._pages_of(occurrence, kind).items()},
        )
        return Page(
            address=next(iter(ranges.values()))[number].address,
            template="meeting_names.html",
            make_view=given_view,
            arguments=(view,),
        )


def _address(feed: Feed | None) -> str | None:
    return feed.name if feed is not None and feed.state != "gone" else None
