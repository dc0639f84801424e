"""The client families that have fetched the current version of each feed, and those that have not.

A family has a version as soon as one of its programs has fetched it; other users of that family may still
have to wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Literal, get_args

from msgspec import Struct

from scheduler.publication.feeds.feed_bytes import feeds_by_language
from scheduler.state.feeds import Family, Feed, FeedKey, Poll, feed_keys, poll_name
from scheduler.state.revision import Revision, RevisionEntry
from scheduler.state.state import State

SILENT = timedelta(days=30)
"""A family without a request for so long is taken to have left."""

NAMES: Mapping[Family, str] = {
    "google": "Google",
    "outlook": "Outlook",
    "apple": "Apple",
    "thunderbird": "Thunderbird",
    "nextcloud": "Nextcloud",
    "other": "other apps",
}

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


def current_versions(state: State, history: Iterable[Revision]) -> tuple[CurrentVersion, ...]:
    """Returns the current version of every feed that is not retired, in every language.

    `history` has the changes of the meetings that have a page.
    """
    versions = [
        (feed, version)
        for feed, code in feeds_by_language(state)
        if (version := state.version(feed, code)) is not None
    ]
    changes = _changes_by_feed(state, history, {version.revision for _, version in versions})
    return tuple(
        CurrentVersion(
            feed=feed,
            language=version.language,
            digest=version.digest,
            since=version.modified,
            changes=tuple(changes.get((version.revision, feed.key), ())),
        )
        for feed, version in versions
    )


def _changes_by_feed(
    state: State, history: Iterable[Revision], numbers: Container[int]
) -> Mapping[tuple[int, FeedKey], Sequence[RevisionEntry]]:
    """Returns the changes of public meetings in each feed by each of the revisions with these `numbers`."""
    changes: defaultdict[tuple[int, FeedKey], list[RevisionEntry]] = defaultdict(list)
    for revision in history:
        if revision.number in numbers:
            for entry in revision.entries:
                occurrence = state.occurrences[entry.uid].occurrence
                if not entry.is_private and not occurrence.content.is_private:
                    for feed_key in feed_keys(occurrence):
                        changes[revision.number, feed_key].append(entry)
    return changes


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
