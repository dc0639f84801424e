"""P3b: the same edits in a small and in a large programme, in turn. Both daemons run, so a busy moment slows both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import programmes
from benchmarks.edits import CITY, EDITS, edit, get, has_checked, read_again
from benchmarks.figures import Row
from benchmarks.processes import TWINCAL, Running, free_port, server, settle, twincal, wait_for, write
from benchmarks.rows import Edited, moved_in_large
from benchmarks.sizes import LARGE, Size


@dataclass(frozen=True, slots=True)
class _Served:
    """A programme of `cities` cities, and the daemon that serves it."""

    cities: int
    folder: Path
    files: Mapping[str, str]
    running: Running

    def edit(self, number: int) -> float:
        """Moves a meeting; returns the CPU until its feed is served."""
        return edit(self.running, self.folder, self.files, number)[0]


def moving(folder: Path, size: Size) -> Iterator[Row]:
    """Measures P3b."""
    with ExitStack() as stack:
        both = [_served(folder / str(cities), cities, stack) for cities in (size.growth[1], LARGE)]
        edits = [[each.edit(number) for each in both] for number in range(1, EDITS + 1)]
    smaller, larger = (
        Edited(each.cities, costs, read_again(each.folder, each.files))
        for each, costs in zip(both, zip(*edits, strict=True), strict=True)
    )
    return moved_in_large(smaller, larger)


def _served(folder: Path, cities: int, stack: ExitStack) -> _Served:
    """Applies a programme and starts its daemon, which ends with `stack`."""
    files, port = programmes.programme(cities), free_port()
    write(folder / "config", files)
    twincal(folder, "apply", "config")
    words = [*TWINCAL, "serve", "config", "--port", str(port)]
    running = stack.enter_context(server(words, folder, port))
    wait_for(lambda: get(port, CITY) is not None, "the first feed")
    wait_for(lambda: has_checked(port), "the daemon to read its files", 0.2)
    settle(running)
    return _Served(cities, folder, files, running)
