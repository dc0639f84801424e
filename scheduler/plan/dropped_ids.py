"""Finds ids missing from `formerly`: without them, everything would be published a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from scheduler.programme.groups import Pair, Theme
from scheduler.programme.places import City
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.record.feeds import Feed, FeedKind, feed_keys
from scheduler.record.memory import Memory


def dropped_ids(programme: Programme, memory: Memory) -> Iterator[Problem]:
    """Yields a problem for each series, city, pair or theme whose earlier id is missing from the text."""
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
    """Counts the meetings of each feed, all in one pass, and only when the first number is needed.

    Every plan looks for dropped ids, but few find one.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @cached_property
    def _counts(self) -> Counter[tuple[FeedKind, str]]:
        stored = self._memory.occurrences.values()
        return Counter(address for published in stored for address in feed_keys(published.occurrence))

    def of(self, feed: Feed) -> int:
        """Returns the number of meetings that belong in `feed`."""
        return self._counts[feed.kind, feed.identity]


def _dropped_series(programme: Programme, memory: Memory) -> Iterator[Problem]:
    counts = Counter(stored.occurrence.series for stored in memory.occurrences.values())
    known = {id: identity for identity, id in memory.series_ids.items()}
    for series in programme.series.values():
        dropped = _dropped_identity(series, known)
        if dropped is not None:
            what = f"{counts[dropped]} meetings would be published a second time"
            yield Problem((series.section, series.id, "formerly"), _put_back(series, dropped, what, known))


def _dropped_addresses(
    places: Mapping[str, Named], memory: Memory, kind: FeedKind, meetings: _Meetings
) -> Iterator[Problem]:
    feeds = {feed.identity: feed for feed in memory.feeds if feed.kind == kind}
    known = {feed.id: feed.identity for feed in feeds.values()}
    for place in places.values():
        dropped = _dropped_identity(place, known)
        feed = feeds.get(dropped or place.identity)
        if feed is None:
            continue
        if dropped is not None:
            what = f"the address of {meetings.of(feed)} meetings would be gone"
            yield Problem((kind, place.id, "formerly"), _put_back(place, dropped, what, known))
        else:
            yield from _dropped_aliases(place, feed, meetings)


def _dropped_aliases(place: Named, feed: Feed, meetings: _Meetings) -> Iterator[Problem]:
    """Yields a problem for each later id that is missing, because calendars may still ask for it."""
    for name in (feed.id, *feed.aliases):
        if name not in (place.id, *place.formerly):
            ids = [*dict.fromkeys((place.identity, *place.formerly)), name]
            message = (
                f"{name} was dropped, and with it an address of {meetings.of(feed)} meetings; "
                f"write `formerly: [{', '.join(ids)}]` and keep it"
            )
            yield Problem((feed.kind, place.id, "formerly"), message)


def _dropped_identity(named: Named, known: Mapping[str, str]) -> str | None:
    """Returns the published identity behind one of its ids if it is not the first id any more."""
    identities = (known.get(id) for id in (named.id, *named.formerly))
    return next(
        (identity for identity in identities if identity is not None and identity != named.identity), None
    )


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
