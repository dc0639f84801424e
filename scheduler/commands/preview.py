"""Which feeds would have to be shortened, before anything is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from scheduler.commands.prepare import Dated
from scheduler.plan.plan import make_plan
from scheduler.plan.revision import Sources
from scheduler.plan.roster import addresses
from scheduler.plan.stored import EMPTY
from scheduler.plan.window import Window
from scheduler.programme.problems import Path, Problem
from scheduler.publication.edition import make_edition
from scheduler.publication.site import build_feeds
from scheduler.timetable.holidays import NONE
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.outcome import Wanted
from scheduler.timetable.timetable import Timetable

ENOUGH = 300_000
FRAME = 1_000
"""Bytes that fit any feed, and what one meeting takes besides its description: rough, on the safe side."""


def shortened_feeds(dated: Dated, now: datetime) -> Iterator[Problem]:
    """A warning for each feed that cannot show all the months of the window."""
    shown = [item for item in dated.timetable.wanted if _in_window(item, dated.circumstances.window)]
    sizes: Counter[tuple[str, str]] = Counter()
    for item in shown:
        weight = _weight(item.occurrence)
        for address in addresses(item.occurrence):
            sizes[address] += weight
    if max(sizes.values(), default=0) <= ENOUGH:
        return
    timetable = Timetable(wanted=tuple(shown))
    plan = make_plan(dated.programme, timetable, timetable, EMPTY, dated.circumstances)
    sources = Sources(files=(), tzdata="", holidays="", release="")
    site = build_feeds(make_edition(plan, EMPTY, None, now, sources, NONE).after)
    for name, text in site.shortened.items():
        kind, _, id = name.partition("/")
        path: Path = (kind, id) if id else ("programme",)
        message = (
            f"the feed {name} is too large for what clients read: it shows {text.first} to {text.last} only"
        )
        yield Problem(path, message, level="warning", at="key")


def _weight(occurrence: Occurrence) -> int:
    words = occurrence.description.words() if occurrence.description else ("",)
    return FRAME + max(len(text.encode()) for text in words)


def _in_window(item: Wanted, window: Window) -> bool:
    timing = item.occurrence.timing
    return window.first <= timing.ends.date() and timing.starts.date() < window.edge
