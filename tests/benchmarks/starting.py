"""P5: commands that do little, beside starting Python for nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import programmes
from benchmarks.figures import Row, Target, each, ratios, spread
from benchmarks.processes import alternate, run, twincal, write

ROUNDS = 9
"""These runs are short, so a busy moment changes one much."""
COUNT = 100


def starting(folder: Path) -> Iterator[Row]:
    """Measures P5."""
    write(folder / "config", programmes.programme(COUNT))
    twincal(folder, "apply", "config")
    nothing, shown, feed = alternate(
        ROUNDS,
        lambda: run([sys.executable, "-c", "pass"], folder),
        lambda: run([str(Path(sys.executable).with_name("twincal")), "--help"], folder),
        lambda: twincal(folder, "feed", "cities/c5"),
    )
    of_city = f"`twincal feed` of one city, N = {COUNT}"
    for work, costs, target in (
        ("`twincal --help`", shown, Target("≤", 10)),
        (of_city, feed, None),
    ):
        wall = ratios(each(costs, "wall"), each(nothing, "wall"))
        cpu = ratios(each(costs, "cpu"), each(nothing, "cpu"))
        yield Row(id="P5", work=work, measure="CPU, as a multiple of `python -c pass`", values=cpu)
        yield Row(
            id="P5",
            work=work,
            measure="wall time, as a multiple of `python -c pass`",
            values=wall,
            target=target,
        )
        yield Row(id="P5", work=work, measure="CPU", values=spread(each(costs, "cpu", 1000)), unit="ms")
