"""Who shows the present version of a feed: judged by who fetched which version, and when.

A family has a version from the first of its programs that fetched it: whoever else uses that family may
still be waiting. Pure: what was published, what was counted, and the time are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args

from scheduler.publication.moments import moments
from scheduler.record.feeds import Feed, FeedKind, addresses
from scheduler.record.polls import Family, Poll, polled_as
from scheduler.record.revision import FeedVersion, Published, Revision, RevisionEntry

SILENT = timedelta(days=30)
"""Who has not asked for as long is taken to have left."""

FetchState = Literal["has", "waits", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentVersion:
    """What a feed is in one language since `since`, by which changes of public meetings it came to be so."""

    feed: Feed
    language: str
    digest: str
    since: datetime
    changes: tuple[RevisionEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFetches:
    """One family that asks for a feed.

    `fetched`: when it first fetched the present version; None where it has not. `last`: when it last asked.
    `every`: how long it usually waits between two requests, where enough of them are known.
    """

    family: Family
    fetched: datetime | None
    last: datetime
    every: timedelta | None
    state: FetchState

    @property
    def due(self) -> datetime | None:
        """When it should ask next, if it does as usual."""
        return self.last + self.every if self.every is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the present version of a feed has come, in one language; `heard` is empty where nobody asks."""

    version: CurrentVersion
    heard: tuple[FamilyFetches, ...]

    def in_state(self, state: FetchState) -> tuple[FamilyFetches, ...]:
        """Those of a state, in the order of the families."""
        return tuple(heard for heard in self.heard if heard.state == state)


def versions(published: Published) -> tuple[CurrentVersion, ...]:
    """The present version of every feed that is still kept, in every language."""
    news = _News(published)
    kept = [feed for feed in published.feeds if feed.state != "gone"]
    codes = published.profile.languages
    marks = ((feed, published.versions.get((feed.name, code))) for feed in kept for code in codes)
    return tuple(_version(feed, mark, news) for feed, mark in marks if mark is not None)


def _version(feed: Feed, mark: FeedVersion, news: _News) -> CurrentVersion:
    return CurrentVersion(
        feed=feed,
        language=mark.language,
        digest=mark.digest,
        since=mark.modified,
        changes=news.brought(feed, mark),
    )


class _News:
    """What each revision changed in each feed; private meetings are not spoken of."""

    def __init__(self, published: Published) -> None:
        self._moments = [*moments(published.history)][::-1]
        self._places = {
            stored.occurrence.uid: tuple(addresses(stored.occurrence))
            for stored in published.occurrences
            if stored.occurrence.content.visibility == "public"
        }
        self._known: dict[int, Mapping[tuple[FeedKind, str], list[RevisionEntry]]] = {}

    def brought(self, feed: Feed, mark: FeedVersion) -> tuple[RevisionEntry, ...]:
        """What the revision did that changed the feed last: the newest that is not newer than its mark."""
        record = next((record for record, moment in self._moments if moment <= mark.modified), None)
        if record is None:
            return ()
        if record.number not in self._known:
            self._known[record.number] = self._by_feed(record)
        return tuple(self._known[record.number].get((feed.kind, feed.identity), ()))

    def _by_feed(self, record: Revision) -> Mapping[tuple[FeedKind, str], list[RevisionEntry]]:
        found: dict[tuple[FeedKind, str], list[RevisionEntry]] = {}
        for entry in record.entries:
            for place in self._places.get(entry.uid, ()):
                found.setdefault(place, []).append(entry)
        return found


def reach(present: Iterable[CurrentVersion], polls: Iterable[Poll], now: datetime) -> tuple[Reach, ...]:
    """How far each of the `present` versions has come by `now`."""
    asked: dict[tuple[str, str], list[Poll]] = {}
    for poll in polls:
        asked.setdefault((poll.feed, poll.language), []).append(poll)
    return tuple(_reach(version, asked, now) for version in present)


def _reach(version: CurrentVersion, asked: dict[tuple[str, str], list[Poll]], now: datetime) -> Reach:
    polls = asked.get((polled_as(version.feed), version.language), [])
    families = ([poll for poll in polls if poll.family == family] for family in get_args(Family))
    return Reach(version=version, heard=tuple(_heard(version, found, now) for found in families if found))


def _heard(version: CurrentVersion, polls: Sequence[Poll], now: datetime) -> FamilyFetches:
    """What is known of one family, from all that it fetched of one feed in one language."""
    fetched = next((poll.first for poll in polls if poll.digest == version.digest), None)
    last = max(poll.last for poll in polls)
    has: FetchState = "has" if fetched is not None else "waits"
    return FamilyFetches(
        family=polls[0].family,
        fetched=fetched,
        last=last,
        every=usual_gap(polls),
        state=has if now - last < SILENT else "silent",
    )


def usual_gap(polls: Iterable[Poll]) -> timedelta | None:
    """The median time between two requests; None where fewer than three are known.

    Of the requests for one version only the first, the last and their number are known: they are taken to
    have come at even intervals.
    """
    gaps = sorted(_gaps(sorted(polls, key=lambda poll: poll.first)))
    half = sum(weight for _, weight in gaps) / 2
    if half < 1:
        return None
    for gap, weight in gaps:
        half -= weight
        if half <= 0:
            return gap
    return None


def _gaps(polls: Sequence[Poll]) -> Iterator[tuple[timedelta, int]]:
    """The time between requests, and how many times in a row it was that."""
    for poll in polls:
        if poll.count > 1:
            yield (poll.last - poll.first) / (poll.count - 1), poll.count - 1
    for before, after in pairwise(polls):
        if after.first > before.last:
            yield after.first - before.last, 1


def rounded(span: timedelta) -> timedelta:
    """A length as people say it: in minutes, from 100 of them in hours, from two days on in days."""
    for unit, most in ((timedelta(minutes=1), 99), (timedelta(hours=1), 47)):
        if span <= unit * most:
            return unit * max(1, round(span / unit))
    return timedelta(days=round(span / timedelta(days=1)))
