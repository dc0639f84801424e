"""The page docs/benchmarks.md: the circumstances of one run, its figures, and how they were measured."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain, groupby
from pathlib import Path

from benchmarks.figures import Result, Row
from benchmarks.peers import versions

BUSY = 0.5
"""The load for each processor above which other programs certainly take part."""

PAGE = """\
# How quick Twincal is

`make bench` wrote this page. It measures Twincal and its peers in the same run,
on the same work, in rounds that alternate between them. Ratios travel from machine to machine;
seconds and megabytes do not. Every figure is the median of its rounds, with the lowest and the highest beside it.

[The run](#the-run) · [Aims](#aims) · [Figures](#figures) · [How it is measured](#how-it-is-measured) ·
[A new case](#a-new-case)

## The run

{circumstances}
On a busy machine CPU is right within some tens of percent.

## Aims

{aims}
## Figures

{figures}
## How it is measured

- **The programme** has N cities in ten countries, N pairs and N monthly series with holidays, in up to 200 files:
  24 meetings of each series.
- **CPU** is the time of a process and of all processes that it starts, in seconds.
  **Peak memory** is the largest resident size of one process. MB are millions of bytes.
- **A server** is asked by HTTP and watched through the kernel, with all its processes. It rests when `/healthz` says
  that the files were read, and they have used less than 2 % of a processor for two and a half seconds.
  Its memory is then the sum of what they hold.
- **building**: `twincal apply` reads the YAML, works out the dates, writes every piece and its history to a new
  SQLite file, and makes every feed to find its version.
  yaml2ics writes one file and keeps nothing. Where the numbers of meetings differ,
  the figures are for each meeting. With an RRULE yaml2ics copies one line for a whole series,
  so that row compares unlike work.
- **storing**: the rows are read from the database that Twincal wrote, and inserted into a new one with one
  statement for each table. The pieces are made from Python values, and written. Reading is not counted.
  The suite starts a PostgreSQL server of its own, whose CPU is not counted.
- **editing**: a file is saved while `serve` runs. It waits two seconds until an edit is finished, which costs no CPU.
- **answering**: wrk with 32 connections on one processor, the servers on another, in turn.
- **publishing**: every feed and page as a file.
- **aging**: each revision of the history moves one meeting, another one each time.
  Both stores publish the same meetings.

The suite needs Linux. yaml2ics is installed in `build/peers`. A program that is not there is named as absent.
`make bench OPTIONS="--size full"` does more of everything; `--only editing,aging` some of it;
`--rounds 5` more often. Only a whole run writes this page.

## A new case

Each module in `tests/benchmarks` with a name like those above measures one kind of work:
a function that gets a `Setting` and yields a `Row` for each figure.
To add a figure, yield one more `Row`; to add an edit, yield one more `Edit` in `programmes.py`;
to add a kind of work, write such a function and name it in `CASES` in `run.py`. An `Aim` makes a figure a promise.
"""


def page(result: Result, about: Sequence[tuple[str, str]]) -> str:
    """Returns the page for the result of a run."""
    circumstances = table([("what", "value"), *about])
    return PAGE.format(circumstances=circumstances, aims=aims(result), figures=figures(result))


def circumstances(peers: Mapping[str, str], command: str, load: float) -> Iterator[tuple[str, str]]:
    """Yields what a reader must know of the run; `load` is the load average before it. Names no host."""
    cores = os.cpu_count() or 1
    yield "command", f"`{command}`"
    yield "date", f"{datetime.now(UTC):%Y-%m-%d}"
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    yield "processor", f"{model[1] if model else platform.machine()}, {cores} cores"
    yield "memory", f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.1f} GiB"
    yield "other programs", how_busy(load, cores)
    yield "Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    libraries = ("twincal", "sqlalchemy", "icalendar", "uvicorn")
    yield "libraries", ", ".join(f"{name} {version(name)}" for name in libraries)
    yield "peers", versions(peers)


def how_busy(load: float, cores: int) -> str:
    """Returns what else ran on the machine."""
    before = f"load average {load:.1f} before the run"
    if load / cores < BUSY:
        return f"none to speak of ({before})"
    return f"others ran at the same time, on a busy machine ({before})"


def aims(result: Result) -> str:
    """Returns a table of the promises: for each the figures that it is about, and whether they keep it."""
    return table([("promise", "figure", "median", "kept"), *chain.from_iterable(map(_kept, result.values()))])


def _kept(rows: Sequence[Row]) -> Iterator[tuple[str, str, str, str]]:
    for row in rows:
        if row.aim is not None and row.values:
            kept = "yes" if row.aim.is_kept(row.median) else "no"
            yield row.aim.promise, f"{row.work}: {row.measure}", _with_unit(row), kept


def figures(result: Result) -> str:
    """Returns a table for each work, below the name of its case."""
    return "\n".join(chain.from_iterable(_tables(name, rows) for name, rows in result.items()))


def _tables(name: str, rows: Sequence[Row]) -> Iterator[str]:
    yield f"### {name}\n"
    for work, group in groupby(rows, lambda row: row.work):
        header = ("measure", "median", "lowest to highest", "rounds", "aim")
        yield f"**{work}**\n\n{table([header, *map(_cells, group)])}"


def _cells(row: Row) -> tuple[str, ...]:
    if not row.values:
        return row.measure, "–", "–", "–", ""
    spread = f"{number(min(row.values))} to {number(max(row.values))}"
    aim = f"{row.aim.bound} {row.aim.limit:g}" if row.aim else ""
    return row.measure, _with_unit(row), spread, str(len(row.values)), aim


def _with_unit(row: Row) -> str:
    return f"{number(row.median)} {row.unit}".rstrip()


def number(value: float) -> str:
    """Returns three digits of a number, or all digits before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3}f}"


def table(lines: Sequence[Sequence[str]]) -> str:
    """Returns a Markdown table with columns of one width; the first line is its header."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written[0], rule, *written[1:]]) + "\n"
