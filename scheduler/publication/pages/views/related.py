"""The cities, pairs and themes that belong to a calendar; its page links to theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.programme.groups import Pair
from scheduler.programme.places import City
from scheduler.programme.texts import Text
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.revision import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPage:
    """A link to the page of another calendar."""

    address: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPages:
    """The pages that the page of a calendar links to; none for the whole programme."""

    pairs: tuple[RelatedPage, ...]
    cities: tuple[RelatedPage, ...]
    themes: tuple[RelatedPage, ...]


def related_pages(published: Published, feed: Feed) -> RelatedPages:
    """Returns the pages related to `feed`.

    A city has its pairs, their cities and their themes; a pair has its cities and themes; a theme its pairs.
    """
    pairs, details = pairs_of(published, feed), published.profile.details
    pair_pages = _links(published, feed, "pairs", [pair.identity for pair in pairs])
    if feed.kind == "themes":
        return RelatedPages(pairs=pair_pages, cities=(), themes=())
    city_ids = {id for pair in pairs for id in pair.cities}
    theme_ids = {theme for pair in pairs for theme in pair.themes}
    cities = [city.identity for city in details.cities if city.id in city_ids]
    themes = [theme.identity for theme in details.themes if theme.id in theme_ids]
    return RelatedPages(
        pairs=pair_pages,
        cities=_links(published, feed, "cities", cities),
        themes=_links(published, feed, "themes", themes),
    )


def _links(
    published: Published, current: Feed, kind: FeedKind, identities: Sequence[str]
) -> tuple[RelatedPage, ...]:
    """Returns links to the feeds with these identities, without the `current` one."""
    by_identity = {feed.identity: feed for feed in published.feeds if feed.kind == kind}
    feeds = (by_identity[identity] for identity in identities)
    return tuple(RelatedPage(address=feed.name, title=feed.title) for feed in feeds if feed != current)


def members(published: Published, feed: Feed) -> Sequence[City]:
    """Returns the city of a city's calendar, or the cities of a pair in their order; else none."""
    details = published.profile.details
    if feed.kind == "cities":
        return [city for city in details.cities if city.identity == feed.identity]
    by_id = {city.id: city for city in details.cities}
    pairs = pairs_of(published, feed) if feed.kind == "pairs" else ()
    return [by_id[id] for pair in pairs for id in pair.cities]


def pairs_of(published: Published, feed: Feed) -> Sequence[Pair]:
    """Returns the pairs of a city, of a theme, or the pair itself; none for the whole programme."""
    details = published.profile.details
    match feed.kind:
        case "cities":
            cities = {city.id for city in details.cities if city.identity == feed.identity}
            return [pair for pair in details.pairs if cities & set(pair.cities)]
        case "pairs":
            return [pair for pair in details.pairs if pair.identity == feed.identity]
        case "themes":
            themes = {theme.id for theme in details.themes if theme.identity == feed.identity}
            return [pair for pair in details.pairs if themes & set(pair.themes)]
        case "programme":
            return []


def is_trio(published: Published, feed: Feed) -> bool:
    """Returns whether `feed` belongs to three cities, so that pages call it a trio."""
    return feed.kind == "pairs" and any(len(pair.cities) > 2 for pair in pairs_of(published, feed))
