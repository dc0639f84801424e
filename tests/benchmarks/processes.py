"""Runs the programs that are measured, and reads what they cost. Ends only what it started."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Cost
from benchmarks.programmes import NOW

PATIENCE = 900.0
"""Seconds after which a program that does not answer is given up."""
TWINCAL = (sys.executable, "-m", "scheduler.cli")
NOT_INHERITED = frozenset({"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"})


class MeasurementError(Exception):
    """A program ended in an error, or did not do its work."""


def environment(folder: Path) -> Mapping[str, str]:
    """Returns the environment of a run in `folder`: a fixed clock, and a database of its own.

    Python may keep compiled modules, as pip keeps those of the peers.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**inherited, "TWINCAL_NOW": NOW, "TWINCAL_DATABASE": f"sqlite:///{folder}/twincal.db"}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes the files of a programme."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def run(
    words: Sequence[str], folder: Path, output: str = "output", variables: Mapping[str, str] | None = None
) -> Cost:
    """Runs a command to its end, and writes what it prints to the file `output` in `folder`.

    `variables` are set in its environment besides the usual ones.

    The cost includes the processes that the command waited for. Raises MeasurementError if it ends in an error.
    """
    with (folder / output).open("wb") as out, (folder / "errors").open("wb") as errors:
        begun = time.perf_counter()
        settings = {**environment(folder), **(variables or {})}
        process = subprocess.Popen(words, cwd=folder, env=settings, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise MeasurementError(f"{' '.join(words)}: {(folder / 'errors').read_text()[-1000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024)


def twincal(folder: Path, *words: str, output: str = "output") -> Cost:
    """Runs a command of Twincal in `folder`."""
    return run([*TWINCAL, *words], folder, output)


def alternate(rounds: int, *works: Callable[[], Cost]) -> tuple[tuple[Cost, ...], ...]:
    """Runs the works in turn, as many rounds as asked; returns the costs of each work."""
    costs = [tuple(work() for work in works) for _ in range(rounds)]
    return tuple(zip(*costs, strict=True))


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs."""

    pid: int
    port: int

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds."""
        match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        assert match is not None
        return int(match[1]) * 1024


@contextmanager
def server(words: Sequence[str], folder: Path, port: int) -> Iterator[Running]:
    """Starts a server in `folder`, and ends it afterwards."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, cwd=folder, env=environment(folder), stdout=log, stderr=log)
    try:
        yield Running(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(holds: Callable[[], bool], what: str, pause: float = 0.02) -> None:
    """Asks until the condition holds. Raises MeasurementError after PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise MeasurementError(f"waited in vain: {what}")
        time.sleep(pause)


def settle(running: Running) -> None:
    """Waits until a server has nothing more to do: less than 2 % of a processor for a second and a half."""

    def is_idle() -> bool:
        before = running.cpu
        time.sleep(1.5)
        return running.cpu - before < 0.03

    wait_for(is_idle, "the server never rests")


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
