"""The cities, pairs and themes that belong to a calendar; its page links to theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from scheduler.programme.groups import Pair, Theme
from scheduler.programme.places import City
from scheduler.programme.texts import Text
from scheduler.record.feeds import Feed, FeedKey, Feeds
from scheduler.record.profile import ProfileDetails
from scheduler.record.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence

NamedKind = Literal["cities", "pairs", "themes"]
NAMED_KINDS: tuple[NamedKind, ...] = ("cities", "pairs", "themes")


class RelatedPage(Struct, frozen=True, kw_only=True):
    """A link to the page of another calendar."""

    address: str
    title: Text


class Directory(Struct, frozen=True, kw_only=True):
    """The cities, themes, pairs and feeds of a programme, to look up.

    `cities` and `themes` are by their present id, in the order of the programme. `feeds` and `pairs` are by
    the kind and identity of a feed: a city, pair or theme has the pairs that it belongs to.
    """

    cities: Mapping[str, City]
    themes: Mapping[str, Theme]
    feeds: Mapping[FeedKey, Feed]
    pairs: Mapping[FeedKey, tuple[Pair, ...]]
    city_ids: Mapping[str, str]
    positions: Mapping[str, int]

    def city(self, identity: str) -> City | None:
        """Returns the city with this identity; None for a city that has left the programme."""
        id = self.city_ids.get(identity)
        return self.cities[id] if id is not None else None

    def pairs_of(self, feed: Feed) -> tuple[Pair, ...]:
        """Returns the pairs of a city, of a theme, or the pair itself; none for the whole programme."""
        return self.pairs.get(feed.key, ())

    def members(self, feed: Feed) -> tuple[City, ...]:
        """Returns the city of a city's calendar, or the cities of a pair in their order; else none."""
        if feed.kind == "cities":
            city = self.city(feed.identity)
            return () if city is None else (city,)
        pairs = self.pairs_of(feed) if feed.kind == "pairs" else ()
        return tuple(self.cities[id] for pair in pairs for id in pair.cities)

    def pair_names(self, meetings: Iterable[Occurrence | SkippedMeeting]) -> Mapping[str, Text]:
        """Returns the names of the pairs of `meetings`, by identity."""
        identities = dict.fromkeys(pair for meeting in meetings for pair in meeting.pairs)
        feeds = (self.feeds.get(("pairs", identity)) for identity in identities)
        return {feed.identity: feed.title for feed in feeds if feed is not None}

    def in_order(self, city_ids: Iterable[str]) -> list[City]:
        """Returns the cities with these ids in the order of the programme."""
        return [self.cities[id] for id in sorted(set(city_ids), key=self.positions.__getitem__)]

    def is_trio(self, feed: Feed) -> bool:
        """Returns whether three cities meet in each pair of `feed`, so pages call it a trio."""
        pairs = self.pairs_of(feed)
        return bool(pairs) and all(len(pair.cities) > 2 for pair in pairs)

    def has_trio_among(self, feed: Feed) -> bool:
        """Returns whether three cities meet in one of the pairs of `feed`."""
        return any(len(pair.cities) > 2 for pair in self.pairs_of(feed))

    def has_trio(self) -> bool:
        """Returns whether three cities meet in one of the pairs."""
        return any(len(pair.cities) > 2 for pairs in self.pairs.values() for pair in pairs)


def pair_of(meeting: Occurrence | SkippedMeeting, names: Mapping[str, Text]) -> Text | None:
    """Returns the name of the one pair that meets; None for webinars and for meetings of several pairs."""
    is_webinar = isinstance(meeting, Occurrence) and meeting.origin == "webinar"
    return None if is_webinar or len(meeting.pairs) != 1 else names.get(meeting.pairs[0])


def directory(details: ProfileDetails, feeds: Feeds) -> Directory:
    """Returns the directory of a programme and its feeds."""
    identities = {city.id: city.identity for city in details.cities}
    theme_identities = {theme.id: theme.identity for theme in details.themes}
    pairs: dict[FeedKey, list[Pair]] = {}
    for pair in details.pairs:
        for key in _feeds_of_pair(pair, identities, theme_identities):
            pairs.setdefault(key, []).append(pair)
    return Directory(
        cities={city.id: city for city in details.cities},
        themes={theme.id: theme for theme in details.themes},
        feeds=feeds.by_key,
        pairs={key: tuple(group) for key, group in pairs.items()},
        city_ids={identity: id for id, identity in identities.items()},
        positions={id: number for number, id in enumerate(identities)},
    )


def _feeds_of_pair(pair: Pair, cities: Mapping[str, str], themes: Mapping[str, str]) -> Iterator[FeedKey]:
    """Yields the feeds that a pair belongs to, each once; the mappings give identities by id."""
    yield "pairs", pair.identity
    yield from (("cities", cities[id]) for id in dict.fromkeys(pair.cities) if id in cities)
    yield from (("themes", themes[id]) for id in dict.fromkeys(pair.themes) if id in themes)


def related_feeds(directory: Directory, feed: Feed) -> Mapping[NamedKind, tuple[Feed, ...]]:
    """Returns the feeds related to `feed`, by kind.

    A city has its pairs, their cities and their themes; a pair has its cities and themes; a theme its pairs.
    """
    pairs = directory.pairs_of(feed)
    identities: dict[NamedKind, Iterable[str]] = {"pairs": [pair.identity for pair in pairs]}
    if feed.kind != "themes":
        cities = directory.in_order(id for pair in pairs for id in pair.cities)
        theme_ids = {theme for pair in pairs for theme in pair.themes}
        identities["cities"] = [city.identity for city in cities]
        identities["themes"] = [theme.identity for id, theme in directory.themes.items() if id in theme_ids]
    return {kind: _others(directory, feed, kind, identities.get(kind, ())) for kind in NAMED_KINDS}


def related_links(feeds: Iterable[Feed]) -> tuple[RelatedPage, ...]:
    """Returns links to the pages of `feeds`."""
    return tuple(RelatedPage(address=feed.name, title=feed.title) for feed in feeds)


def _others(
    directory: Directory, current: Feed, kind: NamedKind, identities: Iterable[str]
) -> tuple[Feed, ...]:
    """Returns the feeds with these identities, without the `current` one."""
    feeds = (directory.feeds[kind, identity] for identity in identities)
    return tuple(feed for feed in feeds if feed != current)
