"""Finds ids that are missing from `formerly`, or from `extra`: their meetings would be published again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from scheduler.plan.comparisons import Comparisons
from scheduler.plan.reasons_to_ask import LookalikeExtra
from scheduler.plan.steps import Step
from scheduler.programme.keys import Identified, extra_id
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.state.feeds import Feed, FeedKey, FeedKind, feed_keys
from scheduler.state.identities import PresentIds
from scheduler.state.memory import Memory
from scheduler.state.revision import StepKind


def dropped_ids(
    programme: Programme, live: Sequence[Feed], comparisons: Comparisons, memory: Memory
) -> Iterator[Problem]:
    """Yields a problem for each series, city, pair or theme whose earlier id is missing from the text.

    `live` are the feeds of `programme`, `comparisons` those of its series with `memory`.
    """
    if memory.profile is None:
        return
    if memory.profile.id != programme.id:
        message = (
            f"this store belongs to the programme {memory.profile.id}; use another store for {programme.id}"
        )
        yield Problem(("programme", "id"), message)
        return
    counts = _MeetingCounts(memory)
    yield from _dropped_series(comparisons, memory, counts)
    if live != memory.feeds:  # else every address is published already, with all its earlier ones
        yield from _dropped_addresses(programme.cities, memory, "cities", counts)
        yield from _dropped_addresses(programme.pairs, memory, "pairs", counts)
        yield from _dropped_addresses(programme.groups, memory, "groups", counts)
        yield from _dropped_addresses(programme.themes, memory, "themes", counts)


def renamed_extras(steps: Sequence[Step], now: datetime, ids: PresentIds) -> Iterator[LookalikeExtra]:
    """Yields a reason for each new extra meeting that is at the time of one that leaves the same series."""
    dropped: dict[tuple[str, datetime], str] = {}
    for step in steps:
        if step.kind is StepKind.CANCEL and step.after.trace.removed and step.before is not None:
            timing, old_id = step.before.occurrence.timing, extra_id(step.after.key)
            if old_id is not None and not timing.is_over(now):
                dropped[step.after.series, timing.begin_utc] = old_id
    for step in steps if dropped else ():
        new_id = extra_id(step.after.key)
        if step.kind is StepKind.ADD and new_id is not None:
            old_id = dropped.get((step.after.series, step.after.timing.begin_utc))
            if old_id is not None:
                yield LookalikeExtra(series=ids.of_series(step.after.series), id=new_id, old_id=old_id)


class _MeetingCounts:
    """Counts the meetings of each feed, all in one pass, and only when the first number is needed.

    Every plan looks for dropped ids, but few find one.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @cached_property
    def _by_feed(self) -> Counter[FeedKey]:
        stored = self._memory.occurrences.stored()
        return Counter(key for published in stored for key in feed_keys(published.occurrence))

    def of_series(self, identity: str) -> int:
        """Returns the number of meetings of a series."""
        return len(self._memory.occurrences.of_series(identity).by_uid)

    def of(self, feed: Feed) -> int:
        """Returns the number of meetings that belong in `feed`."""
        return self._by_feed[feed.key]


def _dropped_series(comparisons: Comparisons, memory: Memory, counts: _MeetingCounts) -> Iterator[Problem]:
    uncertain = [  # every other series has one id, by which it is recorded
        each.dated.series
        for each in comparisons.by_series.values()
        if each.dated is not None and (each.new_facts or each.dated.series.formerly)
    ]
    identities = {recorded.id: identity for identity, recorded in memory.series.items()} if uncertain else {}
    for series in uncertain:
        dropped = _dropped_identity(series, identities)
        if dropped is not None:
            count = counts.of_series(dropped)
            meetings = "1 meeting" if count == 1 else f"{count} meetings"
            harm = f"{meetings} would be published a second time"
            yield Problem((series.section, series.id, "formerly"), _advice(series, dropped, harm, identities))


def _dropped_addresses(
    entries: Mapping[str, Identified], memory: Memory, kind: FeedKind, counts: _MeetingCounts
) -> Iterator[Problem]:
    feeds = {feed.identity: feed for feed in memory.feeds if feed.kind == kind}
    identities = {feed.id: feed.identity for feed in feeds.values()}
    for entry in entries.values():
        dropped = _dropped_identity(entry, identities)
        feed = feeds.get(dropped or entry.identity)
        if feed is None:
            continue
        if dropped is not None:
            harm = f"the address of {counts.of(feed)} meetings would be gone"
            yield Problem((kind, entry.id, "formerly"), _advice(entry, dropped, harm, identities))
        else:
            yield from _dropped_aliases(entry, feed, counts)


def _dropped_aliases(entry: Identified, feed: Feed, counts: _MeetingCounts) -> Iterator[Problem]:
    """Yields a problem for each later id that is missing, because calendars may still ask for it."""
    for alias in (feed.id, *feed.aliases):
        if alias not in (entry.id, *entry.formerly):
            ids = [*dict.fromkeys((entry.identity, *entry.formerly)), alias]
            message = (
                f"{alias} was dropped, and with it an address of {counts.of(feed)} meetings; "
                f"write `formerly: [{', '.join(ids)}]` and keep it"
            )
            yield Problem((feed.kind, entry.id, "formerly"), message)


def _dropped_identity(entry: Identified, identities: Mapping[str, str]) -> str | None:
    """Returns the published identity of `entry` if that is not its first id any more; else None.

    `identities` are the published ones by id.
    """
    published = (identities.get(id) for id in (entry.id, *entry.formerly))
    return next((identity for identity in published if identity not in (None, entry.identity)), None)


def _advice(entry: Identified, dropped: str, harm: str, identities: Mapping[str, str]) -> str:
    if dropped in entry.formerly:
        return f"{dropped} must stand first, else {harm}; the oldest id comes first"
    if dropped == entry.id and entry.identity in identities.values():
        return f"{dropped} is published under this id already, and {harm}; leave formerly out"
    if dropped == entry.id:
        ids = ", ".join((dropped, *entry.formerly))
        return (
            f"{dropped} is published under this id already, and {harm}; leave formerly out, or write "
            f"`formerly: [{ids}]` for an address under the other id as well"
        )
    return f"{dropped} was dropped, and {harm}; put it back and keep it"
