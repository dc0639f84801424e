"""Counts which programs fetched which version of a feed, in bounded memory, while requests are answered.

A request costs two look-ups and an increment. The counts wait here until they are written to the store. The
family of a program follows from its User-Agent; browsers and unknown programs are `other`. A name may be
anywhere in that header, because programs put the system, its version or another program's name before their
own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from scheduler.state.feeds import Family, Poll

# Seen in access logs and issues:
# google       Google-Calendar-Importer  (github.com/aaronpk/Meetable/issues/138)
# apple        iOS/11.0 (15A372) dataaccessd/1.0  (edjopato.de/post/2017/10/04-ics-caching)
#              macOS/13.0 (22A380) dataaccessd/1.0, Mac+OS+X/10.10 (14A389) CalendarAgent/315,
#              CalendarStore/5.0 (1127); iCal/5.0 (1535); Mac OS X/10.7.1 (11B26)
#              (github.com/tine20/tine20/issues/7407)
# outlook      Microsoft Office/15.0 (Windows NT 6.1; Microsoft Outlook 15.0.4859; Pro): on a desktop
#              Mozilla/4.0 (compatible; …; Microsoft Outlook 16.0.5257; ms-office; MSOffice 16)
#              (github.com/shon/httpagentparser/issues/91)
#              Microsoft Exchange (Windows NT 10.0), Microsoft.Exchange/15.20 (Windows NT 10.0; …): its
#              servers, for Outlook on the web and the new Outlook
# thunderbird  Mozilla/5.0 (…; rv:78.0) Gecko/20100101 Thunderbird/78.1.0, before that with Lightning/5.4
#              (github.com/tine20/tine20/issues/7198)
# nextcloud    Nextcloud Webcal Service, before that Nextcloud Webcal Crawler
#              (github.com/nextcloud/calendar/issues/4232)
_NAMES: tuple[tuple[bytes, Family], ...] = (
    (b"Google-Calendar-Importer", "google"),
    (b"dataaccessd", "apple"),
    (b"Outlook", "outlook"),
    (b"Exchange", "outlook"),
    (b"Thunderbird", "thunderbird"),
    (b"Nextcloud", "nextcloud"),
    (b"CalendarAgent", "apple"),
    (b"CalendarStore", "apple"),
    (b"remindd/", "apple"),
    (b"Lightning/", "thunderbird"),
)
_LONGEST = 512
_CACHED = 256


@lru_cache(_CACHED)
def client_family(user_agent: bytes) -> Family:
    """Returns the family of the client with this User-Agent.

    Clients repeat the same few values, so the results are cached. `app` cuts a long header.
    """
    beginning = user_agent[:_LONGEST]
    for name, family in _NAMES:
        if name in beginning:
            return family
    return "other"


MOST_KINDS = 20_000
"""The most kinds of requests between two writes that have a count each; all others are counted together."""
SETTLING = timedelta(seconds=10)
"""The time in which private feeds follow a change of the public ones."""


class VersionKey(NamedTuple):
    """The key of a version of a feed in one language, as in the store."""

    feed: str
    language: str
    digest: str


class ServedVersion(NamedTuple):
    """The version at an address, and its ETag."""

    version: VersionKey
    etag: str


class _Addresses(Struct, frozen=True):
    """The version at each address since `since`, and the one before.

    It is replaced in one thread and read in another, so it is one value.
    """

    since: datetime
    current: Mapping[str, ServedVersion]
    previous: Mapping[str, ServedVersion]

    def other_version(self, address: str, etag: str, now: datetime) -> VersionKey:
        """Returns the version of a response whose ETag is not the current one: an earlier or a private feed.

        Private feeds follow the public ones a little later. Until then the earlier version counts, so that no
        report says too early that a client has a change.
        """
        earlier = self.previous.get(address)
        if earlier is not None and (earlier.etag == etag or now - self.since < SETTLING):
            return earlier.version
        return self.current[address].version


@dataclass(slots=True)
class _Count:
    first: datetime
    last: datetime
    count: int = 0


_CountKey = tuple[VersionKey, Family]
OTHERS: _CountKey = (VersionKey("other", "", ""), "other")


class Counter:
    """The requests since the last `take`, by version and family of clients."""

    def __init__(self, clock: Callable[[], datetime], most: int = MOST_KINDS) -> None:
        self._clock = clock
        self._most = most
        self._addresses = _Addresses(clock(), {}, {})
        self._counts: dict[_CountKey, _Count] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def follow(self, current: Mapping[str, ServedVersion]) -> None:
        """Counts by these versions, which are served from now on. May be called in another thread."""
        self._addresses = _Addresses(self._clock(), current, self._addresses.current)

    def count(self, address: str, etag: str, user_agent: bytes) -> None:
        """Counts one request that was answered with a feed or 304; ignores any other address."""
        addresses = self._addresses
        current = addresses.current.get(address)
        if current is None:
            return
        now = self._clock()
        is_current = etag == current.etag
        version = current.version if is_current else addresses.other_version(address, etag, now)
        key = (version, client_family(user_agent))
        count = self._counts.get(key) or self._add(key, now)
        count.last = now
        count.count += 1

    def take(self) -> tuple[Poll, ...]:
        """Returns the counts and starts again from zero."""
        counts, self._counts = self._counts, {}
        return tuple(_poll(version, family, count) for (version, family), count in counts.items())

    def put_back(self, polls: Iterable[Poll]) -> None:
        """Adds polls that could not be written; the limit holds for them too."""
        for poll in polls:
            key = (VersionKey(poll.feed, poll.language, poll.digest), poll.family)
            count = self._add(key, poll.first)
            count.first = min(count.first, poll.first)
            count.last = max(count.last, poll.last)
            count.count += poll.count

    def _add(self, key: _CountKey, now: datetime) -> _Count:
        is_full = key not in self._counts and len(self._counts) >= self._most
        return self._counts.setdefault(OTHERS if is_full else key, _Count(now, now))


def _poll(version: VersionKey, family: Family, count: _Count) -> Poll:
    return Poll(
        feed=version.feed,
        language=version.language,
        family=family,
        digest=version.digest,
        first=count.first,
        last=count.last,
        count=count.count,
    )
