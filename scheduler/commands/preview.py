"""Which feeds would have to be shortened, before anything is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from scheduler.commands.prepare import Dated
from scheduler.plan.compare import Circumstances
from scheduler.plan.plan import make_plan
from scheduler.plan.revision import Sources
from scheduler.plan.roster import addresses
from scheduler.plan.stored import Memory
from scheduler.plan.window import Window
from scheduler.programme.problems import Path, Problem
from scheduler.publication.edition import make_edition
from scheduler.publication.site import build_site
from scheduler.timetable.holidays import NONE
from scheduler.timetable.outcome import Wanted
from scheduler.timetable.timetable import Timetable

FEW = 300
"""So many meetings fit any feed, whatever they say: no need to write them out to know."""


def shortened_feeds(dated: Dated, now: datetime) -> Iterator[Problem]:
    """A warning for each feed that cannot show all the months of the window."""
    shown = [item for item in dated.timetable.wanted if _in_window(item, dated.window)]
    sizes = Counter(address for item in shown for address in addresses(item.occurrence))
    if max(sizes.values(), default=0) <= FEW:
        return
    memory = Memory(occurrences={}, holidays=NONE, names={})
    circumstances = Circumstances(now=now, window=dated.window, cancelled=dated.programme.cancelled)
    timetable = Timetable(wanted=tuple(shown))
    plan = make_plan(dated.programme, timetable, timetable, memory, circumstances)
    sources = Sources(files=(), tzdata="", holidays="", release="")
    site = build_site(make_edition(plan, memory, None, now, sources, NONE).after)
    for name, text in site.shortened.items():
        kind, _, id = name.partition("/")
        path: Path = (kind, id) if id else ("programme",)
        message = (
            f"the feed {name} is too large for what clients read: it shows {text.first} to {text.last} only"
        )
        yield Problem(path, message, level="warning", at="key")


def _in_window(item: Wanted, window: Window) -> bool:
    timing = item.occurrence.timing
    return window.first <= timing.ends.date() and timing.starts.date() < window.edge
