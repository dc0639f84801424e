"""How long sixteen honest clients wait beside floods. The figures of docs/scaling.md come from here.

The honest clients ask for a feed. The server has a processor of its own, where there are two; the flood and the
honest clients share the other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import programmes
from benchmarks.figures import MB, Row, Target, spread
from benchmarks.flooding import KINDS
from benchmarks.honest_clients import HABITS
from benchmarks.peers import ROOT, Peers
from benchmarks.processes import PATIENCE, MeasurementError, Running, twincal, write
from benchmarks.servers import FEED, pinned, start_servers
from benchmarks.sizes import Size

CITIES = 100
WITHIN = Target("≤", 100)
"""Milliseconds for an honest client beside any flood."""


def floods(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures the slowest answers beside floods of each kind."""
    write(folder / "config", programmes.programme(CITIES))
    twincal(folder, "apply", "config")
    twincal(folder, "publish", "site")
    files = sorted((folder / "site").rglob("*.html"))
    pages = [_path(file, folder / "site") for file in files if file.stem != "404"]
    for connections in size.floods:
        for kind, clients in KINDS.items():
            work = f"{connections:,} clients that {clients.does}"
            yield from _rows(folder, peers, work, kind, connections, [FEED], size)
        work = f"{connections:,} clients that ask for {len(pages):,} pages, more than are kept"
        yield from _rows(folder, peers, work, "asks", connections, pages, size)


def _path(file: Path, site: Path) -> str:
    return "/" + str(file.relative_to(site).with_suffix("")).removesuffix("index")


def _rows(
    folder: Path, peers: Peers, work: str, kind: str, connections: int, paths: Sequence[str], size: Size
) -> Iterator[Row]:
    rounds = [_round(folder, peers, kind, connections, paths) for _ in range(size.rounds)]
    every = spread(max(slowest.values()) for slowest, _ in rounds)
    measure = f"slowest answer beside {work}"
    yield Row(id="floods", work=work, measure=measure, values=every, unit="ms", target=WITHIN)
    for habit in HABITS:
        values = spread(slowest[habit] for slowest, _ in rounds)
        yield Row(id="floods", work=work, measure=f"the same, {habit}", values=values, unit="ms")
    memory = spread(resident / MB for _, resident in rounds)
    yield Row(id="floods", work=work, measure="memory", values=memory, unit="MB")


def _round(
    folder: Path, peers: Peers, kind: str, connections: int, paths: Sequence[str]
) -> tuple[Mapping[str, float], int]:
    """Returns the slowest answers in milliseconds, by the habit of the client, and the memory of the server."""
    with ExitStack() as stack:
        served = start_servers(stack, folder, replace(peers, nginx=None, radicale=None))["serve"]
        words = ["benchmarks.flooding", kind, str(served.running.port), str(connections), *paths]
        stack.enter_context(_flood(words))
        slowest = _slowest_answers(served.running)
        return slowest, served.running.resident


@contextmanager
def _flood(words: Sequence[str]) -> Iterator[None]:
    """Floods in another process; goes on when its connections are open."""
    process = subprocess.Popen(_python(*words), stdout=subprocess.PIPE, text=True, env=_environment())
    try:
        assert process.stdout is not None
        if int(process.stdout.readline() or 0) == 0:
            raise MeasurementError(f"no flood: {' '.join(words[:2])}")
        yield
    finally:
        process.terminate()
        process.communicate()


def _slowest_answers(running: Running) -> Mapping[str, float]:
    done = subprocess.run(
        _python("benchmarks.honest_clients", str(running.port), FEED),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=_environment(),
    )
    if done.returncode != 0:
        raise MeasurementError(done.stderr[-1000:])
    slowest: Mapping[str, float] = json.loads(done.stdout)
    return slowest


def _python(*words: str) -> list[str]:
    return pinned(1, [sys.executable, "-m", *words])


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
