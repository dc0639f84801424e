"""The cities, pairs, groups and themes that belong to a calendar; its page links to theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from scheduler.programme.groups import Group, Pair, Theme
from scheduler.programme.places import City
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, FeedKey
from scheduler.state.profile import ProfileDetails
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence

NamedKind = Literal["cities", "pairs", "groups", "themes"]
NAMED_KINDS: tuple[NamedKind, ...] = ("cities", "pairs", "groups", "themes")


class RelatedPage(Struct, frozen=True, kw_only=True):
    """A link to the page of another calendar."""

    address: str
    title: Text


class Directory(Struct, frozen=True, kw_only=True):
    """The cities, themes, pairs, groups and feeds of a programme, to look up.

    `cities` and `themes` are by their present id, in the order of the programme. `feeds`, `pairs` and
    `groups` are by the kind and identity of a feed: a city, pair, group or theme has those it belongs to.
    """

    cities: Mapping[str, City]
    themes: Mapping[str, Theme]
    feeds: Mapping[FeedKey, Feed]
    pairs: Mapping[FeedKey, tuple[Pair, ...]]
    groups: Mapping[FeedKey, tuple[Group, ...]]
    city_ids: Mapping[str, str]
    positions: Mapping[str, int]

    def city(self, identity: str) -> City | None:
        """Returns the city with this identity; None for a city that has left the programme."""
        id = self.city_ids.get(identity)
        return self.cities[id] if id is not None else None

    def pairs_of(self, feed: Feed) -> tuple[Pair, ...]:
        """Returns the pairs of a city, of a theme, or the pair itself; none for the whole programme."""
        return self.pairs.get(feed.key, ())

    def groups_of(self, feed: Feed) -> tuple[Group, ...]:
        """Returns the groups of a city, of a theme, or the group itself; none for the whole programme."""
        return self.groups.get(feed.key, ())

    def members(self, feed: Feed) -> tuple[City, ...]:
        """Returns the city of a city's calendar, or the cities of a pair or group in its order; else none."""
        if feed.kind == "cities":
            city = self.city(feed.identity)
            return () if city is None else (city,)
        return tuple(self.cities[id] for each in self.who_meets(feed) for id in each.cities)

    def who_meets(self, feed: Feed) -> tuple[Pair | Group, ...]:
        """Returns the pair or group whose calendar `feed` is; none for other calendars."""
        if feed.kind == "groups":
            return self.groups_of(feed)
        return self.pairs_of(feed) if feed.kind == "pairs" else ()

    def pair_names(self, meetings: Iterable[Occurrence | SkippedMeeting]) -> Mapping[str, Text]:
        """Returns the names of the pairs and groups of `meetings`, by identity."""
        keys = dict.fromkeys(key for meeting in meetings for key in keys_of_pairs_and_groups(meeting))
        feeds = map(self.feeds.get, keys)
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


def keys_of_pairs_and_groups(meeting: Occurrence | SkippedMeeting) -> Iterator[FeedKey]:
    """Yields the keys of the pairs and groups of a meeting."""
    yield from (("pairs", identity) for identity in meeting.pairs)
    yield from (("groups", identity) for identity in meeting.groups)


def pair_of(meeting: Occurrence | SkippedMeeting, names: Mapping[str, Text]) -> Text | None:
    """Returns the name of the one pair or group that meets; None for webinars and for several pairs."""
    is_webinar = isinstance(meeting, Occurrence) and meeting.origin == "webinar"
    who_meets = (*meeting.pairs, *meeting.groups)
    return None if is_webinar or len(who_meets) != 1 else names.get(who_meets[0])


def directory(details: ProfileDetails, feeds: Iterable[Feed]) -> Directory:
    """Returns the directory of a programme and its feeds."""
    identities = {city.id: city.identity for city in details.cities}
    theme_identities = {theme.id: theme.identity for theme in details.themes}
    pairs: dict[FeedKey, list[Pair]] = {}
    for pair in details.pairs:
        for key in (("pairs", pair.identity), *_feeds_of(pair, identities, theme_identities)):
            pairs.setdefault(key, []).append(pair)
    groups: dict[FeedKey, list[Group]] = {}
    for group in details.groups:
        for key in (("groups", group.identity), *_feeds_of(group, identities, theme_identities)):
            groups.setdefault(key, []).append(group)
    return Directory(
        cities={city.id: city for city in details.cities},
        themes={theme.id: theme for theme in details.themes},
        feeds={feed.key: feed for feed in feeds},
        pairs={key: tuple(found) for key, found in pairs.items()},
        groups={key: tuple(found) for key, found in groups.items()},
        city_ids={identity: id for id, identity in identities.items()},
        positions={id: number for number, id in enumerate(identities)},
    )


def _feeds_of(
    who_meets: Pair | Group, cities: Mapping[str, str], themes: Mapping[str, str]
) -> Iterator[FeedKey]:
    """Yields the feeds of the cities and themes of a pair or group; the mappings give identities by id."""
    yield from (("cities", cities[id]) for id in dict.fromkeys(who_meets.cities) if id in cities)
    yield from (("themes", themes[id]) for id in dict.fromkeys(who_meets.themes) if id in themes)


def related_feeds(directory: Directory, feed: Feed) -> Mapping[NamedKind, tuple[Feed, ...]]:
    """Returns the feeds related to `feed`, by kind.

    A city has its pairs, their cities, its groups, and the themes of both; a pair or group has its cities and
    themes; a theme its pairs and groups.
    """
    pairs, groups = directory.pairs_of(feed), directory.groups_of(feed)
    identities: dict[NamedKind, Iterable[str]] = {
        "pairs": [pair.identity for pair in pairs],
        "groups": [group.identity for group in groups],
    }
    if feed.kind != "themes":
        partners: tuple[Pair | Group, ...] = groups if feed.kind == "groups" else pairs
        cities = directory.in_order(id for each in partners for id in each.cities)
        who_meets: tuple[Pair | Group, ...] = (*pairs, *groups)
        theme_ids = {theme for each in who_meets for theme in each.themes}
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
