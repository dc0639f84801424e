"""Ids that were given up: dropping `formerly` would publish everything a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.plan.roster import shows
from scheduler.plan.stored import Feed, Memory
from scheduler.programme.groups import Pair
from scheduler.programme.places import City
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme


def dropped_names(programme: Programme, memory: Memory) -> Iterator[Problem]:
    """A problem for each series, city or pair that is no longer said to have had its earlier id."""
    if memory.masthead is not None and memory.masthead.id != programme.id:
        message = (
            f"this store belongs to the programme {memory.masthead.id}; use another store for {programme.id}"
        )
        yield Problem(("programme", "id"), message)
        return
    counts = Counter(stored.occurrence.series for stored in memory.occurrences.values())
    for identity, id in memory.names.items():
        series = programme.series.get(id)
        if series is not None and series.identity != identity:
            what = f"{counts[identity]} meetings would be published a second time"
            yield Problem((series.section, id), _put_back(identity, what))
    for feed in memory.feeds:
        yield from _dropped_address(programme, memory, feed)


def _dropped_address(programme: Programme, memory: Memory, feed: Feed) -> Iterator[Problem]:
    place: City | Pair | None = None
    if feed.kind == "cities":
        place = programme.cities.get(feed.id)
    elif feed.kind == "pairs":
        place = programme.pairs.get(feed.id)
    if place is not None and place.identity != feed.identity:
        count = sum(shows(feed, stored.occurrence) for stored in memory.occurrences.values())
        what = f"the address of {count} meetings would be gone"
        yield Problem((feed.kind, feed.id), _put_back(feed.identity, what))


def _put_back(identity: str, what: str) -> str:
    return f"formerly: {identity} was dropped, and {what}; put it back and keep it"
