"""Measures Twincal beside its peers: `make bench`. The page docs/benchmarks.md says what and how."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.aging import aging
from benchmarks.answering import answering
from benchmarks.building import building
from benchmarks.case import FULL, SMALL, Case, Setting, Size
from benchmarks.editing import editing
from benchmarks.figures import Row
from benchmarks.page import aims, circumstances, figures, page
from benchmarks.peers import ROOT, find_peers
from benchmarks.processes import MeasurementError
from benchmarks.publishing import publishing
from benchmarks.starting import starting
from benchmarks.storing import storing

CASES: Mapping[str, Case] = {
    case.__name__: case for case in (building, storing, starting, editing, answering, publishing, aging)
}
SIZES = {"small": SMALL, "full": FULL}
PAGE = ROOT / "docs" / "benchmarks.md"
FAILED = "failed"


def measure(name: str, size: Size, peers: Mapping[str, str]) -> Sequence[Row]:
    """Returns the rows of a case, or one that says why there are none."""
    begun = time.monotonic()
    print(f"{name} …", file=sys.stderr)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return [*CASES[name](Setting(folder=Path(folder), size=size, peers=peers))]
    except (MeasurementError, OSError, subprocess.SubprocessError) as error:
        return [Row(work=FAILED, measure=str(error))]
    finally:
        print(f"{name} took {time.monotonic() - begun:.0f} s", file=sys.stderr)


def chosen(text: str) -> Sequence[str]:
    """Returns the cases that a list with commas names."""
    names = text.split(",")
    if not CASES.keys() >= {*names}:
        raise argparse.ArgumentTypeError(f"right would be some of {','.join(CASES)}")
    return names


def arguments_of(words: Sequence[str]) -> argparse.Namespace:
    """Returns the arguments that `words` are; ends the program if they are wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--only", type=chosen, help="for example editing,aging; then no page is written")
    parser.add_argument("--rounds", type=int)
    return parser.parse_args(words)


def main() -> int:
    """Runs what the arguments ask for; returns 1 if a measurement failed."""
    arguments = arguments_of(sys.argv[1:])
    size = SIZES[arguments.size]
    if arguments.rounds:
        size = replace(size, rounds=arguments.rounds)
    load, peers = os.getloadavg()[0], find_peers()
    result = {name: measure(name, size, peers) for name in arguments.only or CASES}
    options = " ".join(sys.argv[1:])
    command = f'make bench OPTIONS="{options}"' if options else "make bench"
    print(figures(result), aims(result), sep="\n")
    failed = any(row.work == FAILED for rows in result.values() for row in rows)
    if arguments.only is None and not failed:
        PAGE.write_text(page(result, [*circumstances(peers, command, load)]), encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
