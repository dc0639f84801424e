"""`publish`: every feed and page as a file, for the first time and after one meeting was moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import programmes
from benchmarks.case import Setting
from benchmarks.figures import Aim, Cost, Row, costs_of, cpu, ratios
from benchmarks.processes import MeasurementError, twincal, write

LESS = Aim("`publish` after one move takes at most 0.3 of a cold one", "≤", 0.3)


def publishing(setting: Setting) -> Iterator[Row]:
    """Measures each number of cities."""
    for count in setting.size.published:
        rounds = setting.size.rounds_at(count)
        results = [_round(setting.folder / f"{count}-{number}", count) for number in rounds]
        cold, moved, [(files, rewritten), *_] = zip(*results, strict=True)
        work = f"`publish`, N = {count:,}, {files:,} files"
        yield from costs_of(work, cold)
        work = f"`publish` after one move, N = {count:,}, {rewritten:,} files"
        yield Row(work=work, measure="CPU", values=cpu(moved), unit="s")
        share = ratios(cpu(moved), cpu(cold))
        yield Row(work=work, measure="CPU, as a share of the cold one", values=share, unit="", aim=LESS)


def _round(folder: Path, count: int) -> tuple[Cost, Cost, tuple[int, int]]:
    """Returns the costs of both publications, and how many files each wrote."""
    files = programmes.programme(count)
    write(folder / "config", files)
    twincal(folder, "apply", "config")
    cold, written = twincal(folder, "publish", "site"), _written(folder)
    edit = programmes.moved(files, 0)
    (folder / "config" / edit.file).write_text(edit.text, encoding="utf-8")
    twincal(folder, "apply", "config")
    return cold, twincal(folder, "publish", "site"), (written, _written(folder))


def _written(folder: Path) -> int:
    said = (folder / "output").read_text()
    match = re.match(r"(\d+) written", said)
    if match is None or match[1] == "0":
        raise MeasurementError(f"publish: {said}")
    return int(match[1])
