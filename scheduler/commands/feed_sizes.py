"""Finds feeds that clients could not read because of their size, before anything is published.

A feed that is too large shows fewer months, though nothing is cancelled. `check` warns if a feed cannot show
the whole window. A plan needs consent if it pushes coming meetings out of a feed. An upper bound excludes
most feeds; only the others are written to find their real size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from datetime import datetime
from typing import get_args

from msgspec.structs import replace

from scheduler.plan.computer_clock import revision_time
from scheduler.plan.plan import Plan
from scheduler.plan.reasons_to_ask import CrowdedFeeds, FeedLoss
from scheduler.plan.safety import MOST_SERIES, MOST_SHARE
from scheduler.plan.steps import Step
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed import FeedText, fewest_months, write_feed
from scheduler.publication.feeds.pieces import PiecesOnDemand
from scheduler.publication.feeds.shortening import MOST_BYTES, MOST_EVENTS, SAFE_BYTES
from scheduler.publication.feeds.sizes import largest_size
from scheduler.publication.feeds.versions import feeds_by_language
from scheduler.publication.next_revision import zone_blocks
from scheduler.record.feeds import Feed, FeedKey, FeedKind, feed_keys
from scheduler.record.identities import present_ids
from scheduler.record.memory import Memory
from scheduler.record.revision import Cause, PublishedFeeds, Reader
from scheduler.record.stored import Stored
from scheduler.timetable.occurrence import Occurrence

SMALL_GROWTH = MOST_BYTES // 4
"""A feed that is shortened already loses only a few meetings if it grows by fewer bytes."""
_AUTOMATIC = frozenset({Cause.WINDOW, Cause.ZONES})
"""The causes that come with time. They need no consent: a text that was accepted stays accepted."""


def shortened_feeds(plan: Plan, memory: Memory, now: datetime) -> Iterator[Problem]:
    """Yields a warning for each feed that could not show all the months of the window after `plan`."""
    time = revision_time(memory, now)
    sizes = _largest_sizes(_shown_after(plan, memory))
    large = {key for key, size in sizes.items() if size > SAFE_BYTES}
    if not large:
        return
    published = _published_after(plan, memory, large, time)
    for feed, months in _shortened(published):
        first, last = months
        path: FieldPath = ("programme",) if feed.kind == "programme" else (feed.kind, feed.id)
        message = f"the feed {feed.name} is too large for what clients read: it shows {first} to {last} only"
        yield Problem(path, message, level="warning", at="key")


def _shortened(published: PublishedFeeds) -> Iterator[tuple[Feed, tuple[Month, Month]]]:
    """Yields each feed that cannot show all its meetings, with the first and the last month that it shows."""
    contents, languages = published.feed_contents, published.profile.languages
    for feed in published.feeds:
        if feed.state != "gone":
            months = fewest_months(write_feed(published, feed, contents, code) for code in languages)
            if months is not None:
                yield feed, months


def lost_meetings(plan: Plan, memory: Memory, now: datetime) -> Iterator[CrowdedFeeds]:
    """Yields a reason to ask for consent if feeds would no longer show coming meetings that take place.

    One lost meeting is enough if the feed shows all its meetings today. A feed that is shortened already must
    lose more than two meetings, and more than 30 % of those that it shows.
    """
    if memory.profile is None or memory.window is None:
        return
    large = _large_feeds(plan, memory)
    if not large:
        return
    unchanged = replace(plan, profile=memory.profile, window=memory.window, feeds=memory.feeds, steps=())
    before = _published_after(unchanged, memory, large, now)
    after = _published_after(plan, memory, large, now)
    losses = tuple(_losses(before, after, now))
    if losses:
        ids = present_ids({**memory.series_ids, **dict(plan.series_ids)}, plan.feeds)
        largest = max((step for step in plan.steps if _growth(step)), key=_growth).after
        yield CrowdedFeeds(losses=losses, series=ids.of_series(largest.series), key=largest.key)


def _large_feeds(plan: Plan, memory: Memory) -> Set[FeedKey]:
    """Returns all feeds that `plan` makes larger and that may be too large afterwards."""
    growth: Counter[FeedKey] = Counter()
    for step in plan.steps:
        bytes_more = _growth(step)
        if bytes_more and plan.window.shows(step.after.timing.ends):
            growth.update(dict.fromkeys(feed_keys(step.after), bytes_more))
    if not growth:
        return frozenset()
    contents: dict[FeedKey, list[Occurrence]] = {key: [] for key in growth}
    for occurrence in _shown_after(plan, memory):
        for key in feed_keys(occurrence):
            if key in contents:
                contents[key].append(occurrence)
    return {
        key
        for key, occurrences in contents.items()
        if (growth[key] > SMALL_GROWTH or _known(occurrences, memory) <= MOST_EVENTS)
        and sum(map(largest_size, occurrences)) > SAFE_BYTES
    }


def _known(occurrences: Iterable[Occurrence], memory: Memory) -> int:
    """Returns the number of `occurrences` that are published already."""
    return sum(occurrence.uid in memory.occurrences for occurrence in occurrences)


def _largest_sizes(occurrences: Iterable[Occurrence]) -> Counter[FeedKey]:
    """Returns the most bytes that each feed can have with `occurrences`."""
    sizes: Counter[FeedKey] = Counter()
    for occurrence in occurrences:
        size = largest_size(occurrence)
        for key in feed_keys(occurrence):
            sizes[key] += size
    return sizes


def _growth(step: Step) -> int:
    """Returns the most bytes that `step` can add to a feed."""
    if step.cause in _AUTOMATIC or not step.shown:
        return 0
    before = step.before
    if before is None or not before.shown:
        return largest_size(step.after)
    if {*feed_keys(before.occurrence)} != {*feed_keys(step.after)}:
        return largest_size(step.after)
    return max(0, largest_size(step.after) - largest_size(before.occurrence))


def _shown_after(plan: Plan, memory: Memory) -> Iterator[Occurrence]:
    """Yields the meetings that feeds show after `plan`, as far as there is room."""
    steps = {step.after.uid: step for step in plan.steps}
    unchanged = (stored for uid, stored in memory.occurrences.items() if uid not in steps)
    shown = (
        *(stored.occurrence for stored in unchanged if stored.shown),
        *(step.after for step in plan.steps if step.shown),
    )
    return (occurrence for occurrence in shown if plan.window.shows(occurrence.timing.ends))


def _stored_as(occurrence: Occurrence, memory: Memory, time: datetime) -> Stored:
    """Returns a meeting as it is stored. A new one gets any stamp, because stamps do not change sizes."""
    before = memory.occurrences.get(occurrence.uid)
    if before is None:
        return Stored.first(occurrence, time, shown=True)
    return before if before.occurrence is occurrence else replace(before, occurrence=occurrence, shown=True)


def _published_after(plan: Plan, memory: Memory, feeds: Set[FeedKey], time: datetime) -> PublishedFeeds:
    """Returns what is published after `plan`, limited to `feeds`."""
    plan = replace(plan, feeds=tuple(feed for feed in plan.feeds if feed.key in feeds))
    meetings = tuple(
        _stored_as(occurrence, memory, time)
        for occurrence in _shown_after(plan, memory)
        if not feeds.isdisjoint(feed_keys(occurrence))
    )
    return PublishedFeeds(
        time=time,
        profile=plan.profile,
        window=plan.window,
        feeds=plan.feeds,
        occurrences=meetings,
        pieces=PiecesOnDemand(meetings, plan.profile),
        zone_blocks=zone_blocks(plan, memory),
        versions={},
    )


def _losses(before: PublishedFeeds, after: PublishedFeeds, now: datetime) -> Iterator[FeedLoss]:
    """Yields the greatest loss of each feed, over all languages and readers."""
    old, new = _texts(before), _texts(after)
    for feed in after.feeds:
        keys = [key for key in new if key[:2] == feed.key and key in old]
        losses = [_loss(feed, old[key], new[key], now) for key in keys]
        worst = max(losses, key=lambda loss: loss.lost, default=None)
        if worst is not None and worst.lost:
            yield worst


def _texts(published: PublishedFeeds) -> dict[tuple[FeedKind, str, str, Reader], FeedText]:
    """Returns each feed by its kind, identity, language and reader."""
    contents = published.feed_contents
    return {
        (feed.kind, feed.identity, code, reader): write_feed(published, feed, contents, code, reader)
        for feed, code in feeds_by_language(published)
        for reader in get_args(Reader)
    }


def _loss(feed: Feed, before: FeedText, after: FeedText, now: datetime) -> FeedLoss:
    """Returns the loss of `feed`; 0 meetings if it is too small to ask about."""
    shown = _coming(before.shown, now)
    lost = len(shown & _coming(after.meetings, now) - _coming(after.shown, now))
    was_complete = len(before.shown) == len(before.meetings)
    needs_consent = was_complete or (lost > MOST_SERIES and lost > MOST_SHARE * len(shown))
    return FeedLoss(feed=feed, lost=lost if needs_consent else 0, shown=len(shown))


def _coming(meetings: Iterable[Stored], now: datetime) -> set[str]:
    """Returns the UIDs of the meetings that are neither cancelled nor past."""
    return {
        stored.occurrence.uid
        for stored in meetings
        if not stored.occurrence.cancelled and not stored.is_past(now)
    }
