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
from scheduler.programme.problems import Path, Problem
from scheduler.publication.edition import make_edition
from scheduler.publication.site import build_site
from scheduler.timetable.holidays import NONE

FEW = 300
"""So many meetings fit any feed, whatever they say: no need to write them out to know."""


def shortened_feeds(dated: Dated, now: datetime) -> Iterator[Problem]:
    """A warning for each feed that cannot show all the months of the window."""
    if max(_sizes(dated).values(), default=0) <= FEW:
        return
    memory = Memory(occurrences={}, holidays=NONE, names={})
    circumstances = Circumstances(now=now, window=dated.window, cancelled=dated.programme.cancelled)
    plan = make_plan(dated.programme, dated.timetable, dated.timetable, memory, circumstances)
    sources = Sources(files=(), tzdata="", holidays="", release="")
    site = build_site(make_edition(plan, memory, None, now, sources, NONE).after)
    for name, text in site.shortened.items():
        kind, _, id = name.partition("/")
        path: Path = (kind, id) if id else ("programme",)
        message = (
            f"the feed {name} is too large for what clients read: it shows {text.first} to {text.last} only"
        )
        yield Problem(path, message, level="warning", at="key")


def _sizes(dated: Dated) -> Counter[tuple[str, str]]:
    """How many meetings of the window each feed has."""
    sizes: Counter[tuple[str, str]] = Counter()
    for item in dated.timetable.wanted:
        if dated.window.first <= item.occurrence.timing.ends.date() < dated.window.edge:
            sizes.update(addresses(item.occurrence))
    return sizes
