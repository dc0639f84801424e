"""Ids that were given up: dropping `formerly` would publish everything a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from scheduler.plan.roster import shows
from scheduler.plan.stored import FeedKind, Memory
from scheduler.programme.groups import Pair
from scheduler.programme.places import City
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series


def dropped_names(programme: Programme, memory: Memory) -> Iterator[Problem]:
    """A problem for each series, city or pair that is no longer said to have had its earlier id."""
    if memory.masthead is not None and memory.masthead.id != programme.id:
        message = (
            f"this store belongs to the programme {memory.masthead.id}; use another store for {programme.id}"
        )
        yield Problem(("programme", "id"), message)
        return
    yield from _dropped_series(programme, memory)
    for kind in ("cities", "pairs"):
        yield from _dropped_addresses(programme, memory, kind)


Named = Series | City | Pair


def _dropped_series(programme: Programme, memory: Memory) -> Iterator[Problem]:
    counts = Counter(stored.occurrence.series for stored in memory.occurrences.values())
    known = {id: identity for identity, id in memory.names.items()}
    for series in programme.series.values():
        lost = _lost(series, known)
        if lost is not None:
            what = f"{counts[lost]} meetings would be published a second time"
            yield Problem((series.section, series.id), _put_back(series, lost, what))


def _dropped_addresses(programme: Programme, memory: Memory, kind: FeedKind) -> Iterator[Problem]:
    feeds = {feed.id: feed for feed in memory.feeds if feed.kind == kind}
    known = {id: feed.identity for id, feed in feeds.items()}
    places: Mapping[str, Named] = programme.cities if kind == "cities" else programme.pairs
    for place in places.values():
        lost = _lost(place, known)
        if lost is not None:
            feed = next(feed for feed in feeds.values() if feed.identity == lost)
            count = sum(shows(feed, stored.occurrence) for stored in memory.occurrences.values())
            yield Problem(
                (kind, place.id), _put_back(place, lost, f"the address of {count} meetings would be gone")
            )


def _lost(named: Named, known: Mapping[str, str]) -> str | None:
    """The identity that one of its ids stood for, where it is no longer the first of them."""
    identities = (known.get(id) for id in (named.id, *named.formerly))
    return next((one for one in identities if one is not None and one != named.identity), None)


def _put_back(named: Named, identity: str, what: str) -> str:
    if identity in named.formerly:
        return f"formerly: {identity} must stand first, else {what}; the oldest id comes first"
    if identity == named.id:
        return f"formerly: {identity} is published under this id already, and {what}; leave formerly out"
    return f"formerly: {identity} was dropped, and {what}; put it back and keep it"
