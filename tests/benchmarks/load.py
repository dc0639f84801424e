"""How `serve` does while more and more clients ask at once. The figures of docs/scaling.md come from here.

wrk keeps a number of connections busy from a second process: each asks again as soon as it has its answer.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks import programmes
from benchmarks.answering import CITIES
from benchmarks.figures import Row, absent, spread
from benchmarks.peers import Peers
from benchmarks.processes import MeasurementError, twincal, write
from benchmarks.servers import etag, pinned, start_servers
from benchmarks.sizes import Size

CONNECTIONS = (1, 8, 64, 512)
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def load(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures the answers "nothing new" (304) a second and the time to wait for one, by connections."""
    if peers.wrk is None:
        yield absent("load", "`serve` under load", "wrk")
        return
    write(folder / "config", programmes.programme(CITIES))
    twincal(folder, "apply", "config")
    with ExitStack() as stack:
        served = start_servers(stack, folder, replace(peers, nginx=None, radicale=None))["serve"]
        condition = f"-HIf-None-Match: {etag(served.address)}"
        for connections in CONNECTIONS:
            options = ["-t1", f"-c{connections}", f"-d{size.serving:g}s", "--latency", condition]
            reports = [_report([peers.wrk, *options, served.address]) for _ in range(size.rounds)]
            yield from _rows(connections, reports)


def _report(words: Sequence[str]) -> str:
    report = subprocess.run(pinned(1, words), check=True, capture_output=True, text=True).stdout
    if "Socket errors" in report:
        raise MeasurementError(report)
    return report


def _rows(connections: int, reports: Sequence[str]) -> Iterator[Row]:
    work = f"`serve`, {connections:,} connections at once, answer 304"
    rates = spread(float(_found(r"Requests/sec:\s+([\d.]+)", report)[0]) for report in reports)
    yield Row(id="load", work=work, measure="answers a second", values=rates, unit="/s")
    for share in ("50", "99"):
        waits = spread(_milliseconds(report, share) for report in reports)
        measure = f"{share} % of the answers come within"
        yield Row(id="load", work=work, measure=measure, values=waits, unit="ms")


def _milliseconds(report: str, share: str) -> float:
    value, unit = _found(rf"{share}%\s+([\d.]+)(us|ms|s)", report)
    return float(value) * _MILLISECONDS[unit]


def _found(pattern: str, report: str) -> tuple[str, ...]:
    match = re.search(pattern, report)
    if match is None:
        raise MeasurementError(report)
    return match.groups()
