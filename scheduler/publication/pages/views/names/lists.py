"""The names of cities, pairs and themes that another page cannot list: `all-cities/2`.

The home page has those of the programme, the page of a calendar those that belong to it, such as
`themes/water/all-pairs/2`. Both link to each page of names by its first and last name. No page
shows a meeting, so an edit of one touches none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial

from msgspec import Struct

from scheduler.programme.groups import Group, Pair
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.names.ranges import (
    MAX_NAMES,
    NamePages,
    Ranges,
    name_pages,
    page_addresses,
    page_count,
    ranges_of,
)
from scheduler.publication.pages.views.page import (
    Page,
    PageInputs,
    Pages,
    feed_addresses,
    given_view,
)
from scheduler.publication.pages.views.related import (
    NAMED_KINDS,
    Directory,
    NamedKind,
    RelatedPage,
    related_feeds,
    related_links,
)
from scheduler.state.feeds import Feed


class Card(Struct, frozen=True, kw_only=True):
    """One city, pair or theme, with its related pages; only their number if they are many."""

    address: str
    title: Text
    official_name: Text | None = None
    country: str | None = None
    related: tuple[RelatedPage, ...] = ()
    related_number: int = 0


class RelatedNames(Struct, frozen=True, kw_only=True):
    """The names of one kind that belong to a calendar: a link to each, or the pages of all their names."""

    number: int
    links: tuple[RelatedPage, ...] = ()
    ranges: Ranges = {}


class NamePageView(Struct, frozen=True, kw_only=True):
    """The contents of a page of names: `number` is its place in `ranges`, `cards` are by language.

    `owner` is the calendar that the names belong to; without any, they are those of the programme.
    """

    kind: NamedKind
    owner: RelatedPage | None
    has_trio: bool
    number: int
    ranges: Ranges
    cards: Mapping[str, tuple[Card, ...]]


def pages(inputs: PageInputs) -> Pages:
    """Returns the pages of the names that do not fit on the home page, or on the page of a calendar."""
    return dict(_pages(inputs))


def _pages(inputs: PageInputs) -> Iterator[tuple[str, Callable[[], Page]]]:
    lists = NameLists(inputs)
    for kind, feeds in live_feeds(inputs.state.feeds).items():
        for number, address in enumerate(page_addresses("", kind, len(feeds))):
            yield address, partial(lists.page, None, kind, number)
    for owner in inputs.state.open_feeds:
        if _may_have_pages(inputs.directory, owner):
            for kind, feeds in related_feeds(inputs.directory, owner).items():
                for name in feed_addresses(owner):
                    for number, address in enumerate(page_addresses(name, kind, len(feeds))):
                        yield address, partial(lists.page, owner, kind, number)


def _may_have_pages(directory: Directory, owner: Feed) -> bool:
    """Returns whether names may be so many; they are never more than this. Most calendars have a few."""
    pairs, groups = directory.pairs_of(owner), directory.groups_of(owner)
    who_meets: tuple[Pair | Group, ...] = (*pairs, *groups)
    return any(
        number > MAX_NAMES
        for number in (
            len(pairs),
            len(groups),
            sum(len(each.cities) for each in who_meets),
            sum(len(each.themes) for each in who_meets),
        )
    )


def live_feeds(feeds: Sequence[Feed]) -> Mapping[NamedKind, tuple[Feed, ...]]:
    """Returns the live feeds of cities, pairs, groups and themes, by kind."""
    return {
        kind: tuple(feed for feed in feeds if feed.kind == kind and feed.state == "live")
        for kind in NAMED_KINDS
    }


class NameLists(Struct, frozen=True, dict=True):
    """The names of a publication on pages, in the order of each language; sorted for the first page."""

    inputs: PageInputs

    @cached_property
    def _pages_of(self) -> Callable[[Feed | None, NamedKind], NamePages[Feed]]:
        """The names on the pages of a list; those of one list are asked for in a row."""
        return lru_cache(maxsize=len(NAMED_KINDS))(self._sorted)

    def _sorted(self, owner: Feed | None, kind: NamedKind) -> NamePages[Feed]:
        state = self.inputs.state
        if owner is None:
            feeds = live_feeds(state.feeds)[kind]
        else:
            feeds = related_feeds(self.inputs.directory, owner)[kind]
        return name_pages(feeds, state.profile.languages)

    def page(self, owner: Feed | None, kind: NamedKind, number: int) -> Page:
        """Returns the page with this number, of the names of `owner` or of the whole programme."""
        directory, name = self.inputs.directory, owner.name if owner is not None else ""
        pages = self._pages_of(owner, kind)
        ranges = ranges_of(pages, name, kind)
        view = NamePageView(
            kind=kind,
            owner=next(iter(related_links([owner])), None) if owner is not None else None,
            has_trio=directory.has_trio(),
            number=number,
            ranges=ranges,
            cards={
                code: tuple(card(directory, feed) for feed in groups[number])
                for code, groups in pages.items()
            },
        )
        return Page(
            address=next(iter(ranges.values()))[number].address,
            template="names.html",
            make_view=given_view,
            arguments=(view,),
        )


def name_ranges(kind: NamedKind, feeds: Sequence[Feed], languages: Sequence[str], owner: str = "") -> Ranges:
    """Returns the pages of the names of `feeds`, all of one kind, that the page at `owner` links to."""
    return ranges_of(name_pages(feeds, languages), owner, kind)


def related_names(
    directory: Directory, owner: Feed, languages: Sequence[str]
) -> Mapping[NamedKind, RelatedNames]:
    """Returns the names that belong to a calendar, by kind."""
    return {
        kind: RelatedNames(number=len(feeds), ranges=name_ranges(kind, feeds, languages, owner.name))
        if page_count(len(feeds))
        else RelatedNames(number=len(feeds), links=related_links(feeds))
        for kind, feeds in related_feeds(directory, owner).items()
    }


def card(directory: Directory, feed: Feed) -> Card:
    """Returns the card of a city or theme with its pairs, or of a pair or group with its themes."""
    related = related_feeds(directory, feed)["themes" if feed.kind in ("pairs", "groups") else "pairs"]
    city = directory.city(feed.identity) if feed.kind == "cities" else None
    return Card(
        address=feed.name,
        title=feed.title,
        official_name=city.official_name if city else None,
        country=city.country if city else None,
        related=related_links(related) if len(related) <= MAX_NAMES else (),
        related_number=len(related),
    )
