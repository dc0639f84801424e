"""Ids that were given up: dropping `formerly` would publish everything a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from scheduler.programme.groups import Pair, Theme
from scheduler.programme.places import City
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.record.feeds import Feed, FeedKind, addresses
from scheduler.record.memory import Memory


def dropped_ids(programme: Programme, memory: Memory) -> Iterator[Problem]:
    """A problem for each series, city, pair or theme that is no longer said to have had its earlier id."""
    if memory.profile is not None and memory.profile.id != programme.id:
        message = (
            f"this store belongs to the programme {memory.profile.id}; use another store for {programme.id}"
        )
        yield Problem(("programme", "id"), message)
        return
    yield from _dropped_series(programme, memory)
    meetings = _Meetings(memory)
    yield from _dropped_addresses(programme.cities, memory, "cities", meetings)
    yield from _dropped_addresses(programme.pairs, memory, "pairs", meetings)
    yield from _dropped_addresses(programme.themes, memory, "themes", meetings)


Named = Series | City | Pair | Theme


class _Meetings:
    """How many meetings belong in each feed: all are counted in one pass when the first number is asked for.

    Mostly nobody asks: every plan looks for dropped names, and hardly any plan finds one.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @cached_property
    def _counts(self) -> Counter[tuple[FeedKind, str]]:
        stored = self._memory.occurrences.values()
        return Counter(address for one in stored for address in addresses(one.occurrence))

    def of(self, feed: Feed) -> int:
        """The number of meetings that belong in `feed`."""
        return self._counts[feed.kind, feed.identity]


def _dropped_series(programme: Programme, memory: Memory) -> Iterator[Problem]:
    counts = Counter(stored.occurrence.series for stored in memory.occurrences.values())
    known = {id: identity for identity, id in memory.series_ids.items()}
    for series in programme.series.values():
        lost = _lost(series, known)
        if lost is not None:
            what = f"{counts[lost]} meetings would be published a second time"
            yield Problem((series.section, series.id, "formerly"), _put_back(series, lost, what, known))


def _dropped_addresses(
    places: Mapping[str, Named], memory: Memory, kind: FeedKind, meetings: _Meetings
) -> Iterator[Problem]:
    feeds = {feed.identity: feed for feed in memory.feeds if feed.kind == kind}
    known = {feed.id: feed.identity for feed in feeds.values()}
    for place in places.values():
        lost = _lost(place, known)
        feed = feeds.get(lost or place.identity)
        if feed is None:
            continue
        if lost is not None:
            what = f"the address of {meetings.of(feed)} meetings would be gone"
            yield Problem((kind, place.id, "formerly"), _put_back(place, lost, what, known))
        else:
            yield from _dropped_aliases(place, feed, meetings)


def _dropped_aliases(place: Named, feed: Feed, meetings: _Meetings) -> Iterator[Problem]:
    """A problem for each later id that is given up, though calendars may still ask for it."""
    for name in (feed.id, *feed.aliases):
        if name not in (place.id, *place.formerly):
            ids = [*dict.fromkeys((place.identity, *place.formerly)), name]
            message = (
                f"{name} was dropped, and with it an address of {meetings.of(feed)} meetings; "
                f"write `formerly: [{', '.join(ids)}]` and keep it"
            )
            yield Problem((feed.kind, place.id, "formerly"), message)


def _lost(named: Named, known: Mapping[str, str]) -> str | None:
    """The identity that one of its ids stood for, where it is no longer the first of them."""
    identities = (known.get(id) for id in (named.id, *named.formerly))
    return next((one for one in identities if one is not None and one != named.identity), None)


def _put_back(named: Named, identity: str, what: str, known: Mapping[str, str]) -> str:
    if identity in named.formerly:
        return f"{identity} must stand first, else {what}; the oldest id comes first"
    if identity == named.id and named.identity in known.values():
        return f"{identity} is published under this id already, and {what}; leave formerly out"
    if identity == named.id:
        ids = ", ".join((identity, *named.formerly))
        return (
            f"{identity} is published under this id already, and {what}; leave formerly out, or write "
            f"`formerly: [{ids}]` for an address under the other id as well"
        )
    return f"{identity} was dropped, and {what}; put it back and keep it"
