"""The circumstances of a run: the machine, the versions, and whether it was busy. Names no host."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers import Peers

MODEL = r"model name\s*:\s*(.+)"
BUSY = 0.5
"""The load for each processor above which other programs certainly take part."""


def circumstances(peers: Peers, command: str, load: float) -> Iterator[tuple[str, str]]:
    """Yields names and values; `load` is the load average before the run."""
    cores = os.cpu_count() or 1
    yield "command", f"`{command}`"
    yield "date", f"{datetime.now(UTC):%Y-%m-%d}"
    yield "processor", f"{_found('/proc/cpuinfo', MODEL)}, {cores} cores"
    memory = int(_found("/proc/meminfo", r"MemTotal:\s+(\d+)")) * 1024
    yield "memory", f"{memory / 2**30:.1f} GiB"
    yield "other programs", how_busy(load, cores)
    yield "Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    libraries = ("twincal", "sqlalchemy", "icalendar", "uvicorn")
    yield "libraries", ", ".join(f"{name} {version(name)}" for name in libraries)
    yield "peers", ", ".join(f"{name} {number}" for name, number in peers.versions)


def how_busy(load: float, cores: int) -> str:
    """Returns what else ran on the machine."""
    before = f"load average {load:.1f} before the run"
    if load / cores < BUSY:
        return f"none to speak of ({before})"
    return f"others ran at the same time, on a busy machine ({before})"


def _found(file: str, pattern: str) -> str:
    match = re.search(pattern, Path(file).read_text())
    return match[1].strip() if match else "0"
