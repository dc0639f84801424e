"""Which feeds would have to be shortened, before anything is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import datetime

from scheduler.commands.prepare import DatedReading
from scheduler.plan.plan import make_plan
from scheduler.programme.problems import Path, Problem
from scheduler.publication.feeds.feed import ROOM
from scheduler.publication.feeds.pieces import worded
from scheduler.publication.feeds.sizes import weight
from scheduler.publication.revising import make_revision
from scheduler.publication.site import build_feeds
from scheduler.record.feeds import FeedKind, addresses
from scheduler.record.memory import Memory
from scheduler.record.revision import Published, Sources
from scheduler.record.window import Window
from scheduler.timetable.holidays import NONE
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Timetable


def shortened_feeds(dated: DatedReading, now: datetime, memory: Memory) -> Iterator[Problem]:
    """A warning for each feed that cannot show all the months of the window, as its site would be."""
    window = dated.context.window
    relevant = tuple(
        item
        for item in dated.timetable.wanted
        if item.occurrence.uid in memory.occurrences or _is_shown(item.occurrence, window)
    )
    stored = {uid: one.occurrence for uid, one in memory.occurrences.items()}
    wanted = {item.occurrence.uid: item.occurrence for item in relevant}
    showing = (one for one in (stored | wanted).values() if window.keeps(one.timing.ends))
    doubtful = _may_be_too_large(showing)
    if not doubtful:
        return
    timetable = replace(dated.timetable, wanted=relevant)
    published = _published(dated, timetable, memory, now, doubtful)
    for name, text in build_feeds(published).shortened.items():
        kind, _, id = name.partition("/")
        path: Path = (kind, id) if id else ("programme",)
        message = (
            f"the feed {name} is too large for what clients read: it shows {text.first} to {text.last} only"
        )
        yield Problem(path, message, level="warning", at="key")


FeedKeys = Set[tuple[FeedKind, str]]


def _may_be_too_large(occurrences: Iterable[Occurrence]) -> FeedKeys:
    """The feeds for which only their text can tell; all others surely have room."""
    sizes: Counter[tuple[FeedKind, str]] = Counter()
    for occurrence in occurrences:
        size = weight(occurrence)
        for address in addresses(occurrence):
            sizes[address] += size
    return {address for address, size in sizes.items() if size > ROOM}


def _published(
    dated: DatedReading, timetable: Timetable, memory: Memory, now: datetime, doubtful: FeedKeys
) -> Published:
    """What an apply would publish in the `doubtful` feeds, with every piece worded as it would be today."""
    plan = make_plan(dated.programme, timetable, timetable, memory, dated.context)
    plan = replace(plan, feeds=tuple(feed for feed in plan.feeds if (feed.kind, feed.identity) in doubtful))
    sources = Sources(files=(), tzdata="", holidays="", release="")
    after = make_revision(plan, memory, None, now, sources, NONE).after
    shown = [
        one
        for one in after.occurrences
        if after.window.keeps(one.occurrence.timing.ends)
        and not doubtful.isdisjoint(addresses(one.occurrence))
    ]
    return replace(after, pieces=dict(after.pieces) | worded(after.profile, shown))


def _is_shown(occurrence: Occurrence, window: Window) -> bool:
    return window.keeps(occurrence.timing.ends) and occurrence.timing.starts.date() < window.edge
