"""Which cities, pairs and themes belong to a calendar, and so lead from its page to others."""

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
    """A page that belongs to another one."""

    address: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPages:
    """The pages that belong to a calendar's; none to that of the whole programme, which has all."""

    pairs: tuple[RelatedPage, ...]
    cities: tuple[RelatedPage, ...]
    themes: tuple[RelatedPage, ...]


def related_pages(published: Published, feed: Feed) -> RelatedPages:
    """The pairs of a city with their cities and themes, what belongs to a pair, the pairs of a theme."""
    pairs = pairs_of(published, feed)
    details, links = published.profile.details, _Links(published, feed)
    found = links.to("pairs", [pair.identity for pair in pairs])
    if feed.kind == "themes":
        return RelatedPages(pairs=found, cities=(), themes=())
    ids = {id for pair in pairs for id in pair.cities}
    themes = {theme for pair in pairs for theme in pair.themes}
    return RelatedPages(
        pairs=found,
        cities=links.to("cities", [city.identity for city in details.cities if city.id in ids]),
        themes=links.to("themes", [theme.identity for theme in details.themes if theme.id in themes]),
    )


def members(published: Published, feed: Feed) -> Sequence[City]:
    """The city of a city's calendar, the cities of a pair's in their order; nobody for the others."""
    details = published.profile.details
    if feed.kind == "cities":
        return [city for city in details.cities if city.identity == feed.identity]
    by_id = {city.id: city for city in details.cities}
    pairs = pairs_of(published, feed) if feed.kind == "pairs" else ()
    return [by_id[id] for pair in pairs for id in pair.cities]


def pairs_of(published: Published, feed: Feed) -> Sequence[Pair]:
    """The pairs that a city is in or that have a theme; a pair itself."""
    details = published.profile.details
    match feed.kind:
        case "cities":
            own = {city.id for city in details.cities if city.identity == feed.identity}
            return [pair for pair in details.pairs if own & set(pair.cities)]
        case "pairs":
            return [pair for pair in details.pairs if pair.identity == feed.identity]
        case "themes":
            about = {theme.id for theme in details.themes if theme.identity == feed.identity}
            return [pair for pair in details.pairs if about & set(pair.themes)]
        case "programme":
            return []


def is_trio(published: Published, feed: Feed) -> bool:
    """Whether `feed` is that of three cities, which nobody calls a pair."""
    return feed.kind == "pairs" and any(len(pair.cities) > 2 for pair in pairs_of(published, feed))


@dataclass(frozen=True, slots=True)
class _Links:
    published: Published
    here: Feed

    def to(self, kind: FeedKind, identities: Sequence[str]) -> tuple[RelatedPage, ...]:
        """The pages of these feeds, but for the one that is shown."""
        feeds = {feed.identity: feed for feed in self.published.feeds if feed.kind == kind}
        found = (feeds[identity] for identity in identities)
        return tuple(RelatedPage(address=feed.name, title=feed.title) for feed in found if feed != self.here)
