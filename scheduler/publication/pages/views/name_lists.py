"""The names of cities, pairs and themes, if the home page cannot list them all: `all-cities/2`.

The names are in the order of the alphabet, so each language has its own; the home page links to each page by
its first and last name. The pages are made from the frame alone, so an edit of a meeting touches none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import ceil, isqrt
from typing import Literal
from unicodedata import normalize

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.pages.views.numbered import even_shares
from scheduler.publication.pages.views.page import Page, PageGroup, PageGroups, PageInputs, PageKind
from scheduler.publication.pages.views.related import Directory, RelatedPage, related_pages
from scheduler.record.feeds import Feed

NamedKind = Literal["cities", "pairs", "themes"]
NAMED_KINDS: tuple[NamedKind, ...] = ("cities", "pairs", "themes")

MAX_NAMES = 60
"""The most names in one list: what a reader takes in without a search."""

_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_LETTERS = str.maketrans({"æ": "ae", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe"})


class Card(Struct, frozen=True, kw_only=True):
    """One city, pair or theme, with its related pages."""

    address: str
    title: Text
    official_name: Text | None = None
    country: str | None = None
    related: tuple[RelatedPage, ...] = ()


class NameRange(Struct, frozen=True, kw_only=True):
    """A page of names in one language: its address, its first and its last name."""

    address: str
    first: Text
    last: Text


Ranges = Mapping[str, tuple[NameRange, ...]]
"""The pages of all names of a kind, by language; none if the names fit on the home page."""


class NamePageView(Struct, frozen=True, kw_only=True):
    """The contents of a page of names: `number` is its place in `ranges`, `cards` are by language."""

    kind: NamedKind
    has_trio: bool
    number: int
    ranges: Ranges
    cards: Mapping[str, tuple[Card, ...]]


def pages(inputs: PageInputs, _: PageGroups) -> PageKind:
    """Returns the pages of the names that do not fit on the home page."""
    live = live_feeds(inputs.published.feeds)
    sources = {
        _address(kind, number): (kind, number)
        for kind in NAMED_KINDS
        for number in range(page_count(len(live[kind])))
    }
    return PageKind({"names": PageGroup(sources)}, NameLists(inputs).page)


def live_feeds(feeds: Sequence[Feed]) -> Mapping[NamedKind, tuple[Feed, ...]]:
    """Returns the live feeds of cities, pairs and themes, by kind."""
    return {
        kind: tuple(feed for feed in feeds if feed.kind == kind and feed.state == "live")
        for kind in NAMED_KINDS
    }


def page_count(names: int) -> int:
    """Returns the number of pages for so many names; none if they fit on the home page.

    A page has `MAX_NAMES` names at most, or as many as there are pages, if that is more.
    """
    return ceil(names / max(MAX_NAMES, isqrt(names))) if names > MAX_NAMES else 0


class NameLists(Struct, frozen=True, dict=True):
    """The names of a publication on pages, in the order of each language; sorted for the first page."""

    inputs: PageInputs

    @cached_property
    def _split(self) -> Mapping[NamedKind, Mapping[str, Sequence[Sequence[Feed]]]]:
        published = self.inputs.published
        live = live_feeds(published.feeds)
        return {kind: _split(live[kind], published.profile.languages) for kind in NAMED_KINDS}

    def page(self, source: tuple[NamedKind, int]) -> Page:
        """Returns the page of a kind with this number."""
        kind, number = source
        directory, split = self.inputs.directory, self._split[kind]
        view = NamePageView(
            kind=kind,
            has_trio=has_trio(directory),
            number=number,
            ranges=_ranges(kind, split),
            cards={
                code: tuple(card(directory, feed) for feed in groups[number])
                for code, groups in split.items()
            },
        )
        return Page(
            address=_address(kind, number),
            template="names.html",
            make_view=name_page_view,
            arguments=(view,),
        )


def name_page_view(view: NamePageView) -> NamePageView:
    """Returns the contents of a page of names, which are its only argument."""
    return view


def name_ranges(kind: NamedKind, feeds: Sequence[Feed], languages: Sequence[str]) -> Ranges:
    """Returns the pages of the names of `feeds`, all of one kind."""
    return _ranges(kind, _split(feeds, languages))


def _ranges(kind: NamedKind, split: Mapping[str, Sequence[Sequence[Feed]]]) -> Ranges:
    return {
        code: tuple(
            NameRange(address=_address(kind, number), first=feeds[0].title, last=feeds[-1].title)
            for number, feeds in enumerate(groups)
        )
        for code, groups in split.items()
    }


def _split(feeds: Sequence[Feed], languages: Sequence[str]) -> Mapping[str, Sequence[Sequence[Feed]]]:
    """Returns by language the feeds of each page, in the order of their names."""
    shares = even_shares(len(feeds), page_count(len(feeds)))
    by_language = {code: sorted(feeds, key=lambda feed: sort_key(feed.title.say(code))) for code in languages}
    return {code: [in_order[start:end] for start, end in shares] for code, in_order in by_language.items()}


def sort_key(name: str) -> tuple[str, str]:
    """Returns the key by which a name is sorted: Latin letters without their accents, then other scripts.

    The letters of Cyrillic and the syllables of Hangul are in the order of their alphabets already.
    """
    plain = _ACCENTS.sub("", normalize("NFD", name.casefold()))
    return normalize("NFC", plain).translate(_LETTERS), name


def _address(kind: NamedKind, number: int) -> str:
    return f"all-{kind}/{number + 1}"


def has_trio(directory: Directory) -> bool:
    """Returns whether three cities or more meet in one of the pairs."""
    return any(len(pair.cities) > 2 for pairs in directory.pairs.values() for pair in pairs)


def card(directory: Directory, feed: Feed) -> Card:
    """Returns the card of a city with its pairs, of a pair with its themes, or of a theme with its pairs."""
    related = related_pages(directory, feed)
    city = directory.city(feed.identity) if feed.kind == "cities" else None
    return Card(
        address=feed.name,
        title=feed.title,
        official_name=city.official_name if city else None,
        country=city.country if city else None,
        related=related.themes if feed.kind == "pairs" else related.pairs,
    )
