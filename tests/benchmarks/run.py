"""Measures Twincal beside its peers: `make bench`. The page docs/benchmarks.md says what and how."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks import rows
from benchmarks.answering import answering
from benchmarks.building import one_offs, series
from benchmarks.document import document
from benchmarks.figures import Row
from benchmarks.lifecycle import Life, live
from benchmarks.machine import circumstances
from benchmarks.peers import ROOT, Peers, find_peers
from benchmarks.processes import MeasurementError
from benchmarks.report import bars, growth_table, table, tables
from benchmarks.selection import IDS, chosen, parts_of
from benchmarks.sizes import FULL, SMALL, Size
from benchmarks.starting import starting
from benchmarks.storing import storing

PAGE = ROOT / "docs" / "benchmarks.md"
Measurement = Callable[[Path], Iterable[Row]]


def measure(only: frozenset[str], size: Size, peers: Peers) -> Iterator[Row]:
    """Yields the rows of all measurements in `only`, in the order of IDS."""
    alone: dict[str, Measurement] = {
        "P1": lambda folder: one_offs(folder, peers, size),
        "P1b": lambda folder: series(folder, peers, size),
        "P2": lambda folder: answering(folder, peers, size),
        "P4": lambda folder: storing(folder, peers, size),
        "P5": starting,
    }
    for id, measurement in alone.items():
        if id in only:
            yield from _guarded(id, measurement)
    wanted = only - ({*alone} - {"P5"})
    if wanted:
        yield from _guarded(", ".join(sorted(wanted)), lambda folder: _of_lives(folder, wanted, size))


def _guarded(id: str, measurement: Measurement) -> Iterator[Row]:
    """Yields the rows of a measurement, or one that says why there are none."""
    begun = time.monotonic()
    print(f"{id} …", file=sys.stderr)
    try:
        with tempfile.TemporaryDirectory() as name:
            yield from measurement(Path(name))
    except (MeasurementError, OSError, subprocess.SubprocessError) as error:
        yield Row(id=id, work="failed", measure="", values=None, note=f"failed: {error}")
    print(f"{id} took {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _of_lives(folder: Path, wanted: frozenset[str], size: Size) -> Iterator[Row]:
    lives: dict[int, list[Life]] = {}
    for number in range(size.rounds):
        for cities in size.growth:
            parts = parts_of(cities, number, wanted, size)
            if parts is not None:
                with tempfile.TemporaryDirectory(dir=folder) as name:
                    lives.setdefault(cities, []).append(live(Path(name) / "life", cities, parts))
    first, usual = lives.get(size.growth[0], []), lives.get(size.growth[1], [])
    yield from _rows_of_lives(wanted, first, usual, lives)


def _rows_of_lives(
    wanted: frozenset[str], first: rows.Lives, usual: rows.Lives, lives: Mapping[int, rows.Lives]
) -> Iterator[Row]:
    sources: dict[str, tuple[rows.Lives, tuple[Callable[[rows.Lives], Iterable[Row]], ...]]] = {
        "P3": (usual, (rows.moved_in_daemon, rows.moved_on_disk)),
        "P5": (lives[max(lives)] if lives else [], (rows.printed,)),
        "P6": (usual, (rows.resident,)),
        "P7": (usual, (rows.planned,)),
        "P8": (usual, (rows.started,)),
        "P9": (first, (rows.published,)),
    }
    for id, (source, functions) in sources.items():
        for function in functions if id in wanted and source else ():
            yield from function(source)
    if "growth" in wanted:
        yield from rows.growth(lives)


def main() -> int:
    """Runs what the arguments ask for; returns 1 if a measurement failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--only", type=chosen, help="for example P1,P9; then no page is written")
    parser.add_argument("--rounds", type=int)
    arguments = parser.parse_args()
    size = SMALL if arguments.size == "small" else FULL
    if arguments.rounds:
        size = replace(size, rounds=arguments.rounds)
    only = arguments.only or frozenset(IDS)
    load = os.getloadavg()[0]
    peers = find_peers()
    result = sorted(measure(only, size, peers), key=lambda row: IDS.index(row.id.split(",")[0]))
    options = " ".join(sys.argv[1:])
    command = f'make bench OPTIONS="{options}"' if options else "make bench"
    about = [*circumstances(peers, command, load)]
    print(tables(result), growth_table(result), bars(result), table([("what", "value"), *about]), sep="\n")
    failed = any(row.work == "failed" for row in result)
    if arguments.only is None and not failed:
        PAGE.write_text(document(result, about), encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
