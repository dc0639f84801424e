"""The arguments of every case: where it may write, how much it does, and the programs that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path

from benchmarks.figures import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The amounts of one run: how often each work is done, and how large it is.

    - `series`: those over five years that `building` gets; `stored`: the cities of `storing`.
    - `followed`, `published`, `started`: the numbers of cities for edits, for publications, and for commands
      and `serve`.
    - `asking`: seconds for which `answering` asks each server.
    """

    rounds: int
    series: int
    stored: int
    followed: tuple[int, ...]
    published: tuple[int, ...]
    started: tuple[int, ...]
    asking: int

    def rounds_at(self, cities: int) -> range:
        """Returns the rounds at a number of cities: one less for ten times as many as 100, but at least one."""
        return range(max(1, self.rounds - max(0, int(log10(cities)) - 2)))


SMALL = Size(
    rounds=2, series=200, stored=100, followed=(100, 1_000), published=(100,), started=(100, 1_000), asking=1
)
FULL = Size(
    rounds=3,
    series=1_000,
    stored=500,
    followed=(100, 1_000),
    published=(100, 1_000),
    started=(100, 1_000, 10_000),
    asking=2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A new folder, the size of the run, and the commands of the peers that are there, by their names."""

    folder: Path
    size: Size
    peers: Mapping[str, str]


Case = Callable[[Setting], Iterable[Row]]
