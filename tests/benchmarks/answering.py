"""How quickly `serve` answers for a feed, beside nginx with the file.

The answer is a 200 with the feed, or what a client gets that has it already. Where there are two processors, the
servers share one and wrk has another.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import programmes
from benchmarks.case import Setting
from benchmarks.figures import Row, absent, ratios
from benchmarks.processes import (
    TWINCAL,
    MeasurementError,
    Server,
    free_port,
    open_address,
    started,
    twincal,
    write,
)
from benchmarks.programmes import FEED

CITIES = 2
"""The feed of one has 48 meetings, about 20 kB."""
NGINX = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
  types { text/calendar ics; }
  charset utf-8;
  charset_types text/calendar;
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:PORT;
    root site;
    add_header Cache-Control "public, max-age=300";
    add_header X-Content-Type-Options nosniff;
    add_header X-Robots-Tag noindex;
    add_header Content-Disposition "inline; filename=c0.ics";
    add_header Vary Accept-Encoding;
  }
}
"""


def answering(setting: Setting) -> Iterator[Row]:
    """Measures answers with the feed, then those to clients that have it."""
    folder, peers = setting.folder, setting.peers
    if "wrk" not in peers:
        yield absent("GET of a feed", "wrk")
        return
    write(folder / "config", programmes.programme(CITIES))
    twincal(folder, "apply", "config")
    twincal(folder, "publish", "site")
    folder.chmod(0o755)  # nginx reads as another user
    with ExitStack() as stack:
        words = [*TWINCAL, "serve", "config", "--port", "PORT"]
        servers = {"serve": _start(stack, folder, words)}
        if "nginx" in peers:
            words = [peers["nginx"], "-p", str(folder), "-c", "nginx.conf"]
            servers["nginx"] = _start(stack, folder, words)
        for server in servers.values():
            server.wait_for(FEED)
        servers["serve"].settle()
        kilobytes = (folder / "site" / FEED[1:]).stat().st_size / 1000
        for status in (200, 304):
            rates: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}
            for _ in range(setting.size.rounds + 1):  # these rounds are short
                for name, server in servers.items():
                    rates[name].append(_ask(setting, server, status))
            yield from _rows(f"GET of a feed of {kilobytes:.0f} kB, answer {status}", rates)


def _start(stack: ExitStack, folder: Path, words: Sequence[str]) -> Server:
    """Starts a server on the first processor, at a port that its words or its configuration name PORT."""
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.replace("PORT", str(port)))
    line = [word.replace("PORT", str(port)) for word in words]
    return stack.enter_context(started(folder, _pinned(0, line), port))


def _ask(setting: Setting, server: Server, status: int) -> tuple[float, float]:
    """Asks for the feed on 32 connections; returns the answers a second, and the CPU of the server for each."""
    address = f"http://127.0.0.1:{server.port}{FEED}"
    words = [setting.peers["wrk"], "-t1", "-c32", f"-d{setting.size.asking}s"]
    if status == 304:
        with open_address(address) as answer:
            words.append(f"-HIf-None-Match: {answer.headers['ETag']}")
    before = server.cost.cpu
    report = subprocess.run(_pinned(1, [*words, address]), check=True, capture_output=True, text=True).stdout
    used = server.cost.cpu - before
    answers, rate = re.search(r"(\d+) requests in", report), re.search(r"Requests/sec:\s+([\d.]+)", report)
    if answers is None or rate is None or (status == 200 and "Non-2xx" in report):
        raise MeasurementError(report)
    return float(rate[1]), used / int(answers[1])


def _rows(work: str, rates: dict[str, list[tuple[float, float]]]) -> Iterator[Row]:
    speeds, costs = zip(*rates["serve"], strict=True)
    yield Row(work=work, measure="answers a second", values=speeds, unit="/s")
    yield Row(work=work, measure="CPU for each answer", values=[cost * 1000 for cost in costs], unit="ms")
    if "nginx" not in rates:
        yield absent(work, "nginx")
        return
    # wrk can be the slower side, and then flatters the slower server: the CPU does not depend on it.
    values = ratios([cost for _, cost in rates["nginx"]], costs)
    yield Row(work=work, measure="answers for each second of its CPU, as a multiple of nginx", values=values)


def _pinned(processor: int, words: Sequence[str]) -> list[str]:
    """Returns the command that keeps another one on a processor, where there are two."""
    return ["taskset", "-c", str(processor), *words] if (os.cpu_count() or 1) > 1 else [*words]
