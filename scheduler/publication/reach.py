"""The client families that have fetched the current version of each feed, and those that have not.

A family has a version as soon as one of its programs has fetched it; other users of that family may still
have to wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Literal, get_args

from msgspec import Struct

from scheduler.publication.feeds.versions import feeds_by_language
from scheduler.publication.modification_times import modification_times
from scheduler.state.feeds import Feed, FeedKey, feed_keys
from scheduler.state.polls import Family, Poll, poll_name
from scheduler.state.revision import FeedVersion, PublishedFeeds, Revision, RevisionEntry

SILENT = timedelta(days=30)
"""A family without a request for so long is taken to have left."""

FetchState = Literal["has", "waits", "silent"]


class CurrentVersion(Struct, frozen=True, kw_only=True):
    """The version of a feed in one language since `since`; `changes` of public meetings made it."""

    feed: Feed
    language: str
    digest: str
    since: datetime
    changes: tuple[RevisionEntry, ...]


class FamilyFetches(Struct, frozen=True, kw_only=True):
    """The requests of one family for a feed.

    `fetched` is the time of its first fetch of the current version, None if there is none. `last` is the time
    of its last request. `every` is its usual time between two requests, None if too few are known.
    """

    family: Family
    fetched: datetime | None
    last: datetime
    every: timedelta | None
    state: FetchState

    @property
    def due(self) -> datetime | None:
        """The expected time of its next request."""
        return self.last + self.every if self.every is not None else None


class Reach(Struct, frozen=True, kw_only=True):
    """The current version of a feed, and the families that request it."""

    version: CurrentVersion
    families: tuple[FamilyFetches, ...]

    def in_state(self, state: FetchState) -> tuple[FamilyFetches, ...]:
        """Returns the families in this state."""
        return tuple(family for family in self.families if family.state == state)


def current_versions(published: PublishedFeeds, history: Iterable[Revision]) -> tuple[CurrentVersion, ...]:
    """Returns the current version of every feed that is not retired, in every language."""
    changes = _ChangesByFeed(published, history)
    return tuple(
        CurrentVersion(
            feed=feed,
            language=code,
            digest=version.digest,
            since=version.modified,
            changes=changes.that_made(feed, version),
        )
        for feed, code in feeds_by_language(published)
        if (version := published.version(feed, code)) is not None
    )


class _ChangesByFeed:
    """The changes of public meetings by each revision in each feed."""

    def __init__(self, published: PublishedFeeds, history: Iterable[Revision]) -> None:
        self._newest_first = [*modification_times(history)][::-1]
        self._feed_keys = {
            stored.occurrence.uid: tuple(feed_keys(stored.occurrence))
            for stored in published.occurrences.stored()
            if not stored.occurrence.content.is_private
        }
        self._by_revision: dict[int, Mapping[FeedKey, list[RevisionEntry]]] = {}

    def that_made(self, feed: Feed, version: FeedVersion) -> tuple[RevisionEntry, ...]:
        """Returns the changes of the revision that made `version`: the last one that is not newer."""
        revisions = (revision for revision, moment in self._newest_first if moment <= version.modified)
        revision = next(revisions, None)
        if revision is None:
            return ()
        if revision.number not in self._by_revision:
            self._by_revision[revision.number] = self._by_feed(revision)
        return tuple(self._by_revision[revision.number].get(feed.key, ()))

    def _by_feed(self, revision: Revision) -> Mapping[FeedKey, list[RevisionEntry]]:
        entries: dict[FeedKey, list[RevisionEntry]] = {}
        for entry in (each for each in revision.entries if not each.is_private):
            for feed_key in self._feed_keys.get(entry.uid, ()):
                entries.setdefault(feed_key, []).append(entry)
        return entries


def reach(versions: Iterable[CurrentVersion], polls: Iterable[Poll], now: datetime) -> tuple[Reach, ...]:
    """Returns the reach of each of `versions` at `now`."""
    polls_by_feed: dict[tuple[str, str], list[Poll]] = {}
    for poll in polls:
        polls_by_feed.setdefault((poll.feed, poll.language), []).append(poll)
    return tuple(
        _reach(version, polls_by_feed.get((poll_name(version.feed), version.language), ()), now)
        for version in versions
    )


def _reach(version: CurrentVersion, polls: Sequence[Poll], now: datetime) -> Reach:
    by_family = ([poll for poll in polls if poll.family == family] for family in get_args(Family))
    families = tuple(_fetches(version, family_polls, now) for family_polls in by_family if family_polls)
    return Reach(version=version, families=families)


def _fetches(version: CurrentVersion, polls: Sequence[Poll], now: datetime) -> FamilyFetches:
    """Returns the fetches of one family; `polls` are all its requests for one feed in one language."""
    fetched = next((poll.first for poll in polls if poll.digest == version.digest), None)
    last = max(poll.last for poll in polls)
    state: FetchState = "has" if fetched is not None else "waits"
    return FamilyFetches(
        family=polls[0].family,
        fetched=fetched,
        last=last,
        every=usual_gap(polls),
        state=state if now - last < SILENT else "silent",
    )


def usual_gap(polls: Iterable[Poll]) -> timedelta | None:
    """Returns the median time between two requests; None if fewer than three are known.

    Of the requests for one version only the first, the last and their number are known, so they are taken to
    be evenly spaced.
    """
    gaps = sorted(_gaps(sorted(polls, key=lambda poll: poll.first)))
    half = sum(count for _, count in gaps) / 2
    if half < 1:
        return None
    totals = accumulate(count for _, count in gaps)
    return next(gap for (gap, _), total in zip(gaps, totals, strict=True) if total >= half)


def _gaps(polls: Sequence[Poll]) -> Iterator[tuple[timedelta, int]]:
    """Yields each time between two requests, and how often it occurred."""
    for poll in polls:
        if poll.count > 1:
            yield (poll.last - poll.first) / (poll.count - 1), poll.count - 1
    for before, after in pairwise(polls):
        if after.first > before.last:
            yield after.first - before.last, 1


def rounded(span: timedelta) -> timedelta:
    """Returns a length as people say it: in minutes up to 99, in hours up to 47, then in days."""
    for unit, limit in ((timedelta(minutes=1), 99), (timedelta(hours=1), 47)):
        if span <= unit * limit:
            return unit * max(1, round(span / unit))
    return timedelta(days=round(span / timedelta(days=1)))
