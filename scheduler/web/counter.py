"""Counts who fetched which version of a feed, in memory and bounded, while requests are answered.

A request costs two look-ups and an increment. What is counted waits here until it is taken to the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.record.polls import Family, Poll
from scheduler.web.clients import family


class VersionKey(NamedTuple):
    """What a feed was in one language at some time, by the names that it has in the store."""

    feed: str
    language: str
    digest: str


class Served(NamedTuple):
    """The version that stands at an address, and the ETag that it is sent with."""

    version: VersionKey
    etag: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is served since when, what was before, and the version of each ETag that was sent then.

    It is followed in one thread and observed in another: one value, so that nobody sees half of it.
    """

    since: datetime
    served: Mapping[str, Served]
    before: Mapping[str, Served]
    sent_before: Mapping[str, VersionKey]

    def other_version(self, address: str, etag: str, now: datetime) -> VersionKey:
        """The version of bytes that are not the ones at `address`: those before, or a private feed's own.

        Private feeds follow the others a little later: until they surely have, the version before counts, for
        nobody must be told to have a change who may not.
        """
        sent_before = self.sent_before.get(etag)
        if sent_before is not None:
            return sent_before
        served = self.before if now - self.since < SETTLING and address in self.before else self.served
        return served[address].version


@dataclass(slots=True)
class _Count:
    first: datetime
    last: datetime
    count: int = 0


MOST = 20_000
"""Kinds of requests that are told apart between two flushes; the others are counted together."""

SETTLING = timedelta(seconds=10)
"""Within which private feeds have followed the others."""

_Key = tuple[VersionKey, Family]
OTHERS: _Key = (VersionKey("other", "", ""), "other")


class Counter:
    """The requests since the last `take`, by version and family."""

    def __init__(self, clock: Callable[[], datetime], most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._known = _Known(clock(), {}, {}, {})
        self._counts: dict[_Key, _Count] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def follow(self, served: Mapping[str, Served]) -> None:
        """Count by what is served at each address from now on, in a moment at the latest.

        May be called in another thread.
        """
        before = self._known.served
        sent_before = {etag: version for version, etag in before.values()}
        self._known = _Known(self._clock(), served, before, sent_before)

    def observe(self, address: str, etag: str, user_agent: bytes) -> None:
        """One answer that was delivered or confirmed; what is no feed is not counted."""
        known = self._known
        served = known.served.get(address)
        if served is None:
            return
        now = self._clock()
        version = served.version if etag == served.etag else known.other_version(address, etag, now)
        key = (version, family(user_agent))
        count = self._counts.get(key) or self._place(key, now)
        count.last = now
        count.count += 1

    def take(self) -> tuple[Poll, ...]:
        """What was counted, which the counter then forgets."""
        taken, self._counts = self._counts, {}
        return tuple(_poll(version, kind, count) for (version, kind), count in taken.items())

    def put_back(self, polls: Iterable[Poll]) -> None:
        """Counts `polls` again, which could not be written; the bound holds for them too."""
        for poll in polls:
            key = (VersionKey(poll.feed, poll.language, poll.digest), poll.family)
            count = self._place(key, poll.first)
            count.first = min(count.first, poll.first)
            count.last = max(count.last, poll.last)
            count.count += poll.count

    def _place(self, key: _Key, now: datetime) -> _Count:
        is_full = key not in self._counts and len(self._counts) >= self._most
        return self._counts.setdefault(OTHERS if is_full else key, _Count(now, now))


def _poll(version: VersionKey, kind: Family, count: _Count) -> Poll:
    return Poll(
        feed=version.feed,
        language=version.language,
        family=kind,
        digest=version.digest,
        first=count.first,
        last=count.last,
        count=count.count,
    )
