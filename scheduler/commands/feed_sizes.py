"""Finds feeds that clients could not read because of their size, before anything is published.

A feed that is too large shows fewer months, though nothing is cancelled. `check` warns if a feed cannot show
the whole window. A plan needs consent if it pushes coming meetings out of a feed. An upper bound excludes
most feeds; only the others are written to find their real size.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from itertools import chain
from typing import get_args

from msgspec.structs import replace

from scheduler.plan.computer_clock import revision_time
from scheduler.plan.plan import Plan
from scheduler.plan.reasons_to_ask import CrowdedFeeds, FeedLoss
from scheduler.plan.safety import MOST_SERIES, MOST_SHARE
from scheduler.plan.steps import Step
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed import FeedText, fewest_months, visible_pieces, write_feed
from scheduler.publication.feeds.pieces import PiecesOnDemand
from scheduler.publication.feeds.shortening import MOST_BYTES, MOST_EVENTS, SAFE_BYTES
from scheduler.publication.feeds.sizes import alike, largest_size
from scheduler.publication.feeds.versions import feeds_by_language
from scheduler.publication.next_revision import zone_blocks
from scheduler.state.feed_contents import FeedContents, is_in_feeds
from scheduler.state.feeds import Feed, FeedKey, FeedKind, Feeds, feed_keys
from scheduler.state.identities import PresentIds
from scheduler.state.memory import Memory
from scheduler.state.occurrences import Occurrences
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import Cause, PublishedFeeds, Reader
from scheduler.state.stored import Stored, time_and_uid
from scheduler.state.window import Window

SMALL_GROWTH = MOST_BYTES // 4
"""A feed that is shortened already loses only a few meetings if it grows by fewer bytes."""
_AUTOMATIC = frozenset({Cause.WINDOW, Cause.ZONES})
"""The causes that come with time. They need no consent: a text that was accepted stays accepted."""


def shortened_feeds(plan: Plan, memory: Memory, now: datetime) -> Iterator[Problem]:
    """Yields a warning for each feed that could not show all the months of the window after `plan`."""
    time = revision_time(memory, now)
    after = _occurrences_after(plan, memory, time)
    contents = _large_contents(after, plan.window, time)
    if not contents:
        return
    published = _published(plan.profile, plan.window, plan.feeds, after, contents, time)
    for feed, months in _shortened(published, contents):
        first, last = months
        path: FieldPath = ("programme",) if feed.kind == "programme" else (feed.kind, feed.id)
        message = f"the feed {feed.name} is too large for what clients read: it shows {first} to {last} only"
        yield Problem(path, message, level="warning", at="key")


def _large_contents(occurrences: Occurrences, window: Window, time: datetime) -> FeedContents:
    """Returns the meetings of each feed that may be too large."""
    sizes: Counter[FeedKey] = Counter()
    groups: defaultdict[FeedKey, list[Sequence[Stored]]] = defaultdict(list)
    for series in occurrences.by_series.values():
        for meetings in alike(each for each in series.by_uid.values() if is_in_feeds(each, window, time)):
            occurrence = meetings[0].occurrence
            size = len(meetings) * largest_size(occurrence)
            for key in feed_keys(occurrence):
                sizes[key] += size
                groups[key].append(meetings)
    large = ((key, chain.from_iterable(groups[key])) for key, size in sizes.items() if size > SAFE_BYTES)
    return {key: tuple(sorted(meetings, key=time_and_uid)) for key, meetings in large}


def _shortened(
    published: PublishedFeeds, contents: FeedContents
) -> Iterator[tuple[Feed, tuple[Month, Month]]]:
    """Yields each feed that cannot show all its meetings, with the first and the last month that it shows."""
    languages = published.profile.languages
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
    growth = _growth_of_feeds(plan)
    if not growth:
        return
    large = _large_feeds(growth, memory.occurrences.feed_contents(plan.window, now))
    if not large:
        return
    occurrences = _occurrences_after(plan, memory, now)
    contents_before = _contents_of(large, memory.occurrences, memory.window, now)
    before = _published(memory.profile, memory.window, memory.feeds, memory.occurrences, contents_before, now)
    contents_after = _contents_of(large, occurrences, plan.window, now)
    after = _published(plan.profile, plan.window, plan.feeds, occurrences, contents_after, now)
    losses = tuple(_losses(before, after, now))
    if losses:
        ids = PresentIds(series=memory.series_with(plan.series), feeds=plan.feeds)
        largest = max((step for step in plan.steps if _growth(step)), key=_growth).after
        yield CrowdedFeeds(losses=losses, series=ids.of_series(largest.series), key=largest.key)


def _growth_of_feeds(plan: Plan) -> Mapping[FeedKey, int]:
    """Returns the most bytes that `plan` can add to each feed that it makes larger."""
    growth: Counter[FeedKey] = Counter()
    for step in plan.steps:
        bytes_more = _growth(step)
        if bytes_more and plan.window.shows(step.after.timing.ends):
            growth.update(dict.fromkeys(feed_keys(step.after), bytes_more))
    return growth


def _large_feeds(growth: Mapping[FeedKey, int], contents: FeedContents) -> Set[FeedKey]:
    """Returns the feeds of `growth` that may become too large beside the meetings in `contents`.

    A feed that is shortened already, because it has too many meetings, counts only if it grows a lot.
    """
    return {
        key
        for key, more in growth.items()
        if len(contents.get(key, ())) <= MOST_EVENTS or more > SMALL_GROWTH
        if _largest_size(contents.get(key, ())) + more > SAFE_BYTES
    }


def _largest_size(meetings: Iterable[Stored]) -> int:
    return sum(len(group) * largest_size(group[0].occurrence) for group in alike(meetings))


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


def _occurrences_after(plan: Plan, memory: Memory, time: datetime) -> Occurrences:
    """Returns the occurrences after `plan`. New ones get any stamp, because stamps do not change sizes."""
    return memory.occurrences.with_changed(
        [
            replace(step.before, occurrence=step.after, shown=step.shown)
            if step.before is not None
            else Stored.first(step.after, time, shown=step.shown)
            for step in plan.steps
        ]
    )


def _published(
    profile: ProgrammeProfile,
    window: Window,
    feeds: Feeds,
    occurrences: Occurrences,
    large: Mapping[FeedKey, Iterable[Stored]],
    time: datetime,
) -> PublishedFeeds:
    """Returns the published values of those of `feeds` that are `large`; each key there has its meetings."""
    large_feeds = Feeds(feed for feed in feeds if feed.key in large)
    return PublishedFeeds(
        time=time,
        profile=profile,
        window=window,
        feeds=large_feeds,
        occurrences=occurrences,
        pieces=PiecesOnDemand(chain.from_iterable(large.values()), profile),
        zone_blocks=zone_blocks(window, large_feeds, occurrences),
        versions={},
    )


def _contents_of(
    large: Set[FeedKey], occurrences: Occurrences, window: Window, time: datetime
) -> Mapping[FeedKey, Iterable[Stored]]:
    contents = occurrences.feed_contents(window, time)
    return {key: contents.get(key, ()) for key in large}


def _losses(before: PublishedFeeds, after: PublishedFeeds, now: datetime) -> Iterator[FeedLoss]:
    """Yields the greatest loss of each feed, over all languages and readers."""
    old, new = _texts(before), _texts(after)
    for feed in after.feeds:
        keys = [key for key in new if key[:2] == feed.key and key in old]
        losses = [_loss(feed, old[key], new[key], _meetings(after, key), now) for key in keys]
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


def _meetings(published: PublishedFeeds, key: tuple[FeedKind, str, str, Reader]) -> Iterator[Stored]:
    """Yields all meetings of a feed for a reader, whether there is room for them or not."""
    kind, identity, code, reader = key
    meetings = published.feed_contents.get((kind, identity), ())
    return (stored for _, stored in visible_pieces(published.pieces, meetings, code, reader))


def _loss(
    feed: Feed, before: FeedText, after: FeedText, meetings_after: Iterable[Stored], now: datetime
) -> FeedLoss:
    """Returns the loss of `feed`; 0 meetings if it is too small to ask about."""
    shown = _coming(before.shown, now)
    lost = len(shown & _coming(meetings_after, now) - _coming(after.shown, now))
    needs_consent = before.is_complete or (lost > MOST_SERIES and lost > MOST_SHARE * len(shown))
    return FeedLoss(feed=feed, lost=lost if needs_consent else 0, shown=len(shown))


def _coming(meetings: Iterable[Stored], now: datetime) -> set[str]:
    """Returns the UIDs of the meetings that are neither cancelled nor past."""
    return {
        stored.occurrence.uid
        for stored in meetings
        if not stored.occurrence.cancelled and not stored.is_past(now)
    }
