"""Runs the programs that are measured, and reads what they cost. Ends only what it started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.figures import Cost
from benchmarks.programmes import NOW

T = TypeVar("T")
PATIENCE = 600.0
"""Seconds after which a program that does not answer or rest is given up."""
QUIET = 2.5
"""Seconds in which a server that rests does next to nothing: longer than it waits until an edit is finished."""
IDLE = 0.02
"""The share of a processor that this is."""
PAUSE = 0.1
TWINCAL = (sys.executable, "-m", "scheduler.cli")
open_address = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
NOT_INHERITED = frozenset({"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"})


class MeasurementError(Exception):
    """A program ended in an error, or did not do its work."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes the files of a programme."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def run(folder: Path, words: Sequence[str], database: str = "") -> Cost:
    """Runs a command to its end, and writes what it prints to the file `output` in `folder`.

    The cost includes the processes that the command waited for. Raises MeasurementError if it ends in an error.
    """
    with (folder / "output").open("wb") as out, (folder / "errors").open("wb") as errors:
        settings = _environment(folder, database)
        process = subprocess.Popen(words, cwd=folder, env=settings, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise MeasurementError(f"{' '.join(words)}: {(folder / 'errors').read_text()[-1000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def twincal(folder: Path, *words: str, database: str = "") -> Cost:
    """Runs a command of Twincal in `folder`, on the database there or on another one."""
    return run(folder, [*TWINCAL, *words], database)


def alternate(rounds: int, *works: Callable[[], T]) -> list[tuple[T, ...]]:
    """Runs the works in turn, as many rounds as asked; returns what each work returned."""
    return [*zip(*(tuple(work() for work in works) for _ in range(rounds)), strict=True)]


def _environment(folder: Path, database: str) -> Mapping[str, str]:
    """Returns the environment of a run: a fixed clock, and a database. Python may keep compiled modules."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    database = database or f"sqlite:///{folder}/twincal.db"
    return {**inherited, "TWINCAL_NOW": NOW, "TWINCAL_DATABASE": database}


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, with all its processes. All that is known of it comes by HTTP and from the kernel."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def cost(self) -> Cost:
        """The CPU of its processes until now, and the memory that they hold; what two share counts twice."""
        family = [*self._family()]
        ticks = sum(int(field) for fields in family for field in fields[11:15])
        pages = sum(int(fields[21]) for fields in family)
        return Cost(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE"))

    def get(self, path: str) -> bytes | None:
        """Returns what is at `path`; None if nothing is, or nobody listens yet."""
        with suppress(OSError), open_address(f"http://127.0.0.1:{self.port}{path}") as answer:
            return bytes(answer.read())
        return None

    def wait_for(self, path: str, sign: str = "") -> None:
        """Asks until there is something at `path`, with the words `sign` in its unfolded lines."""

        def is_there() -> bool:
            body = self.get(path)
            return body is not None and sign.encode() in body.replace(b"\r\n ", b"")

        self._wait(is_there, f"{sign} {path}")

    def settle(self) -> None:
        """Waits until `serve` has read its files, and its processes use next to no CPU for QUIET seconds."""
        self.wait_for("/healthz", f'"checked":"{NOW[:4]}')

        def rests() -> bool:
            before = self.cost.cpu
            time.sleep(QUIET)
            return self.cost.cpu - before < QUIET * IDLE

        self._wait(rests, "rest")

    def _wait(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if self.process.poll() is not None or time.monotonic() > end:
                raise MeasurementError(f"waited in vain: {what}")
            time.sleep(PAUSE)

    def _family(self) -> Iterator[list[str]]:
        """Yields the fields of /proc/…/stat, from the state on, of the process and of all its descendants."""
        stats: dict[int, list[str]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                stats[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        family = [self.process.pid]
        for member in family:  # it grows meanwhile
            family += (pid for pid, fields in stats.items() if int(fields[1]) == member)
            yield stats[member]


@contextmanager
def started(folder: Path, words: Sequence[str], port: int) -> Iterator[Server]:
    """Starts a server that will listen on `port`, and ends it afterwards."""
    with (folder / "log").open("ab") as log:
        settings = _environment(folder, "")
        process = subprocess.Popen(words, cwd=folder, env=settings, stdout=log, stderr=log)
    try:
        yield Server(process, port)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Starts `twincal serve` with the programme in `folder`."""
    port = free_port()
    with started(folder, [*TWINCAL, "serve", "config", "--port", str(port)], port) as server:
        yield server


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
