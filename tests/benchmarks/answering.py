"""P2: how quickly `serve` answers for a feed of about 20 KB, beside nginx with the file and Radicale.

One process each. The answer is a 200 with the feed, or what a client gets that has it already. Where there are two
processors, the servers share one and wrk has another.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import programmes
from benchmarks.figures import Row, Target, absent, ratios, spread
from benchmarks.peers import Peers
from benchmarks.processes import MeasurementError, Running, twincal, write
from benchmarks.servers import FEED, Served, etag, pinned, start_servers
from benchmarks.sizes import Size

CITIES = 2
"""The feed of one has 48 meetings, about 20 KB."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The figures of one round of requests: answers a second, and seconds of CPU of the server for each."""

    answers: float
    cpu: float


def answering(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures P2."""
    work = "GET of a feed of 20 KB, one process"
    if peers.wrk is None:
        yield absent("P2", work, "wrk")
        return
    write(folder / "config", programmes.programme(CITIES))
    twincal(folder, "apply", "config")
    twincal(folder, "publish", "site")
    folder.chmod(0o755)
    with ExitStack() as stack:
        servers = start_servers(stack, folder, peers)
        work = f"GET of a feed of {(folder / 'site' / FEED[1:]).stat().st_size / 1000:.0f} KB, one process"
        for status in (200, 304):
            rates = _rates(servers, status, peers.wrk, size)
            yield from _rows(f"{work}, answer {status}", rates, status)


def _rates(servers: Mapping[str, Served], status: int, wrk: str, size: Size) -> Mapping[str, list[Rate]]:
    """Returns the rates of each server, in rounds that alternate between them."""
    headers = {
        name: [f"-HIf-None-Match: {etag(served.address)}"] if status == 304 else []
        for name, served in servers.items()
    }
    rates: dict[str, list[Rate]] = {name: [] for name in servers}
    for _ in range(size.rounds + 2):  # these rounds are short
        for name, served in servers.items():
            words = [wrk, "-t1", "-c32", f"-d{size.serving:g}s", *headers[name], served.address]
            rates[name].append(_rate(served.running, words, status))
    return rates


def _rate(running: Running, words: Sequence[str], status: int) -> Rate:
    before = running.cpu
    report = subprocess.run(pinned(1, words), check=True, capture_output=True, text=True).stdout
    cpu = running.cpu - before
    answers, rate = re.search(r"(\d+) requests in", report), re.search(r"Requests/sec:\s+([\d.]+)", report)
    if answers is None or rate is None or (status == 200 and "Non-2xx" in report):
        raise MeasurementError(report)
    return Rate(float(rate[1]), cpu / int(answers[1]))


def _rows(work: str, rates: Mapping[str, list[Rate]], status: int) -> Iterator[Row]:
    ours = rates["serve"]
    speed = spread(rate.answers for rate in ours)
    yield Row(id="P2", work=work, measure="answers a second", values=speed, unit="/s")
    for name, target in (("nginx", Target("≥", 0.4)), ("Radicale", None)):
        theirs = rates.get(name)
        if theirs is None:
            yield absent("P2", work, name)
            continue
        label = f"{name} (which sends the feed again)" if (name, status) == ("Radicale", 304) else name
        values = ratios([rate.answers for rate in ours], [rate.answers for rate in theirs])
        measure = f"answers a second, as a multiple of {label}"
        yield Row(id="P2", work=work, measure=measure, values=values, target=target)
        # wrk can be the slower side, and then flatters the slower server: the CPU does not depend on it.
        values = ratios([rate.cpu for rate in theirs], [rate.cpu for rate in ours])
        measure = f"answers for each second of its CPU, as a multiple of {label}"
        yield Row(id="P2", work=work, measure=measure, values=values, target=target)
