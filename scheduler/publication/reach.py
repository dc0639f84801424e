"""Which client families show the current version of a feed, judged by what they fetched and when.

A family has a version as soon as one of its programs has fetched it; other people who use that family may
still have to wait. Pure: what was published, what was counted, and the time are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args

from scheduler.publication.feeds.versions import feeds_by_language
from scheduler.publication.moments import moments
from scheduler.record.feeds import Feed, FeedKind, feed_keys
from scheduler.record.polls import Family, Poll, poll_name
from scheduler.record.revision import FeedVersion, Published, Revision, RevisionEntry

SILENT = timedelta(days=30)
"""A family that has not asked for so long is taken to have left."""

FetchState = Literal["has", "waits", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentVersion:
    """A feed in one language as it has been since `since`; `changes` of public meetings made it so."""

    feed: Feed
    language: str
    digest: str
    since: datetime
    changes: tuple[RevisionEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFetches:
    """One family that asks for a feed.

    `fetched`: when it first fetched the current version, None if it has not. `last`: when it asked last.
    `every`: how long it usually waits between two requests, None if too few are known.
    """

    family: Family
    fetched: datetime | None
    last: datetime
    every: timedelta | None
    state: FetchState

    @property
    def due(self) -> datetime | None:
        """When it should ask next, if it keeps its habit."""
        return self.last + self.every if self.every is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the current version of a feed has come: `families` are those that ask for it."""

    version: CurrentVersion
    families: tuple[FamilyFetches, ...]

    def in_state(self, state: FetchState) -> tuple[FamilyFetches, ...]:
        """Returns the families in this state."""
        return tuple(family for family in self.families if family.state == state)


def current_versions(published: Published) -> tuple[CurrentVersion, ...]:
    """Returns the current version of every feed that is not retired, in every language."""
    changes = _ChangesByFeed(published)
    return tuple(
        CurrentVersion(
            feed=feed,
            language=code,
            digest=version.digest,
            since=version.modified,
            changes=changes.that_led_to(feed, version),
        )
        for feed, code in feeds_by_language(published)
        if (version := published.versions.get((feed.name, code))) is not None
    )


class _ChangesByFeed:
    """What each revision changed in each feed; private meetings are left out."""

    def __init__(self, published: Published) -> None:
        self._newest_first = [*moments(published.history)][::-1]
        self._addresses = {
            stored.occurrence.uid: tuple(feed_keys(stored.occurrence))
            for stored in published.occurrences
            if not stored.occurrence.content.is_private
        }
        self._by_revision: dict[int, Mapping[tuple[FeedKind, str], list[RevisionEntry]]] = {}

    def that_led_to(self, feed: Feed, version: FeedVersion) -> tuple[RevisionEntry, ...]:
        """Returns what the revision did that made this version: the last one that is not newer."""
        not_newer = (revision for revision, moment in self._newest_first if moment <= version.modified)
        revision = next(not_newer, None)
        if revision is None:
            return ()
        if revision.number not in self._by_revision:
            self._by_revision[revision.number] = self._by_feed(revision)
        return tuple(self._by_revision[revision.number].get((feed.kind, feed.identity), ()))

    def _by_feed(self, revision: Revision) -> Mapping[tuple[FeedKind, str], list[RevisionEntry]]:
        entries: dict[tuple[FeedKind, str], list[RevisionEntry]] = {}
        for entry in revision.entries:
            for address in self._addresses.get(entry.uid, ()):
                entries.setdefault(address, []).append(entry)
        return entries


def reach(current: Iterable[CurrentVersion], polls: Iterable[Poll], now: datetime) -> tuple[Reach, ...]:
    """Returns how far each of the `current` versions has come by `now`."""
    asked: dict[tuple[str, str], list[Poll]] = {}
    for poll in polls:
        asked.setdefault((poll.feed, poll.language), []).append(poll)
    return tuple(_reach(version, asked, now) for version in current)


def _reach(version: CurrentVersion, asked: dict[tuple[str, str], list[Poll]], now: datetime) -> Reach:
    polls = asked.get((poll_name(version.feed), version.language), [])
    by_family = ([poll for poll in polls if poll.family == family] for family in get_args(Family))
    families = tuple(_fetches(version, of_family, now) for of_family in by_family if of_family)
    return Reach(version=version, families=families)


def _fetches(version: CurrentVersion, polls: Sequence[Poll], now: datetime) -> FamilyFetches:
    """Returns what is known of one family, from all its requests for one feed in one language."""
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
    """Returns the median time between two requests; None if fewer than three are known.

    Of the requests for one version only the first, the last and their number are known, so they are taken to
    be evenly spaced.
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
    """Yields the time between requests, and how often it was that long."""
    for poll in polls:
        if poll.count > 1:
            yield (poll.last - poll.first) / (poll.count - 1), poll.count - 1
    for before, after in pairwise(polls):
        if after.first > before.last:
            yield after.first - before.last, 1


def rounded(span: timedelta) -> timedelta:
    """Returns a length as people say it: in minutes up to 99, in hours up to 47, then in days."""
    for unit, most in ((timedelta(minutes=1), 99), (timedelta(hours=1), 47)):
        if span <= unit * most:
            return unit * max(1, round(span / unit))
    return timedelta(days=round(span / timedelta(days=1)))
