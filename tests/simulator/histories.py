"""Plays the actions of a seed, and finds the shortest history that still breaks a rule."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simulator.actions import Action, drawn
from simulator.databases import MakeDatabase, SqliteDatabase
from simulator.simulation import Simulation
from simulator.violation import Violation

MOST_REPLAYS = 150
"""Histories that are tried to shorten one."""


@dataclass(frozen=True)
class Failure:
    """A history that breaks a rule: the actions, what happened, and the rule."""

    actions: tuple[Action, ...]
    story: tuple[str, ...]
    violation: str

    def report(self) -> str:
        return "\n".join([*self.story, f"then: {self.violation}"])


def played(actions: Sequence[Action], make_database: MakeDatabase = SqliteDatabase) -> Failure | None:
    """Plays `actions` from the beginning; returns the failure, None if every rule held."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        simulation = Simulation(Path(folder), make_database(Path(folder)), runner)
        done = 0
        try:
            with simulation.running():
                for action in actions:
                    done += 1
                    simulation.play(action)
                simulation.play(Action("settle", (0, 0, 0)))
        except Violation as violation:
            return Failure(tuple(actions[:done]), tuple(simulation.story), str(violation))
        except Exception as error:  # whatever ends a run is a failure of that history
            return Failure(tuple(actions[:done]), tuple(simulation.story), _described(error))
    return None


def _described(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}, in {place.name} ({place.filename}:{place.lineno})"


def shortened(failure: Failure, make_database: MakeDatabase = SqliteDatabase) -> Failure:
    """Returns the shortest history found that breaks a rule, by leaving out ever smaller parts of it."""
    size, replays = max(1, len(failure.actions) // 2), 0
    while replays < MOST_REPLAYS:
        place, has_shrunk = 0, False
        while place < len(failure.actions) and replays < MOST_REPLAYS:
            rest = (*failure.actions[:place], *failure.actions[place + size :])
            replays += 1
            shorter = played(rest, make_database)
            if shorter is None:
                place += size
            else:
                failure, has_shrunk = shorter, True
        if size == 1 and not has_shrunk:
            break
        size = max(1, size // 2)
    return failure


def first_failure(
    seeds: Sequence[int], count: int, make_database: MakeDatabase = SqliteDatabase
) -> tuple[int, Failure] | None:
    """Plays `count` actions of each seed; returns the first seed that breaks a rule, and its history."""
    with quiet():
        for seed in seeds:
            failure = played(drawn(seed, count), make_database)
            if failure is not None:
                return seed, failure
    return None


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the log of the daemons away: every fault would fill it."""
    log = logging.getLogger("twincal")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
