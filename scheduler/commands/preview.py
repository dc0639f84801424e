"""Which feeds would have to be shortened, before anything is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from scheduler.commands.prepare import Dated
from scheduler.plan.plan import make_plan
from scheduler.plan.revision import Published, Sources
from scheduler.plan.roster import addresses
from scheduler.plan.stored import Memory
from scheduler.plan.window import Window
from scheduler.programme.problems import Path, Problem
from scheduler.publication.edition import make_edition
from scheduler.publication.feeds import ROOM
from scheduler.publication.pieces import worded
from scheduler.publication.site import build_feeds
from scheduler.publication.weight import weight
from scheduler.timetable.holidays import NONE
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Timetable


def shortened_feeds(dated: Dated, now: datetime, memory: Memory) -> Iterator[Problem]:
    """A warning for each feed that cannot show all the months of the window, as its site would be."""
    window = dated.circumstances.window
    relevant = tuple(
        item
        for item in dated.timetable.wanted
        if item.occurrence.uid in memory.occurrences or _is_shown(item.occurrence, window)
    )
    stored = {uid: one.occurrence for uid, one in memory.occurrences.items()}
    wanted = {item.occurrence.uid: item.occurrence for item in relevant}
    if _fits(one for one in (stored | wanted).values() if window.keeps(one.timing.ends)):
        return
    timetable = replace(dated.timetable, wanted=relevant)
    for name, text in build_feeds(_published(dated, timetable, memory, now)).shortened.items():
        kind, _, id = name.partition("/")
        path: Path = (kind, id) if id else ("programme",)
        message = (
            f"the feed {name} is too large for what clients read: it shows {text.first} to {text.last} only"
        )
        yield Problem(path, message, level="warning", at="key")


def _fits(occurrences: Iterable[Occurrence]) -> bool:
    sizes: Counter[tuple[str, str]] = Counter()
    for occurrence in occurrences:
        size = weight(occurrence)
        for address in addresses(occurrence):
            sizes[address] += size
    return max(sizes.values(), default=0) <= ROOM


def _published(dated: Dated, timetable: Timetable, memory: Memory, now: datetime) -> Published:
    """What an apply would publish, with every piece worded as it would be today."""
    plan = make_plan(dated.programme, timetable, timetable, memory, dated.circumstances)
    sources = Sources(files=(), tzdata="", holidays="", release="")
    after = make_edition(plan, memory, None, now, sources, NONE).after
    shown = [one for one in after.occurrences if after.window.keeps(one.occurrence.timing.ends)]
    return replace(after, pieces=dict(after.pieces) | worded(after.masthead, shown))


def _is_shown(occurrence: Occurrence, window: Window) -> bool:
    return window.keeps(occurrence.timing.ends) and occurrence.timing.starts.date() < window.edge
