"""Meetings that a plan would push out of feeds: one long text makes a feed give up all its other months.

Nothing is cancelled by that, so only what feeds show can tell. It is worked out only for feeds that a plan
makes much fuller; for most plans a bound says at once that there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.plan.plan import Plan
from scheduler.plan.safety import FEW, SHARE
from scheduler.plan.steps import Step
from scheduler.publication.feeds.feed import MOST_BYTES, MOST_EVENTS, ROOM, Fit, feed_contents, fit
from scheduler.publication.feeds.pieces import worded
from scheduler.publication.feeds.sizes import weight
from scheduler.publication.revising import zone_blocks
from scheduler.record.feeds import Feed, FeedKind, addresses
from scheduler.record.identities import present_ids
from scheduler.record.memory import Memory
from scheduler.record.revision import Cause, Published, Reader
from scheduler.record.stored import Stamp, Stored
from scheduler.timetable.holidays import NONE

FeedKey = tuple[FeedKind, str]
READERS: tuple[Reader, ...] = ("public", "private")
NAMED = 5
LITTLE = MOST_BYTES // 4
"""So many bytes more take no large part of its meetings from a feed that is shortened anyway."""
_ACCEPTED = frozenset({Cause.WINDOW, Cause.ZONES})
"""Nobody wrote what time brings: accepted text never becomes an error by waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loss:
    """How many of the meetings to come that `feed` shows it would show no longer."""

    feed: Feed
    lost: int
    of: int


def crowded_out(plan: Plan, memory: Memory, now: datetime) -> Iterator[str]:
    """A reason where feeds would no longer show meetings to come, although these take place.

    It takes one meeting where the feed shows everything today; where it is shortened already, more than
    two and more than 30 % of those that it shows.
    """
    if memory.profile is None or memory.window is None:
        return
    growth = _growth(plan)
    suspects = _suspects(growth, plan, memory, now)
    if not suspects:
        return
    unchanged = replace(plan, profile=memory.profile, window=memory.window, feeds=memory.feeds, steps=())
    before, after = _published(unchanged, memory, suspects, now), _published(plan, memory, suspects, now)
    losses = [*_losses(before, after, suspects, now)]
    if losses:
        ids = present_ids({**memory.series_ids, **dict(plan.series_ids)}, plan.feeds)
        largest = max((step for step in plan.steps if _grows(step)), key=_grows).after
        yield (
            f"feeds would be too large for what clients read, and no longer show coming meetings that take "
            f"place: {_told(losses)}; {ids.of_meeting(largest.series, largest.key)} adds most"
        )


def _growth(plan: Plan) -> Counter[FeedKey]:
    """By how many bytes what was written makes each feed larger, at the most."""
    growth: Counter[FeedKey] = Counter()
    for step in plan.steps:
        size = _grows(step)
        if size and plan.window.keeps(step.after.timing.ends):
            growth.update(dict.fromkeys(addresses(step.after), size))
    return growth


def _grows(step: Step) -> int:
    if step.cause in _ACCEPTED or not step.shown:
        return 0
    before = step.before
    if before is None or not before.shown:
        return weight(step.after)
    if {*addresses(before.occurrence)} != {*addresses(step.after)}:
        return weight(step.after)
    return max(0, weight(step.after) - weight(before.occurrence))


def _suspects(growth: Counter[FeedKey], plan: Plan, memory: Memory, now: datetime) -> frozenset[FeedKey]:
    """The feeds that grow and may be too large afterwards; no such feed is left out."""
    if not growth:
        return frozenset()
    sizes: Counter[FeedKey] = Counter()
    events: Counter[FeedKey] = Counter()
    for stored in _after(plan, memory, now):
        if stored.shown and plan.window.keeps(stored.occurrence.timing.ends):
            size = weight(stored.occurrence)
            for address in addresses(stored.occurrence):
                sizes[address] += size
                events[address] += stored.occurrence.uid in memory.occurrences
    return frozenset(
        address
        for address, more in growth.items()
        if sizes[address] > ROOM and (more > LITTLE or events[address] <= MOST_EVENTS)
    )


def _after(plan: Plan, memory: Memory, now: datetime) -> Iterator[Stored]:
    """What the store would hold; new meetings with a stamp of `now`, which is no part of any feed's room."""
    changed = {step.after.uid: step for step in plan.steps}
    for uid, stored in memory.occurrences.items():
        step = changed.pop(uid, None)
        yield stored if step is None else replace(stored, occurrence=step.after, shown=step.shown)
    for step in changed.values():
        yield Stored(occurrence=step.after, stamp=Stamp.first(now), shown=step.shown)


def _published(plan: Plan, memory: Memory, suspects: frozenset[FeedKey], now: datetime) -> Published:
    """What is published after `plan`, as far as the feeds in question show it."""
    inside = tuple(
        stored
        for stored in _after(plan, memory, now)
        if plan.window.keeps(stored.occurrence.timing.ends)
        and not suspects.isdisjoint(addresses(stored.occurrence))
    )
    return Published(
        revision=plan.base,
        time=now,
        profile=plan.profile,
        window=plan.window,
        feeds=plan.feeds,
        occurrences=inside,
        pieces=worded(plan.profile, inside),
        zone_blocks=zone_blocks(plan, memory),
        versions={},
        holidays=NONE,
        history=(),
    )


def _fits(published: Published, suspects: frozenset[FeedKey]) -> dict[tuple[FeedKey, str, Reader], Fit]:
    """What there is room for in each feed in question, by language and by reader."""
    inside = feed_contents(published)
    return {
        (address, code, reader): fit(published, feed, inside.get(address, ()), code, reader)
        for feed in published.feeds
        if feed.state != "gone" and (address := (feed.kind, feed.identity)) in suspects
        for code in published.profile.languages
        for reader in READERS
    }


def _losses(
    before: Published, after: Published, suspects: frozenset[FeedKey], now: datetime
) -> Iterator[_Loss]:
    """The greatest loss of each feed, in whichever language and at whichever address it is."""
    had, has = _fits(before, suspects), _fits(after, suspects)
    for feed in after.feeds:
        address = (feed.kind, feed.identity)
        keys = [key for key in has if key[0] == address and key in had]
        found = [_loss(feed, had[key], has[key], now) for key in keys]
        worst = max(found, key=lambda loss: loss.lost, default=None)
        if worst is not None and worst.lost:
            yield worst


def _loss(feed: Feed, had: Fit, has: Fit, now: datetime) -> _Loss:
    """What the feed loses; nothing where it is too little to ask about."""
    showed = _coming(had.shown, now)
    lost = len(showed & _coming(has.all, now) - _coming(has.shown, now))
    was_whole = len(had.shown) == len(had.all)
    counts = was_whole or (lost > FEW and lost > SHARE * len(showed))
    return _Loss(feed=feed, lost=lost if counts else 0, of=len(showed))


def _coming(items: Iterable[Stored], now: datetime) -> set[str]:
    return {item.occurrence.uid for item in items if not item.occurrence.cancelled and not item.is_past(now)}


def _told(losses: list[_Loss]) -> str:
    said = [f"{loss.feed.name} {loss.lost} of {loss.of}" for loss in losses[:NAMED]]
    return ", ".join(said) + (f", and {len(losses) - NAMED} more feeds" if len(losses) > NAMED else "")
