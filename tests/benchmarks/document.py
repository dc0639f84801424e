"""The page docs/benchmarks.md: how to read the figures, and the figures of one run. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.figures import Row
from benchmarks.report import bars, growth_table, table, tables

PAGE = """\
# How quick Twincal is

`make bench` wrote this page. It measures Twincal and its peers in the same run, on the same work, in rounds that alternate between them. Ratios travel
from machine to machine; seconds and megabytes do not. Every figure is the median of its rounds, with the lowest and the highest beside it.

[The run](#the-run) · [Targets](#targets) · [Figures](#figures) · [Growth](#growth) · [How it is measured](#how-it-is-measured)

## The run

{circumstances}
On a busy machine CPU is right within some tens of percent, and wall time can be much too long.

## Targets

A bar that reaches the line has met its target. The first number is how far: 1 is just on the target, 2 is twice as good. Then come the figure and its target.

```
{bars}```

## Figures

{tables}
## Growth

The exponent k of N^k that fits best: 1 means that twice as many cities cost twice as much.

{growth}
## How it is measured

- **The programme** has N cities in ten countries, N pairs and N monthly series with holidays, in up to 200 files: 24 meetings of each series.
- **CPU** is the time of the process and of its children. For a server that runs on, it is the difference of two readings from the kernel. **Peak memory** is the
  largest resident size of one process. MB are millions of bytes.
- **P1, P1b**: `twincal apply` reads the YAML, works out the dates, writes every piece and its history to a new SQLite file, and makes every feed to find its version. The
  rows with `feed` add a second process, `twincal feed`, which prints the feed of the programme up to a limit of its size. Each round begins without a database. yaml2ics and
  yaml2ical write one file and keep nothing.
  yaml2ical knows no one-off meetings: it gets monthly series, each in a file, and asks git for the date of each. Where the numbers of meetings differ, the figures
  are for each meeting. With an RRULE yaml2ics copies one line for a whole series, so that row compares unlike work and has no target.
- **P2**: wrk with 32 connections on one processor, the servers on another. wrk can be slower than nginx. The answers for each second of a server's own CPU do not
  depend on wrk. Radicale answers a GET with `If-None-Match` with the whole calendar.
- **P3**: one meeting of one series is moved. The daemon waits two seconds until an edit is finished, which costs no CPU. With `--publish` it writes the files as well. The
  targets are for N = 1,000.
- **P4**: the rows are read from the database that Twincal wrote, and inserted into a new one with one statement for each table. The pieces are made from
  Python values, and written. Reading is not counted. The suite starts a PostgreSQL server of its own. The CPU is that of the client, so there the target is
  for the wall time.
- **P7**: in the daemon, a comment is added to one file.
- **P8**: every feed is fetched once, one after the other. Meanwhile the daemon begins to read its files: the second figure has a part of that in it.
- **P5**: the target for `twincal feed` is for N = 10,000.
- **P9**: every feed and page as a file.

The suite needs Linux. The peers in Python are installed in `build/peers`. A program that is not there is named as absent. `make bench OPTIONS="--size full"` does more of everything;
`--only P1,P9` some of it; `--rounds 5` more often. Only the full size has growth at N = 10,000, where nothing is published. Only a whole run writes this page.
"""


def document(rows: Sequence[Row], circumstances: Iterable[tuple[str, str]]) -> str:
    """Returns the page for the result of a run."""
    return PAGE.format(
        circumstances=table([("what", "value"), *circumstances]),
        bars=bars(rows),
        tables=tables(rows),
        growth=growth_table(rows) or "Not measured.\n",
    )
