"""A store with a long history, beside a young one: what only the number of revisions costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path

from msgspec.structs import replace

from benchmarks import programmes
from benchmarks.case import Setting, Size
from benchmarks.figures import MB, Aim, Row, cpu, peak, ratios
from benchmarks.processes import alternate, twincal, write
from benchmarks.starting import serve
from scheduler.commands.apply import apply
from scheduler.commands.prepare import Consent
from scheduler.state.revision import StepKind
from scheduler.state.state import NewRevision
from scheduler.store import open_file

CITIES = 100
OLD, YOUNG = 5_000, 15  # revisions
START = Aim("a store of 5,000 revisions costs at most half as much again at the start of `serve`", "≤", 1.5)
MEMORY = Aim("a store of 5,000 revisions costs at most half as much again in memory", "≤", 1.5)
COMMANDS = (
    "history --limit 5",
    "plan config",
    "feed cities/c0",
    "agenda cities/c0",
    "why m0/2027-03",
    "reach",
)


def aging(setting: Setting) -> Iterator[Row]:
    """Measures both stores, which are in memory, because a disk takes long to keep thousands of revisions."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        old, young = Path(name) / "old", Path(name) / "young"
        for folder, revisions in ((old, OLD), (young, YOUNG)):
            write(folder / "config", programmes.programme(CITIES))
            make_store(folder, revisions)
        yield from _compared(old, young, setting.size)


def _compared(old: Path, young: Path, size: Size) -> Iterator[Row]:
    work = f"{OLD:,} revisions, as a multiple of {YOUNG}, N = {CITIES}"
    starts = alternate(size.rounds, partial(serve, old), partial(serve, young))
    first, rest = ([[start[part] for start in starts_of] for starts_of in starts] for part in (0, 1))
    values = ratios(*map(cpu, first))
    yield Row(work=work, measure="`serve`: CPU until the first feed answers", values=values, aim=START)
    values = ratios(*map(cpu, rest))
    yield Row(work=work, measure="`serve`: CPU until it rests", values=values, aim=START)
    values = ratios(*map(peak, rest))
    yield Row(work=work, measure="`serve`: memory at rest", values=values, aim=MEMORY)
    for command in COMMANDS:
        costs = alternate(
            size.rounds, *(partial(twincal, folder, *command.split()) for folder in (old, young))
        )
        yield Row(work=work, measure=f"`{command}`: CPU", values=ratios(*map(cpu, costs)))
        yield Row(work=work, measure=f"`{command}`: peak memory", values=ratios(*map(peak, costs)))
    sizes = [(folder / "twincal.db").stat().st_size / MB for folder in (old, young)]
    yield Row(work=work, measure="size of the database", values=[sizes[0] / sizes[1]])


def make_store(folder: Path, revisions: int) -> None:
    """Applies the programme in `folder`, and adds revisions until there are so many.

    Each says that one meeting was moved to the time that it has, another one each time. Only this history is
    written: the states before and after are the same, without the meetings.
    """
    store = open_file(folder / "twincal.db")
    begin = datetime.fromisoformat(programmes.NOW) - timedelta(seconds=revisions)
    apply(folder / "config", store, begin, Consent(allow=("large",)), print)
    (first,) = store.history()
    sources = replace(first.sources, files=first.sources.files[:1])
    before = replace(store.state(), occurrences={}, pieces={}, versions={})
    for number, entry in zip(range(2, revisions + 1), cycle(first.entries), strict=False):
        time = before.time + timedelta(seconds=1)
        start = replace(entry.after.start, wall=entry.after.start.wall - timedelta(hours=1))
        moved = replace(entry, kind=StepKind.MOVE, before=replace(entry.after, start=start))
        revision = replace(first, number=number, time=time, sources=sources, parts=(), entries=(moved,))
        after = replace(before, revision=number, time=time)
        store.write(NewRevision(revision=revision, before=before, after=after))
        before = after
    store.close()
