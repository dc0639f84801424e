"""The life of one programme of N cities: applied, planned, published, served, edited. What P3, P6 to P9 and growth come from."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import programmes
from benchmarks.edits import CITY, EDITS, edit, get, has_checked, move
from benchmarks.figures import Cost
from benchmarks.processes import (
    TWINCAL,
    MeasurementError,
    Running,
    free_port,
    server,
    settle,
    twincal,
    wait_for,
    write,
)

NOTICED = 4
"""Seconds after which the daemon certainly works on a file that was saved: it waits for two."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """A cold publish and what followed one moved meeting.

    `files` and `rewritten` are the files that the first `publish` wrote, and the one after the move. `edits` are the CPU of
    `serve --publish` from saving a file until its feeds are served and its files written.
    """

    cold: Cost
    files: int
    moved: Cost
    rewritten: int
    edits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Serving:
    """CPU of one daemon and its memory.

    - `first`, `all_feeds`, `ready`: CPU since the start until the first feed answered, until each has, and until the daemon
      has nothing more to do.
    - `resident`: memory then; `feeds`: the bytes of all feeds.
    - `nothing`: CPU after a file was saved that changes no meeting, until the daemon has nothing more to do.
    - `edits`: CPU from saving a file until its feeds are served; `finished`: until the daemon has nothing more to do.
    """

    first: float
    all_feeds: float
    ready: float
    resident: int
    feeds: int
    nothing: float
    edits: tuple[float, ...]
    finished: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """One round with a programme of `cities` cities."""

    cities: int
    apply: Cost
    plan: Cost
    feed: Cost
    publishing: Publishing | None
    serving: Serving | None


def live(folder: Path, cities: int, parts: frozenset[str]) -> Life:
    """Runs one round in `folder`, a new folder; `parts` may hold "publish" and "serve"."""
    files = programmes.programme(cities)
    write(folder / "config", files)
    apply = twincal(folder, "apply", "config")
    plan = twincal(folder, "plan", "config")
    feed = twincal(folder, "feed", "cities/c0")
    publishing = _publish(folder, files) if "publish" in parts else None
    serving = _serve(folder, files, cities) if "serve" in parts else None
    return Life(cities, apply, plan, feed, publishing, serving)


def _publish(folder: Path, files: Mapping[str, str]) -> Publishing:
    cold = twincal(folder, "publish", "site")
    count = _written(folder)
    move(folder, files, 0)
    twincal(folder, "apply", "config")
    moved = twincal(folder, "publish", "site")
    rewritten = _written(folder)
    port = free_port()
    words = [*TWINCAL, "serve", "config", "--port", str(port), "--publish", "site"]
    with server(words, folder, port) as running:
        wait_for(
            lambda: get(port, CITY) is not None and has_checked(port), "the daemon to read its files", 0.2
        )
        settle(running)
        edits = [edit(running, folder, files, number)[1] for number in range(3, 3 + EDITS)]
    return Publishing(cold, count, moved, rewritten, tuple(edits))


def _written(folder: Path) -> int:
    """Returns how many files the last publish says that it wrote."""
    said = (folder / "output").read_text()
    match = re.match(r"(\d+) written", said)
    if match is None or match[1] == "0":
        raise MeasurementError(f"publish: {said}")
    return int(match[1])


def _serve(folder: Path, files: Mapping[str, str], cities: int) -> Serving:
    port = free_port()
    words = [*TWINCAL, "serve", "config", "--port", str(port)]
    with server(words, folder, port) as running:
        wait_for(lambda: get(port, CITY) is not None, "the first feed")
        first = running.cpu
        feeds = _fetch(port, programmes.feeds(cities))
        all_feeds = running.cpu
        wait_for(lambda: has_checked(port), "the daemon to read its files", 0.2)
        settle(running)
        ready, resident = running.cpu, running.resident
        nothing = _comment(running, folder, files)
        edits = [edit(running, folder, files, number) for number in range(1, EDITS + 1)]
    until_feeds, finished = zip(*edits, strict=True)
    return Serving(first, all_feeds, ready, resident, feeds, nothing, until_feeds, finished)


def _comment(running: Running, folder: Path, files: Mapping[str, str]) -> float:
    """Adds a comment to a file; returns the CPU until the daemon rests."""
    before = running.cpu
    name, _ = programmes.moved(files, 0)
    (folder / "config" / name).write_text(f"{files[name]}# Nothing is new.\n", encoding="utf-8")
    time.sleep(NOTICED)
    settle(running)
    return running.cpu - before


def _fetch(port: int, paths: Sequence[str]) -> int:
    """Fetches every path once; returns how many bytes they have together."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    total = 0
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        total += len(answer.read())
        if answer.status != 200:
            raise MeasurementError(f"{path} answers {answer.status}")
    connection.close()
    return total
