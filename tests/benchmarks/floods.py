"""How long sixteen honest clients wait beside floods. The figures of docs/scaling.md come from here.

The honest clients ask for a feed and for pages. The server has a processor of its own, where there are two; the
flood and the honest clients share the other.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import programmes
from benchmarks.figures import MB, Row, Target, spread
from benchmarks.flooding import KINDS
from benchmarks.honest_clients import HABITS
from benchmarks.peers import ROOT, Peers
from benchmarks.processes import PATIENCE, MeasurementError, twincal, write
from benchmarks.servers import FEED, pinned, start_servers
from benchmarks.sizes import Size

CITIES = 100
SOME = 100
"""Pages that the honest clients ask for, besides a feed."""
WITHIN = Target("≤", 100)
"""Milliseconds for an honest client beside any flood."""


@dataclass(frozen=True, slots=True)
class FloodCase:
    """A flood that asks for `paths`, while honest clients ask for `honest`.

    The pages of `rendered` and `honest` are rendered before it begins.
    """

    does: str
    kind: str
    paths: Sequence[str]
    honest: Sequence[str]
    rendered: Sequence[str] = ()


def floods(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures the slowest answers beside floods of each kind."""
    write(folder / "config", programmes.programme(CITIES))
    twincal(folder, "apply", "config")
    twincal(folder, "publish", "site")
    files = sorted((folder / "site").rglob("*.html"))
    pages = [_path(file, folder / "site") for file in files if file.stem != "404"]
    some = [FEED, *random.Random(2).sample(pages, SOME)]
    for connections in size.floods:
        for kind, clients in KINDS.items():
            case = FloodCase(f"clients that {clients.does}", kind, [FEED], some)
            yield from _rows(folder, peers, case, connections, size)
        for case in (
            FloodCase(f"clients that ask for {len(pages):,} pages", "asks", pages, some, pages),
            FloodCase(
                "clients that open a connection for each request for a page", "opens-anew", pages, some, pages
            ),
        ):
            yield from _rows(folder, peers, case, connections, size)


def _path(file: Path, site: Path) -> str:
    return "/" + str(file.relative_to(site).with_suffix("")).removesuffix("index")


def _rows(folder: Path, peers: Peers, case: FloodCase, connections: int, size: Size) -> Iterator[Row]:
    work = f"{connections:,} {case.does}"
    rounds = [_round(folder, peers, case, connections) for _ in range(size.rounds)]
    every = spread(max(slowest.values()) for slowest, _ in rounds)
    measure = f"slowest answer beside {work}"
    yield Row(id="floods", work=work, measure=measure, values=every, unit="ms", target=WITHIN)
    for habit in HABITS:
        values = spread(slowest[habit] for slowest, _ in rounds)
        yield Row(id="floods", work=work, measure=f"the same, {habit}", values=values, unit="ms")
    memory = spread(resident / MB for _, resident in rounds)
    yield Row(id="floods", work=work, measure="memory", values=memory, unit="MB")


def _round(folder: Path, peers: Peers, case: FloodCase, connections: int) -> tuple[Mapping[str, float], int]:
    """Returns the slowest answers in milliseconds, by the habit of the client, and the memory of the server."""
    with ExitStack() as stack:
        served = start_servers(stack, folder, replace(peers, nginx=None, radicale=None))["serve"]
        port = str(served.running.port)
        for path in {*case.rendered, *case.honest}:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").close()
        stack.enter_context(_flood(["benchmarks.flooding", case.kind, port, str(connections), *case.paths]))
        slowest = _slowest_answers(port, case.honest)
        return slowest, served.running.resident


@contextmanager
def _flood(words: Sequence[str]) -> Iterator[None]:
    """Floods in another process; goes on when its first connections are open."""
    process = subprocess.Popen(_python(*words), stdout=subprocess.PIPE, text=True, env=_environment())
    try:
        assert process.stdout is not None
        if int(process.stdout.readline() or 0) == 0:
            raise MeasurementError(f"no flood: {' '.join(words[:2])}")
        yield
    finally:
        process.terminate()
        process.communicate()


def _slowest_answers(port: str, paths: Sequence[str]) -> Mapping[str, float]:
    done = subprocess.run(
        _python("benchmarks.honest_clients", port, *paths),
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
