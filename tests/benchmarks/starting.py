"""What starts: commands, and `serve` until its first feed answers and until it rests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import programmes
from benchmarks.case import Setting
from benchmarks.figures import Aim, Cost, Row, costs_of, cpu, peak, ratios
from benchmarks.processes import alternate, run, serving, twincal, write

ROUNDS = 9
"""The shortest runs are measured as often: a busy moment changes one much."""
SETTLED = Aim("`serve` with 1,000 cities rests after at most 5 s of CPU", "≤", 5)


def starting(setting: Setting) -> Iterator[Row]:
    """Measures `twincal --help`, then programmes of more and more cities."""
    folder = setting.folder
    nothing, shown = alternate(
        ROUNDS, lambda: run(folder, [sys.executable, "-c", "pass"]), lambda: twincal(folder, "--help")
    )
    values = ratios(cpu(shown), cpu(nothing))
    yield Row(work="`twincal --help`", measure="CPU, as a multiple of `python -c pass`", values=values)
    for count in setting.size.started:
        yield from _programme(folder / str(count), count, len(setting.size.rounds_at(count)))


def _programme(folder: Path, count: int, rounds: int) -> Iterator[Row]:
    write(folder / "config", programmes.programme(count))

    def apply() -> Cost:
        (folder / "twincal.db").unlink(missing_ok=True)
        return twincal(folder, "apply", "config")

    works = {
        "cold `apply`": apply,
        "`plan` with nothing to do": lambda: twincal(folder, "plan", "config"),
        "`feed` of one city": lambda: twincal(folder, "feed", "cities/c0"),
    }
    for work, costs in zip(works, alternate(rounds, *works.values()), strict=True):
        yield from costs_of(f"{work}, N = {count:,}", costs)
    first, rest = zip(*(serve(folder) for _ in range(rounds)), strict=True)
    work, aim = f"start of `serve`, N = {count:,}", SETTLED if count == 1_000 else None
    yield Row(work=work, measure="CPU until the first feed answers", values=cpu(first), unit="s")
    yield Row(work=work, measure="CPU until it rests", values=cpu(rest), unit="s", aim=aim)
    yield Row(work=work, measure="memory of its processes, at rest", values=peak(rest), unit="MB")


def serve(folder: Path) -> tuple[Cost, Cost]:
    """Starts `serve`; returns its cost when the first feed answers, and when it rests."""
    with serving(folder) as server:
        server.wait_for(programmes.FEED)
        first = server.cost
        server.settle()
        return first, server.cost
