"""Plays many seeds: `make simulate`. A seed that breaks a rule ends the run, with the shortest history found."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.actions import drawn
from simulator.databases import MakeDatabase, PostgresDatabase, SqliteDatabase
from simulator.histories import played, quiet, shortened
from support.postgres import FOR_TESTS, installed_programs, running

INTERRUPTED = 130
"""The exit code of a command that Ctrl+C ended."""


def main() -> int:
    """Plays the seeds that the arguments name; returns 1 if one of them breaks a rule."""
    try:
        return _play(_parser().parse_args())
    except KeyboardInterrupt:
        print("ended before all seeds were played")
        return INTERRUPTED


def _play(arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    with quiet(), _databases(arguments.database) as make_database:
        for seed in range(arguments.first, arguments.first + arguments.seeds):
            failure = played(drawn(seed, arguments.actions), make_database)
            if failure is not None:
                print(
                    f"seed {seed} breaks a rule: {failure.violation}\nlooking for a shorter history",
                    flush=True,
                )
                print(shortened(failure, make_database).report())
                return 1
            print(f"seed {seed}: {arguments.actions} actions, every rule holds", flush=True)
    print(f"{arguments.seeds} seeds in {time.monotonic() - begun:.0f} s")
    return 0


@contextmanager
def _databases(kind: str) -> Iterator[MakeDatabase]:
    """Yields what makes a database of this kind; a server runs as long as it is needed."""
    if kind == "sqlite":
        yield SqliteDatabase
        return
    programs = installed_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed")
    with running(programs, FOR_TESTS) as server:
        yield lambda _folder: PostgresDatabase(server)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (0)")
    parser.add_argument(
        "--seeds", type=int, default=200, help="how many seeds to play (200, in some half an hour)"
    )
    parser.add_argument("--actions", type=int, default=150, help="how many actions each has (150)")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="the kind of database (sqlite)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
